// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.testkit.Await;
import dev.songsong.web.ContentWire.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

/** A server that shows the forms that it gets. */
abstract class FormFixture {
  static final String ENCODED = "content-type: application/x-www-form-urlencoded";
  static final String MULTIPART = "content-type: multipart/form-data; boundary=XX";
  static final String FIELD = "--XX\r\ncontent-disposition: form-data; name=";
  static final int LIMIT = 4 << 20;

  static WebServer server;
  static volatile Path seen = Path.of("none"); // the folder of the last upload
  static volatile String mode = "";

  @BeforeAll
  static void start() throws Exception {
    server =
        WebServer.start(
            routes ->
                routes
                    .post("/form", request -> show(request.body().form()))
                    .post("/keep", FormFixture::keep)
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

  static long forms(Path all) throws IOException {
    try (Stream<Path> entries = Files.list(all)) {
      return entries.filter(entry -> entry.getFileName().toString().startsWith("form-")).count();
    }
  }

  static Answer ask(String path, String body, String... headers) throws IOException {
    return ContentWire.ask(server, "POST", path, body.getBytes(UTF_8), headers);
  }

  static void assertProblem(int status, Answer answer, String detail) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    assertThat(answer.text()).contains(detail);
  }
}
