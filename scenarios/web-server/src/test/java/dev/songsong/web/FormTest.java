// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.testkit.Await;
import dev.songsong.testkit.LeakCheck;
import dev.songsong.testkit.RequiresTool;
import dev.songsong.web.ContentWire.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith({LeakCheck.class, BufferLeakCheck.class})
@Timeout(60)
class FormTest {
  private static final String ENCODED = "content-type: application/x-www-form-urlencoded";
  private static final String MULTIPART = "content-type: multipart/form-data; boundary=XX";
  private static final String FIELD = "--XX\r\ncontent-disposition: form-data; name=";
  private static final int LIMIT = 4 << 20;

  private static WebServer server;
  private static volatile Path seen = Path.of("none"); // the folder of the last upload
  private static volatile String mode = "";

  @BeforeAll
  static void start() throws Exception {
    server =
        WebServer.start(
            routes ->
                routes
                    .post("/form", request -> show(request.body().form()))
                    .post("/keep", FormTest::keep)
                    .nonBlocking(Method.POST, "/loop", request -> show(request.body().form())),
            WebOptions.DEFAULT.withThreads(1).withLimits(Limits.DEFAULT.withBodyBytes(LIMIT)));
    // The folder of all is made at the first need, and stays until the server closes.
    ask("/form", FIELD + "\"f\"; filename=\"f\"\r\n\r\nx\r\n--XX--\r\n", MULTIPART);
  }

  @AfterAll
  static void stop() throws IOException {
    Path all = seen.getParent();
    assertThat(all).exists();
    server.close();
    assertThat(all).doesNotExist();
  }

  private static Response show(Form form) throws IOException {
    var lines = new ArrayList<String>();
    for (String name : List.of("a", "b", "tên")) {
      form.fields(name).forEach(value -> lines.add(name + "=" + value));
    }
    for (Form.Upload upload : form.uploads()) {
      seen = upload.file().getParent();
      lines.add(
          "%s %s %s %d %s"
              .formatted(
                  upload.field(),
                  upload.fileName(),
                  upload.contentType(),
                  upload.size(),
                  Files.size(upload.file()) < 100 ? Files.readString(upload.file()) : "..."));
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(seen)))
          .isEqualTo("rwx------");
    }
    if (mode.equals("fail")) {
      throw new IllegalStateException("the handler fails after it has the form");
    }
    if (mode.equals("stream")) {
      return Response.stream(
          "text/plain",
          out -> {
            out.flush();
            throw new IOException("the writer fails after it has the form");
          });
    }
    return Response.text(String.join("\n", lines));
  }

  private static Response keep(Request request) throws IOException {
    Form form = request.body().form();
    assertThat(request.body().form()).isSameAs(form);
    Path kept = Path.of(form.field("a").orElseThrow());
    Files.move(form.uploads().getFirst().file(), kept);
    return Response.of(204);
  }

  @AfterEach
  void nothing_is_left() throws Exception {
    mode = "";
    Path all = seen.getParent();
    Await.until("forms to be deleted", Duration.ofSeconds(5), () -> forms(all) == 0);
  }

  private static long forms(Path all) throws IOException {
    try (Stream<Path> entries = Files.list(all)) {
      return entries.filter(entry -> entry.getFileName().toString().startsWith("form-")).count();
    }
  }

  private static Answer ask(String path, String body, String... headers) throws IOException {
    return ContentWire.ask(server, "POST", path, body.getBytes(UTF_8), headers);
  }

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
  void malformed_and_excessive_fields_in_one_line_are_refused() throws Exception {
    assertProblem(
        400, ask("/form", "a=%zz", ENCODED), "form: malformed (expected: percent-encoded");
    assertProblem(
        413,
        ask("/form", "a=1&".repeat(1_000), ENCODED),
        "form: too many fields (expected: <= 1000)");
    assertProblem(
        413,
        ask("/form", "a=" + "x".repeat(1 << 20), ENCODED),
        "form: too large (expected: <= 1048576");
  }

  private static void assertProblem(int status, Answer answer, String detail) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    assertThat(answer.text()).contains(detail);
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
  void malformed_parts_are_refused() throws Exception {
    String good = FIELD + "\"a\"\r\n\r\n1\r\n--XX--\r\n";
    String file = FIELD + "f; filename=\"f\"\r\n\r\n";
    for (String bad :
        List.of(
            "",
            "--",
            "nothing of the kind",
            "--YY\r\n\r\n--YY--",
            good.substring(0, good.length() - 4),
            good.substring(0, good.length() - 9),
            file + "cut off in the file",
            file + "x\r\n--XX",
            file + "x\r\n--XX\r\ncontent-dispo",
            "--XX\r\n\r\nno headers\r\n--XX--\r\n",
            "--XX\r\ncontent-disposition\r\n\r\nx\r\n--XX--\r\n",
            "--XX\r\ncontent-disposition: form-data\r\n\r\nx\r\n--XX--\r\n",
            "--XX\r\ncontent-disposition: form-data; name\r\n\r\nx\r\n--XX--\r\n",
            "--XX\r\ncontent-disposition: form-data; name=\"\"\r\n\r\nx\r\n--XX--\r\n",
            "--XX\r\ncontent-disposition: form-data; filename=\"f\"\r\n\r\nx\r\n--XX--\r\n",
            file.replace("\r\n\r\n", "\r\ncontent-transfer-encoding: base64\r\n\r\n")
                + "x\r\n--XX--",
            file.replace("\r\n\r\n", "\r\ncontent-type: a/b; charset=()\r\n\r\n") + "x\r\n--XX--",
            file.replace("\r\n\r\n", "\r\ncontent-type: a/b; charset=utf-16\r\n\r\n")
                + "x\r\n--XX--",
            FIELD + "f; filename*=klingon''x\r\n\r\nx\r\n--XX--",
            FIELD + "f; filename*=%zz\r\n\r\nx\r\n--XX--",
            FIELD + "f\r\ncontent-type: multipart/mixed\r\n\r\nx\r\n--XX--",
            FIELD + "x".repeat(100_000))) {
      Answer answer = ask("/form", bad, MULTIPART);
      assertThat(answer.status()).as(bad.substring(0, Math.min(100, bad.length()))).isEqualTo(400);
      assertThat(answer.text()).contains("form: malformed (expected: ");
    }
    for (String type :
        List.of("", "; boundary", "; boundary=", "; charset=utf-8", "; boundary=\"")) {
      Answer answer = ask("/form", good, "content-type: multipart/form-data" + type);
      assertThat(answer.status()).as(type).isEqualTo(400);
    }
    byte[] latin = (FIELD + "a\r\n\r\n\u00e9\r\n--XX--\r\n").getBytes(ISO_8859_1);
    assertProblem(
        400,
        ContentWire.ask(server, "POST", "/form", latin, MULTIPART),
        "body: malformed text (expected: UTF-8)");
  }

  @Test
  void what_is_no_form_is_415() throws Exception {
    assertProblem(
        415,
        ask("/form", "{}", "content-type: application/json"),
        "content-type: application/json (expected: a form)");
    assertProblem(415, ask("/form", "a=1"), "content-type: none (expected: a form)");
  }

  @Test
  void too_many_parts_and_too_large_fields_are_refused() throws Exception {
    String many = (FIELD + "a\r\n\r\n1\r\n").repeat(1_001) + "--XX--\r\n";
    assertProblem(413, ask("/form", many, MULTIPART), "form: too many fields (expected: <= 1000)");
    String large = FIELD + "a\r\n\r\n" + "x".repeat(600_000) + "\r\n";
    assertProblem(
        413,
        ask("/form", large + large + "--XX--\r\n", MULTIPART),
        "form: fields too large (expected: <= 1048576 bytes together)");
    String file = FIELD + "f; filename=\"f\"\r\n\r\n" + "x".repeat(LIMIT) + "\r\n--XX--\r\n";
    try (var wire = new ContentWire(server)) {
      // The length is not announced, so it is the form's reader that finds the end of the patience.
      wire.send("POST", "/form", new byte[0], MULTIPART, "transfer-encoding: chunked");
      wire.send(Integer.toHexString(file.length()) + "\r\n");
      wire.send(file);
      assertProblem(413, wire.answer(false), "body: too large (expected: <= 4194304 bytes)");
    }
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
  void files_on_the_loop_are_refused() throws Exception {
    assertThat(ask("/loop", FIELD + "a\r\n\r\n1\r\n--XX--", MULTIPART).status()).isEqualTo(500);
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
