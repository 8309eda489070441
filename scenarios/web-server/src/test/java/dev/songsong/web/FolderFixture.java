// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import dev.songsong.web.ContentWire.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A folder with a server in front of it. */
abstract class FolderFixture {
  static final Instant LONG_AGO = Instant.parse("2026-01-02T03:04:05.678Z");
  static final String DATE = "Fri, 02 Jan 2026 03:04:05 GMT";

  @TempDir static Path temp;
  static Path root;
  static WebServer server;

  @BeforeAll
  static void start() throws Exception {
    root = Files.createDirectory(temp.resolve("root"));
    Path folder = root;
    server =
        WebServer.start(
            routes -> {
              routes.get("/files/{path*}", StaticFiles.of(folder));
              routes.post("/files/{path*}", StaticFiles.of(folder));
              routes.get("/any", request -> Response.file(Path.of(request.query("f").get())));
              Response one = Response.file(folder.resolve("a.txt"));
              routes.get("/lost", _ -> one.withStatus(404));
              routes.get("/own", _ -> one.withHeader("etag", "\"v1\""));
              String early = "Thu, 01 Jan 2026 00:00:00 GMT";
              routes.get("/dated", _ -> one.withHeader("last-modified", early));
            },
            WebOptions.DEFAULT.withThreads(1));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void fill() throws IOException {
    Files.createDirectories(temp.resolve("root-beside"));
    Files.writeString(temp.resolve("secret.txt"), "secret");
    Files.writeString(temp.resolve("root-beside/secret.txt"), "secret");
    put("a.txt", "0123456789");
    put("sub/b.txt", "below");
    put("sub/index.html", "<p>index</p>");
  }

  /** A file that was not changed for long. */
  static Path put(String name, String content) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
    Files.setLastModifiedTime(file, FileTime.from(LONG_AGO));
    return file;
  }

  static Answer get(String path, String... headers) throws IOException {
    return ContentWire.get(server, "/files/" + path, headers);
  }
}
