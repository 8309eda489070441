// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import dev.songsong.machine.Budget;
import dev.songsong.process.JvmCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The command line of a worker: this JVM's java and class path or module path, its module and
 * native-access flags and system properties; never its debugger, agents, heap or collector.
 */
final class JavaCommand {
  private final Path argumentFile;
  private final Optional<AotCache> cache;

  private JavaCommand(Path argumentFile, Optional<AotCache> cache) {
    this.argumentFile = argumentFile;
    this.cache = cache;
  }

  /** The command for a pool's workers; its long arguments go into a file in {@code directory}. */
  static JavaCommand prepare(WorkerOptions options, Budget worker, Path directory) {
    List<String> flags = flags(options, worker);
    var args = new ArrayList<>(flags);
    args.addAll(JvmCommand.entryPoint(WorkerMain.class));
    Path file = directory.resolve(PoolDirectory.ARGUMENTS);
    try {
      Files.writeString(
          file, args.stream().map(JavaCommand::quoted).collect(Collectors.joining("\n")));
    } catch (IOException e) {
      throw new UncheckedIOException("worker arguments: " + file + " can't be written", e);
    }
    return new JavaCommand(file, AotCache.forWorkers(flags));
  }

  /** The command line that starts a worker. */
  List<String> line() {
    return with(cache.map(AotCache::useFlags).orElse(List.of()));
  }

  /** The command line of a worker that leaves its start in {@code draft}, behind all other work. */
  List<String> trainingLine(Path draft) {
    var line = new ArrayList<>(List.of("nice", "-n", "19"));
    line.addAll(with(AotCache.trainFlags(draft)));
    return line;
  }

  /** The cache that is still to be made; empty when there is one or can't be any. */
  Optional<AotCache> missingCache() {
    return cache.filter(known -> !known.exists());
  }

  private List<String> with(List<String> extra) {
    var line = new ArrayList<String>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(extra);
    line.add("@" + argumentFile);
    return line;
  }

  private static List<String> flags(WorkerOptions options, Budget worker) {
    var args = new ArrayList<String>();
    args.add("-XX:+UseSerialGC");
    args.add("-XX:+ExitOnOutOfMemoryError");
    Budget own = options.heapMiB() > 0 ? worker.withMemory((long) options.heapMiB() << 20) : worker;
    args.addAll(own.jvmFlags());
    args.add("-Djava.awt.headless=true");
    args.addAll(JvmCommand.inheritedFlags());
    args.addAll(options.jvmArgs());
    return args;
  }

  private static String quoted(String arg) {
    return '"' + arg.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
