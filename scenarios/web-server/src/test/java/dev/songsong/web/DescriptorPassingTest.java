// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.songsong.supervise.ListenerSharing;
import dev.songsong.testkit.LeakCheck;
import dev.songsong.testkit.RequiresTool;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
@EnabledOnOs(OS.LINUX)
@ExtendWith(LeakCheck.class)
class DescriptorPassingTest {
  private static final InetSocketAddress ANY =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  private static Path door(ListenerSharing.Reservation held) {
    return Path.of(((PassedListener) held.listening(1)).door());
  }

  @Test
  void descriptor_given_is_of_the_socket_that_listens() throws Exception {
    EventLoopGroup loops = Transport.EPOLL.loops("taker", 1);
    try (ListenerSharing.Reservation held = new DescriptorPassing().reserve(ANY);
        var client = new Socket()) {
      // It listens before there is any worker.
      client.connect(held.address());
      FileDescriptor first = ((PassedListener) held.listening(1)).take(loops);
      FileDescriptor second = ((PassedListener) held.listening(2)).take(loops);
      assertThat(first.intValue()).isNotEqualTo(second.intValue());
      for (FileDescriptor one : new FileDescriptor[] {first, second}) {
        var channel = new EpollServerSocketChannel(one.intValue());
        assertThat(channel.localAddress()).isEqualTo(held.address());
        channel.unsafe().closeForcibly();
      }
      assertThat(client.isConnected()).isTrue();
    } finally {
      loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
  }

  @Test
  void door_is_in_a_directory_of_this_user_alone_and_gone_after_the_close() throws Exception {
    ListenerSharing.Reservation held = new DescriptorPassing().reserve(ANY);
    Path folder = door(held).getParent();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
        .isEqualTo("rwx------");
    held.close();
    held.close();
    assertThat(folder).doesNotExist();
  }

  @Test
  @RequiresTool({"setpriv", "python3"})
  void another_user_is_refused_even_if_it_can_reach_the_door() throws Exception {
    assumeTrue(System.getProperty("user.name").equals("root"), "only root can be another user");
    try (ListenerSharing.Reservation held = new DescriptorPassing().reserve(ANY)) {
      Path door = door(held);
      String knock =
          "import socket;s=socket.socket(socket.AF_UNIX);s.settimeout(10);s.connect('%s');"
              + "print('got', socket.recv_fds(s, 10, 1)[:2])";
      assertThat(as(65534, knock.formatted(door))).contains("PermissionError");
      Files.setPosixFilePermissions(door.getParent(), PosixFilePermissions.fromString("rwxr-xr-x"));
      Files.setPosixFilePermissions(door, PosixFilePermissions.fromString("rwxrwxrwx"));
      assertThat(as(65534, knock.formatted(door))).contains("got (b'', [])");
      assertThat(as(0, knock.formatted(door))).containsPattern("got \\(b'.+', \\[\\d+\\]\\)");
    }
  }

  private static String as(int user, String program) throws Exception {
    Process python =
        new ProcessBuilder(
                "setpriv", "--reuid=" + user, "--clear-groups", "/usr/bin/python3", "-c", program)
            .redirectErrorStream(true)
            .start();
    String said = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    python.waitFor();
    return said;
  }

  @Test
  void address_that_cannot_be_had_is_named() throws Exception {
    try (ListenerSharing.Reservation held = new DescriptorPassing().reserve(ANY)) {
      assertThatThrownBy(() -> new DescriptorPassing().reserve(held.address()))
          .isInstanceOf(IOException.class)
          .hasMessageMatching(
              "address: .*:%d: .* \\(expected: free and of this machine\\)"
                  .formatted(held.address().getPort()));
    }
    assertThatThrownBy(() ->
            new DescriptorPassing().reserve(InetSocketAddress.createUnresolved("no.such.host", 80)))
        .hasMessageEndingWith("(expected: a host that can be resolved)");
  }

  @Test
  void other_systems_are_told_of_the_other_way() {
    assertThatThrownBy(() -> DescriptorPassing.requireSupported(new UnsatisfiedLinkError("no")))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessage(
            "sharing: DESCRIPTOR, but there is no epoll here (expected: Linux)."
                + " Use Sharing.REUSE_PORT.");
    assertThatThrownBy(() -> new PassedListener("/nowhere").open())
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageEndingWith("Use Sharing.REUSE_PORT.");
  }

  @Test
  void door_that_is_gone_is_an_error_and_no_wait() throws Exception {
    EventLoopGroup loops = Transport.EPOLL.loops("taker", 1);
    try {
      assertThatThrownBy(() -> new PassedListener("/tmp/no-such-door").take(loops))
          .isInstanceOf(IOException.class)
          .hasMessage("door: /tmp/no-such-door: no listener (expected: one of the parent)");
    } finally {
      loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
  }

  @Test
  void what_a_killed_parent_left_is_deleted_by_the_next(@TempDir Path temp) throws Exception {
    Path dead = Files.createDirectory(temp.resolve("songsong-1-web-dead"));
    Path alive = Files.createDirectory(temp.resolve("songsong-1-web-alive"));
    Path young = Files.createDirectory(temp.resolve("songsong-1-web-young"));
    Path strange = Files.createDirectory(temp.resolve("songsong-1-else"));
    try (var listens = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      ServerSocketChannel.open(StandardProtocolFamily.UNIX)
          .bind(UnixDomainSocketAddress.of(dead.resolve("door")))
          .close();
      listens.bind(UnixDomainSocketAddress.of(alive.resolve("door")));
      Instant now = Instant.now();
      Files.setLastModifiedTime(young, FileTime.from(now.plusSeconds(60)));
      DoorFolder.sweep(temp, now.plusSeconds(1));
    }
    assertThat(dead).doesNotExist();
    assertThat(alive).exists();
    assertThat(young).exists();
    assertThat(strange).exists();
  }
}
