// SPDX-License-Identifier: Apache-2.0
package dev.songsong.spmd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.process.Jvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Two network namespaces with a cable between them: as good as two hosts for TCP. Making them needs
 * root.
 */
final class TwoHosts implements AutoCloseable {
  private final List<String> names;
  private final List<Process> ranks = new ArrayList<>();

  private TwoHosts(List<String> names) {
    this.names = names;
  }

  /**
   * @throws IOException if this user may not
   */
  static TwoHosts make() throws IOException, InterruptedException {
    long pid = ProcessHandle.current().pid();
    var hosts = new TwoHosts(List.of("songsong-" + pid + "-0", "songsong-" + pid + "-1"));
    try {
      for (String name : hosts.names) {
        ip("netns", "add", name);
      }
      ip(
          ("link add cable netns "
                  + hosts.names.get(0)
                  + " type veth peer name cable netns "
                  + hosts.names.get(1))
              .split(" "));
      for (int host = 0; host < 2; host++) {
        String name = hosts.names.get(host);
        ip("-n", name, "address", "add", address(host) + "/24", "dev", "cable");
        ip("-n", name, "link", "set", "cable", "up");
        ip("-n", name, "link", "set", "lo", "up");
      }
      return hosts;
    } catch (IOException | InterruptedException | RuntimeException e) {
      hosts.close();
      throw e;
    }
  }

  private static void ip(String... arguments) throws IOException, InterruptedException {
    var line = new ArrayList<>(List.of("ip"));
    line.addAll(List.of(arguments));
    Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
    String text;
    try (var out = process.inputReader(StandardCharsets.UTF_8)) {
      text = out.readAllAsString();
    }
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", line) + ": " + text);
    }
  }

  private static String address(int host) {
    return "10.213.99." + (host + 1);
  }

  /** Starts the rank of a host; the rendezvous is on host 0. */
  BufferedReader start(int rank, String port, int seconds) throws IOException {
    var line = new ArrayList<>(List.of("ip", "netns", "exec", names.get(rank)));
    line.addAll(Jvm.line(HostRank.class, "" + rank, address(0), port, "" + seconds));
    Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
    ranks.add(process);
    return process.inputReader(StandardCharsets.UTF_8);
  }

  /** The next line that it says, which must begin so; the rest of it. */
  static String said(BufferedReader rank, String beginning) throws IOException {
    String line = rank.readLine();
    assertThat(line).startsWith(beginning);
    return line.substring(beginning.length()).strip();
  }

  /** SIGKILL. */
  void kill(int rank) {
    ranks.get(rank).destroyForcibly();
  }

  void cutTheCable() throws IOException, InterruptedException {
    ip("-n", names.get(0), "link", "set", "cable", "down");
  }

  /** Whatever happens, nothing is left: even when the test was interrupted by its timeout. */
  @Override
  public void close() throws IOException {
    boolean interrupted = Thread.interrupted();
    for (Process rank : ranks) {
      rank.destroyForcibly().onExit().join();
      rank.getInputStream().close();
    }
    for (String name : names) {
      try {
        ip("netns", "delete", name);
      } catch (IOException e) {
        // It was not made.
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
