// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lab.trial;

import com.google.common.collect.EvictingQueue;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A trial's JVM as seen by the lab; used by one thread, but for {@link #kill}. */
final class TrialProcess {
  private static final int STDERR_LINES = 8;
  private static final String END = "";

  private static final Duration GOODBYE = Duration.ofSeconds(10);

  private final Process process;
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
  // written by the stderr reader, read after it has ended
  private final Queue<String> stderr = EvictingQueue.create(STDERR_LINES);
  private final Thread stdoutReader;
  private final Thread stderrReader;

  private TrialProcess(Process process) {
    this.process = process;
    stdoutReader = Thread.ofVirtual().name("trial-stdout").unstarted(this::readStdout);
    stderrReader = Thread.ofVirtual().name("trial-stderr").unstarted(this::readStderr);
  }

  /** Starts a JVM with this one's class path. */
  static TrialProcess start(TrialRequest request, List<String> flags, Path result)
      throws IOException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    Path home = Files.createDirectories(result.toAbsolutePath().getParent());
    // What a trial that is killed leaves behind goes when its directory does.
    command.add("-Djava.io.tmpdir=" + home);
    command.addAll(List.of("-cp", classPath()));
    command.add(TrialMain.class.getName());
    command.addAll(request.arguments(result));
    var trial = new TrialProcess(new ProcessBuilder(command).directory(home.toFile()).start());
    trial.stdoutReader.start();
    trial.stderrReader.start();
    return trial;
  }

  /** Absolute, because the child works in another directory. */
  private static String classPath() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }

  ProcessHandle handle() {
    return process.toHandle();
  }

  /** What the JVM says of itself. */
  enum Signal {
    READY,
    DONE,
    ENDED,
    NOTHING_YET
  }

  /** Waits so long for a control line or the JVM's end. */
  Signal await(Duration patience) throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    while (true) {
      String line = lines.poll(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
      if (line == null) {
        return Signal.NOTHING_YET;
      }
      if (line.equals(END)) {
        return Signal.ENDED;
      }
      // A native library may have written to the same line before.
      if (line.endsWith(TrialMain.READY)) {
        return Signal.READY;
      }
      if (line.endsWith(TrialMain.DONE)) {
        return Signal.DONE;
      }
    }
  }

  /** Lets the JVM go on; if it is gone, the next wait says so. */
  void goOn() {
    try {
      OutputStream in = process.getOutputStream();
      in.write('\n');
      in.flush();
    } catch (IOException gone) {
      lines.add(END);
    }
  }

  /** Lets the JVM write its report and end; it is killed if that takes too long. */
  void leave() throws InterruptedException {
    goOn();
    if (!process.waitFor(GOODBYE.toMillis(), TimeUnit.MILLISECONDS)) {
      kill();
    }
  }

  /** Says in one line how the JVM ended; call after its end. */
  String epitaph() throws InterruptedException {
    int status = process.waitFor();
    stderrReader.join();
    String said = String.join(" | ", stderr);
    return "exit " + status + (said.isEmpty() ? "" : ": " + said);
  }

  /** Kills the whole tree; safe from any thread. */
  void kill() {
    List<ProcessHandle> tree = process.descendants().toList();
    process.destroyForcibly();
    tree.forEach(ProcessHandle::destroyForcibly);
  }

  /** Ends what is left of the tree. */
  void end() throws InterruptedException {
    kill();
    process.waitFor();
    stdoutReader.join();
    stderrReader.join();
    try {
      process.getOutputStream().close();
    } catch (IOException alreadyClosed) {
      return;
    }
  }

  private void readStdout() {
    try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
      reader.lines().filter(line -> !line.isEmpty()).forEach(lines::add);
    } catch (IOException e) {
      // The pipe broke because the JVM was killed: its end, as below.
    } finally {
      lines.add(END);
    }
  }

  private void readStderr() {
    try (BufferedReader reader = process.errorReader(StandardCharsets.UTF_8)) {
      reader.lines().filter(line -> !line.isBlank()).forEach(stderr::add);
    } catch (IOException e) {
      // As above: killed.
    }
  }
}
