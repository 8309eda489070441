// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.songsong.testkit.LeakCheck;
import dev.songsong.testkit.RequiresTool;
import dev.songsong.web.ContentWire.Answer;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(LeakCheck.class)
@Timeout(60)
class StaticFilesTest extends FolderFixture {
  @Test
  void a_file_comes_whole_with_its_type_tag_and_date() throws Exception {
    Answer answer = get("a.txt");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text()).isEqualTo("0123456789");
    assertThat(answer.header("content-type")).isEqualTo("text/plain; charset=utf-8");
    assertThat(answer.header("last-modified")).isEqualTo(DATE);
    assertThat(answer.header("etag")).startsWith("\"a-").endsWith("\"");
    assertThat(answer.header("accept-ranges")).isEqualTo("bytes");
    assertThat(answer.header("cache-control")).isEqualTo("no-cache");
    assertThat(answer.header("x-content-type-options")).isEqualTo("nosniff");
  }

  @Test
  void head_says_the_same_without_the_content() throws Exception {
    Answer head = ContentWire.ask(server, "HEAD", "/files/a.txt");
    Answer get = get("a.txt");

    assertThat(head.status()).isEqualTo(200);
    assertThat(head.header("content-length")).isEqualTo("10");
    assertThat(head.header("etag")).isEqualTo(get.header("etag"));
    assertThat(head.headers().keySet()).isEqualTo(get.headers().keySet());
  }

  @Test
  void an_empty_file_is_an_empty_answer() throws Exception {
    put("empty.css", "");

    Answer answer = get("empty.css", "range: bytes=0-");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("content-length")).isEqualTo("0");
    assertThat(answer.header("content-type")).isEqualTo("text/css; charset=utf-8");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../secret.txt",
        "sub/../../secret.txt",
        "%2e%2e/secret.txt",
        "..%2fsecret.txt",
        "%2e%2e%2fsecret.txt",
        "sub/..%2f..%2fsecret.txt",
        "sub%2Fb.txt",
        "%2f..%2fsecret.txt",
        "%2Fetc%2Fpasswd",
        "/etc/passwd",
        "..%5csecret.txt",
        "..\\secret.txt",
        "../root-beside/secret.txt",
        "..%c0%afsecret.txt",
        "a.txt%00.html",
        "a.txt/",
        "a.txt/.",
        "a.txt/b",
        ".",
        "./a.txt",
        "%2e",
        "sub//b.txt",
        "//a.txt",
        "missing.txt",
        "sub/missing/",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
            + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
            + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
      })
  void no_path_leads_out_of_the_root_or_twice_to_a_file(String path) throws Exception {
    Answer answer = get(path);

    assertThat(answer.status()).isIn(404, 400);
    assertThat(answer.header("content-type")).isEqualTo("application/problem+json");
  }

  @Test
  void hidden_files_are_not_there_but_well_known_ones_are() throws Exception {
    put(".env", "key");
    put(".git/config", "key");
    put(".well-known/security.txt", "mail us");

    assertThat(get(".env").status()).isEqualTo(404);
    assertThat(get(".git/config").status()).isEqualTo(404);
    assertThat(get(".well-known/security.txt").text()).isEqualTo("mail us");
  }

  @Test
  void links_within_the_root_are_followed_and_those_that_leave_it_are_not() throws Exception {
    Files.createSymbolicLink(root.resolve("inner.txt"), Path.of("sub/b.txt"));
    Files.createSymbolicLink(root.resolve("inside"), Path.of("sub"));
    Files.createSymbolicLink(root.resolve("outer.txt"), temp.resolve("secret.txt"));
    Files.createSymbolicLink(root.resolve("beside"), temp.resolve("root-beside"));
    Files.createSymbolicLink(root.resolve("up"), Path.of(".."));
    Files.createSymbolicLink(root.resolve("loop"), Path.of("loop"));
    Files.createSymbolicLink(root.resolve("dangling"), Path.of("nowhere"));

    assertThat(get("inner.txt").text()).isEqualTo("below");
    assertThat(get("inside/b.txt").text()).isEqualTo("below");
    for (String path :
        List.of("outer.txt", "beside/secret.txt", "up/secret.txt", "beside/", "loop", "dangling")) {
      assertThat(get(path).status()).as(path).isEqualTo(404);
    }
  }

  @Test
  void the_root_may_be_a_link_that_is_switched() throws Exception {
    Path next = Files.createDirectory(temp.resolve("next"));
    Files.writeString(next.resolve("a.txt"), "next");
    Path current = Files.createSymbolicLink(temp.resolve("current"), root);
    try (var other = WebServer.start(routes -> routes.get("/{path*}", StaticFiles.of(current)))) {
      assertThat(ContentWire.get(other, "/a.txt").text()).isEqualTo("0123456789");

      Path fresh = Files.createSymbolicLink(temp.resolve("fresh"), next);
      Files.move(fresh, current, StandardCopyOption.REPLACE_EXISTING);

      assertThat(ContentWire.get(other, "/a.txt").text()).isEqualTo("next");
    }
  }

  @Test
  void a_folder_switched_for_a_link_while_it_is_asked_for_never_shows_what_is_outside()
      throws Exception {
    Path real = Files.createDirectory(temp.resolve("real"));
    Files.writeString(real.resolve("secret.txt"), "public");
    Path spot = root.resolve("spot");
    Path aside = root.resolve("aside");
    Files.move(real, spot);
    Files.createSymbolicLink(root.resolve("trap"), temp.resolve("root-beside"));
    var stop = new AtomicBoolean();
    Thread switcher =
        Thread.startVirtualThread(() -> {
          try {
            while (!stop.get()) {
              Files.move(spot, aside);
              Files.move(root.resolve("trap"), spot);
              Files.move(spot, root.resolve("trap"));
              Files.move(aside, spot);
            }
          } catch (IOException e) {
            throw new IllegalStateException(e);
          }
        });
    try (var wire = new ContentWire(server)) {
      for (int i = 0; i < 2_000; i++) {
        wire.send("GET", "/files/spot/secret.txt", new byte[0]);
        Answer answer = wire.answer(false);
        assertThat(answer.status()).isIn(200, 404);
        assertThat(answer.text()).isNotEqualTo("secret");
      }
    } finally {
      stop.set(true);
      switcher.join();
    }
  }

  @Test
  void a_folder_is_its_index_and_never_a_list() throws Exception {
    Files.createDirectory(root.resolve("bare"));

    assertThat(get("sub/").text()).isEqualTo("<p>index</p>");
    assertThat(get("sub/").header("content-type")).isEqualTo("text/html; charset=utf-8");
    assertThat(get("bare/").status()).isEqualTo(404);
    assertThat(get("").status()).isEqualTo(404);
  }

  @Test
  void a_folder_without_its_slash_is_redirected_on_this_server() throws Exception {
    Files.createDirectories(root.resolve("ä b"));

    Answer answer = get("sub?q=1");
    assertThat(answer.status()).isEqualTo(301);
    assertThat(answer.header("location")).isEqualTo("/files/sub/?q=1");
    assertThat(get("%C3%A4%20b").header("location")).isEqualTo("/files/%C3%A4%20b/");
  }

  @Test
  @RequiresTool("mkfifo")
  void what_is_no_regular_file_is_not_there_and_nobody_waits_for_it() throws Exception {
    Path fifo = root.resolve("fifo");
    assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor()).isZero();
    Files.createSymbolicLink(root.resolve("null"), Path.of("/dev/null"));
    try (var socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      socket.bind(UnixDomainSocketAddress.of(root.resolve("socket")));

      assertThat(get("fifo").status()).isEqualTo(404);
      assertThat(get("socket").status()).isEqualTo(404);
      assertThat(get("null").status()).isEqualTo(404);
      assertThat(ContentWire.get(server, "/any?f=" + fifo).status()).isEqualTo(404);
      assertThat(ContentWire.get(server, "/any?f=/dev/zero").status()).isEqualTo(404);
      assertThat(ContentWire.get(server, "/any?f=" + root).status()).isEqualTo(404);
    }
  }

  @Test
  void a_root_that_is_no_folder_is_refused_at_once() {
    assertThatThrownBy(() -> StaticFiles.of(root.resolve("a.txt")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("folder: " + root.resolve("a.txt") + " (expected: a folder)");
  }
}
