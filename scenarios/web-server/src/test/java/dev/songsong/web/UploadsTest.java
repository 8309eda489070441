// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.songsong.testkit.LeakCheck;
import dev.songsong.testkit.RequiresTool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LeakCheck.class)
@Timeout(90)
class UploadsTest {
  @TempDir Path temp;

  @Test
  void nothing_is_made_before_the_first_need_and_nothing_left_after_the_end() throws Exception {
    var uploads = new Uploads(temp);
    assertThat(temp).isEmptyDirectory();
    Path one = uploads.newFolder();
    Path other = uploads.newFolder();
    Files.writeString(one.resolve("file"), "x");
    assertThat(one.getParent()).isEqualTo(other.getParent()).isDirectory();

    uploads.close();
    uploads.close();

    assertThat(temp).isEmptyDirectory();
  }

  @Test
  void after_the_end_no_folder_is_made_any_more() throws Exception {
    var uploads = new Uploads(temp);
    uploads.close();

    assertThatThrownBy(uploads::newFolder)
        .isInstanceOf(IOException.class)
        .hasMessage("server: closed (expected: open until the form has come)");
    assertThat(temp).isEmptyDirectory();
  }

  @Test
  void forms_that_are_the_first_at_once_share_one_folder() throws Exception {
    try (var uploads = new Uploads(temp);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<Path> first = () -> uploads.newFolder().getParent();
      var folders = threads.invokeAll(Collections.nCopies(20, first));
      for (Future<Path> folder : folders) {
        assertThat(folder.get()).isEqualTo(folders.getFirst().get());
      }
      assertThat(folders()).isEqualTo(1);
    }
    assertThat(temp).isEmptyDirectory();
  }

  /** What another process does: keeps files, and ends as it is told. */
  public static final class Other {
    private Other() {}

    public static void main(String[] arguments) throws Exception {
      var uploads = new Uploads();
      Files.writeString(uploads.newFolder().resolve("file"), "x");
      System.out.println("ready");
      System.in.read();
    }
  }

  private Process other() throws IOException {
    Process other = java(List.of(), List.of("-Djava.io.tmpdir=" + temp), Other.class);
    assertThat(other.inputReader(UTF_8).readLine()).isEqualTo("ready");
    return other;
  }

  private static Process java(List<String> before, List<String> options, Class<?> main)
      throws IOException {
    var command = new ArrayList<>(before);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx128m"));
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  private long folders() throws IOException {
    try (Stream<Path> all = Files.list(temp)) {
      return all.filter(one -> one.getFileName().toString().contains("-web-")).count();
    }
  }

  @Test
  void a_jvm_that_ends_normally_leaves_nothing() throws Exception {
    Process other = other();
    assertThat(folders()).isEqualTo(1);

    other.getOutputStream().close();

    assertThat(other.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(folders()).isZero();
  }

  @Test
  void what_a_killed_process_left_is_deleted_and_what_a_live_one_has_is_not() throws Exception {
    Process killed = other();
    killed.destroyForcibly().waitFor();
    assertThat(folders()).isEqualTo(1);
    Process alive = other();
    // The one that came next has cleaned up.
    assertThat(folders()).isEqualTo(1);
    try (var ours = new Uploads(temp)) {
      ours.newFolder();
      assertThat(folders()).isEqualTo(2);
    } finally {
      alive.destroyForcibly().waitFor();
    }
  }

  @Test
  void what_a_killed_process_of_the_same_number_left_is_deleted_too() throws Exception {
    // In a container the server has the same number each time it starts.
    String name = "songsong-" + ProcessHandle.current().pid() + "-web-42";
    Path left = Files.createDirectories(temp.resolve(name).resolve("form-1"));
    Files.writeString(left.resolve("part-1"), "x");
    Files.createFile(temp.resolve(name).resolve(".lock"));
    try (var ours = new Uploads(temp);
        var more = new Uploads(temp)) {
      Path one = ours.newFolder();
      Path other = more.newFolder();

      assertThat(left).doesNotExist();
      assertThat(one).isDirectory();
      assertThat(other).isDirectory();
    }
  }

  @Test
  void what_belongs_to_another_user_is_not_touched() throws Exception {
    Path theirs = Files.createDirectory(temp.resolve("songsong-1-web-42"));
    Files.createFile(theirs.resolve(".lock"));
    var nobody =
        temp.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody");
    assumeThat(Files.getOwner(temp).getName()).as("only root gives away").isEqualTo("root");
    Files.setOwner(theirs, nobody);
    try (var ours = new Uploads(temp)) {
      ours.newFolder();
      assertThat(theirs).isDirectory();
    }
  }

  /** What another process does: takes uploads again and again, and cleans up each time. */
  public static final class Sweeping {
    private Sweeping() {}

    public static void main(String[] arguments) throws Exception {
      System.out.println("ready");
      while (System.in.available() == 0) {
        try (var uploads = new Uploads()) {
          uploads.newFolder();
        }
      }
    }
  }

  @Test
  void a_folder_is_not_taken_for_abandoned_while_it_is_made() throws Exception {
    Process other = java(List.of(), List.of("-Djava.io.tmpdir=" + temp), Sweeping.class);
    try {
      assertThat(other.inputReader(UTF_8).readLine()).isEqualTo("ready");
      for (int i = 0; i < 500; i++) {
        try (var ours = new Uploads(temp)) {
          Files.writeString(ours.newFolder().resolve("part-1"), "x");
        }
      }
    } finally {
      other.getOutputStream().write('\n');
      other.getOutputStream().flush();
      assertThat(other.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(folders()).isZero();
  }

  /** A server whose disk is small, and its client. */
  public static final class SmallDisk {
    private SmallDisk() {}

    public static void main(String[] arguments) throws Exception {
      WebApp app =
          routes ->
              routes.post(
                  "/",
                  request -> Response.text("" + request.body().form().uploads().getFirst().size()));
      try (var server = WebServer.start(app, WebOptions.DEFAULT.withThreads(1))) {
        for (int size : new int[] {1_000, 500_000, 1_000}) {
          String body =
              "--XX\r\ncontent-disposition: form-data; name=f; filename=f\r\n\r\n"
                  + "x".repeat(size)
                  + "\r\n--XX--\r\n";
          ContentWire.Answer answer =
              ContentWire.ask(
                  server,
                  "POST",
                  "/",
                  body.getBytes(UTF_8),
                  "content-type: multipart/form-data; boundary=XX");
          System.out.println(answer.status() + " " + answer.text());
        }
      }
      try (Stream<Path> left = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
        System.out.println("left " + left.count());
      }
    }
  }

  @Test
  @RequiresTool({"unshare", "mount"})
  void a_full_disk_is_507_and_the_next_form_finds_room() throws Exception {
    Path small = Files.createDirectory(temp.resolve("small"));
    Path libraries = Files.createDirectory(temp.resolve("libraries"));
    Process server =
        java(
            List.of(
                "unshare",
                "-Urm",
                "sh",
                "-c",
                "mount -t tmpfs -o size=128k none \"$0\" && exec \"$@\"",
                small.toString()),
            List.of("-Djava.io.tmpdir=" + small, "-Dio.netty.native.workdir=" + libraries),
            SmallDisk.class);
    String said = new String(server.getInputStream().readAllBytes(), UTF_8);

    assertThat(server.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(said.lines())
        .hasSize(4)
        .satisfiesExactly(
            first -> assertThat(first).isEqualTo("200 1000"),
            full ->
                assertThat(full)
                    .startsWith("507 ")
                    .contains("form: no room on disk (expected: some; try again later)"),
            next -> assertThat(next).isEqualTo("200 1000"),
            left -> assertThat(left).isEqualTo("left 0"));
  }
}
