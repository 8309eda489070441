// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.testkit.Await;
import dev.songsong.testkit.LeakCheck;
import dev.songsong.testkit.RequiresTool;
import dev.songsong.web.ContentWire.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith({LeakCheck.class, BufferLeakCheck.class})
@Timeout(60)
class FormTest extends FormFixture {
  @Test
  void fields_in_one_line_are_decoded() throws Exception {
    String body = "a=1&b=x+y%26z&a=&t%C3%AAn=%C4%91&c;d=e&&=";
    for (String path : List.of("/form", "/loop")) {
      Answer answer = ask(path, body, ENCODED + "; charset=utf-8");
      assertThat(answer.text()).isEqualTo("a=1\na=\nb=x y&z\ntên=đ");
    }
    assertThat(ContentWire.ask(server, "POST", "/form", ENCODED).status()).isEqualTo(200);
  }

  @Test
  void parts_are_fields_and_files() throws Exception {
    String body =
        FIELD
            + "\"a\"\r\n\r\n1\r\n"
            + FIELD
            + "a\r\ncontent-type: text/plain; charset=iso-8859-1\r\n\r\n2\r\n"
            + FIELD
            + "\"tên\"\r\n\r\nđường\r\nhai\r\n"
            + FIELD
            + "\"f\"; filename=\"ảnh: 1,2.png\"\r\ncontent-type: image/png\r\n\r\n\r\n--X\r\n"
            + "\r\n"
            + FIELD
            + "\"g\"; filename*=UTF-8''%e2%82%ac.txt\r\n\r\n\r\n"
            + "--XX--\r\n";
    Answer answer = ask("/form", body, MULTIPART);

    assertThat(answer.text())
        .isEqualTo(
            """
            a=1
            a=2
            tên=đường\r
            hai
            f ảnh: 1,2.png image/png 7 \r
            --X\r

            g €.txt application/octet-stream 0\
            """
                + " ");
  }

  @Test
  void a_file_has_a_name_without_folders_or_none() throws Exception {
    assertThat(nameFor("../../etc/passwd")).isEqualTo("passwd");
    assertThat(nameFor("C:\\Users\\me\\photo.jpg")).isEqualTo("photo.jpg");
    assertThat(nameFor("..")).isEqualTo("");
    assertThat(nameFor("a/..")).isEqualTo("");
    assertThat(nameFor("/")).isEqualTo("");
    assertThat(nameFor("a\u0001\tb")).isEqualTo("ab");
    assertThat(nameFor("say \\\"hi\\\".txt")).isEqualTo("say hi.txt");
    assertThat(nameFor(" a; b=c.txt ")).isEqualTo("a; b=c.txt");
  }

  private static String nameFor(String given) throws IOException {
    String body = FIELD + "f; filename=\"" + given + "\"\r\n\r\nx\r\n--XX--\r\n";
    String text = ask("/form", body, MULTIPART).text();
    assertThat(text).startsWith("f ").endsWith(" application/octet-stream 1 x");
    return text.substring(2, Math.max(2, text.indexOf(" application/")));
  }

  @Test
  void a_field_for_a_file_for_which_none_was_chosen_is_left_out() throws Exception {
    String body =
        FIELD + "f; filename=\"\"\r\ncontent-type: application/octet-stream\r\n\r\n\r\n--XX--";
    assertThat(ask("/form", body, MULTIPART).text()).isEmpty();
  }

  @Test
  void files_are_gone_after_the_answer_however_it_ends() throws Exception {
    String body = FIELD + "f; filename=\"f\"\r\n\r\nx\r\n--XX--\r\n";
    assertThat(ask("/form", body, MULTIPART).status()).isEqualTo(200);
    Await.until("it to be gone", Duration.ofSeconds(5), () -> !Files.exists(seen));
    for (String how : List.of("fail", "stream")) {
      mode = how;
      try (var wire = new ContentWire(server)) {
        wire.send("POST", "/form", body.getBytes(UTF_8), MULTIPART);
        assertThat(wire.head().status()).isEqualTo(how.equals("fail") ? 500 : 200);
      }
      Await.until("it to be gone", Duration.ofSeconds(5), () -> !Files.exists(seen));
    }
  }

  @Test
  void files_of_a_client_that_leaves_in_the_middle_are_gone() throws Exception {
    try (var wire = new ContentWire(server)) {
      wire.send("POST", "/form", new byte[0], MULTIPART, "content-length: 100000");
      wire.send(FIELD + "f; filename=\"f\"\r\n\r\n" + "x".repeat(50_000));
      Path all = seen.getParent();
      Await.until("the file to be there", Duration.ofSeconds(5), () -> forms(all) == 1);
    }
  }

  @Test
  void a_file_that_is_moved_away_is_kept(@TempDir Path folder) throws Exception {
    Path kept = folder.resolve("kept");
    String body =
        FIELD + "a\r\n\r\n" + kept + "\r\n" + FIELD + "f; filename=\"f\"\r\n\r\nx\r\n--XX--\r\n";
    assertThat(ask("/keep", body, MULTIPART).status()).isEqualTo(204);
    assertThat(kept).hasContent("x");
  }

  @Test
  @RequiresTool("curl")
  void curl_uploads(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("dữ liệu.txt"), "xin chào\r\n");
    Process curl =
        new ProcessBuilder(
                "curl",
                "-sS",
                "-F",
                "a=một",
                "-F",
                "f=@" + file + ";type=text/plain",
                server.uri() + "/form")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    assertThat(new String(curl.getInputStream().readAllBytes(), UTF_8))
        .isEqualTo("a=một\nf dữ liệu.txt text/plain 11 xin chào\r\n");
    assertThat(curl.waitFor(10, TimeUnit.SECONDS)).isTrue();
  }
}
