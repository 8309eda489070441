// SPDX-License-Identifier: Apache-2.0
package dev.songsong.benchmarks.web;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.songsong.benchmarks.Effort;
import dev.songsong.benchmarks.Lines;
import dev.songsong.process.Command;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What connections cost that are kept and say nothing, and whether all of it is given back. */
final class IdleProbe {
  private static final int MANY = 10_000;
  private static final int OTHERS = 100;

  private IdleProbe() {}

  /** What a server holds: its memory, and for one in Java how much of the heap is live. */
  private record Held(long residentBytes, long heapBytes, long descriptors, long threads) {}

  public static void main(String[] args) throws IOException, InterruptedException {
    Server server = Server.valueOf(args[0]);
    Effort effort = Effort.of(args);
    requireDescriptors();
    try (Serving serving = Serving.start(server, Cores.SHARED)) {
      if (effort == Effort.CHECK) {
        AnswerCheck.print(serving.port(), Hello.PATH);
      } else {
        measure(server, serving);
      }
    }
  }

  private static void measure(Server server, Serving serving)
      throws IOException, InterruptedException {
    // What is made once, however many come.
    Wrk.kept(serving.port(), Hello.PATH, 2);
    Held before = settled(server, serving);
    List<LoadConnection> idle = open(serving.port());
    Held then = held(server, serving);
    closeAll(idle);
    // Tables have grown now; a second time nothing may.
    Held after = settled(server, serving);
    closeAll(open(serving.port()));
    Held again = settled(server, serving);
    long resident = then.residentBytes() - before.residentBytes();
    long heap = then.heapBytes() - before.heapBytes();
    Lines.figure("EACH", (Math.max(resident, 1) + heap) / 1024.0 / MANY);
    Lines.figure("DESCRIPTORS", (double) again.descriptors() / after.descriptors());
    if (server != Server.NGINX) {
      Lines.figure("RUNNING", (double) again.threads() / after.threads());
      Lines.figure("HEAP", (double) again.heapBytes() / after.heapBytes());
    }
  }

  private static List<LoadConnection> open(int port) throws IOException {
    var open = new ArrayList<LoadConnection>(MANY);
    for (int i = 0; i < MANY; i++) {
      open.add(new LoadConnection(port, Hello.PATH));
    }
    return open;
  }

  private static void closeAll(List<LoadConnection> all) throws IOException {
    for (LoadConnection one : all) {
      one.close();
    }
  }

  /** When nothing changes any more. */
  private static Held settled(Server server, Serving serving)
      throws IOException, InterruptedException {
    long descriptors = descriptors(serving);
    long last;
    do {
      TimeUnit.SECONDS.sleep(1);
      last = descriptors;
      descriptors = descriptors(serving);
    } while (descriptors != last);
    return held(server, serving);
  }

  private static Held held(Server server, Serving serving)
      throws IOException, InterruptedException {
    // First the heap: that collects, which no figure after it is to notice.
    long heap = server == Server.NGINX ? 0 : liveBytes(serving.pids().getLast());
    long resident = 0;
    long threads = 0;
    for (long pid : serving.pids()) {
      resident += status(pid, "VmRSS:") * 1024;
      threads += status(pid, "Threads:");
    }
    return new Held(resident, heap, descriptors(serving), threads);
  }

  private static long status(long pid, String name) throws IOException {
    return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
        .filter(line -> line.startsWith(name))
        .mapToLong(line -> Long.parseLong(line.substring(name.length()).strip().split(" ")[0]))
        .findFirst()
        .orElseThrow();
  }

  private static long descriptors(Serving serving) throws IOException {
    long count = 0;
    for (long pid : serving.pids()) {
      try (Stream<Path> open = Files.list(Path.of("/proc/" + pid + "/fd"))) {
        count += open.count();
      }
    }
    return count;
  }

  /** What a collection leaves, by the JDK's own count; without the gaps that it fills. */
  private static long liveBytes(long pid) throws InterruptedException {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    String said =
        Command.of(jcmd, Long.toString(pid), "GC.class_histogram").run().orThrow().stdout().text();
    return said.lines()
        .map(line -> line.strip().split("\\s+"))
        .filter(words -> words.length >= 4 && words[0].endsWith(":"))
        .filter(words -> !words[3].contains("FillerElement"))
        .mapToLong(words -> Long.parseLong(words[2]))
        .sum();
  }

  private static void requireDescriptors() {
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
        && system.getMaxFileDescriptorCount() < MANY + OTHERS) {
      throw new IllegalStateException(
          "descriptors: "
              + system.getMaxFileDescriptorCount()
              + " (expected: >= "
              + (MANY + OTHERS)
              + "); raise them with prlimit --nofile=20000:20000 ./songsong bench ...");
    }
  }
}
