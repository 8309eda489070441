// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.testkit.LeakCheck;
import dev.songsong.web.ContentWire.Answer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith({LeakCheck.class, BufferLeakCheck.class})
@Timeout(60)
class BadFormTest extends FormFixture {
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
  void files_on_the_loop_are_refused() throws Exception {
    assertThat(ask("/loop", FIELD + "a\r\n\r\n1\r\n--XX--", MULTIPART).status()).isEqualTo(500);
  }
}
