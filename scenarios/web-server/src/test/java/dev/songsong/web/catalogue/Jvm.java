// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web.catalogue;

import dev.songsong.testkit.Await;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A Java program of the tests' class path in a process of its own; ended when closed. */
final class Jvm implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final Process process;
  private final BufferedReader reader;

  private Jvm(Process process) {
    this.process = process;
    this.reader = process.inputReader(StandardCharsets.UTF_8);
  }

  /** Starts a main class; its two outputs come as one. */
  static Jvm start(Path directory, Class<?> main, String... args) throws IOException {
    return startUnder(List.of(), directory, main, args);
  }

  /** The same, by a program that becomes it in the end. */
  static Jvm startUnder(List<String> first, Path directory, Class<?> main, String... args)
      throws IOException {
    var command = new ArrayList<>(first);
    command.addAll(
        List.of(
            // A job in the background ignores SIGINT otherwise.
            "env",
            "--default-signal=INT",
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xmx256m",
            "-Dstdout.encoding=UTF-8",
            "-Djava.io.tmpdir=" + directory,
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            System.getProperty("java.class.path"),
            main.getName()));
    command.addAll(List.of(args));
    return new Jvm(
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .start());
  }

  /** The next line, or a failure if there is none. */
  String line() throws IOException {
    String line = reader.readLine();
    if (line == null) {
      throw new AssertionError("output: at its end (expected: a line)");
    }
    return line;
  }

  /** What else it says, which is little, until its end, which comes soon. */
  String rest() throws Exception {
    Await.until("its end", PATIENCE, () -> !process.isAlive());
    return reader.lines().collect(Collectors.joining("\n"));
  }

  void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
  }

  /** The processes that it has started, as long as it lives. */
  List<ProcessHandle> descendants() {
    return process.descendants().toList();
  }

  int status() throws InterruptedException {
    return process.waitFor();
  }

  @Override
  public void close() throws IOException {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    process.onExit().join();
    reader.close();
  }
}
