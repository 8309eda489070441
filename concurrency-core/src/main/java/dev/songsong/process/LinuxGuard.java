// SPDX-License-Identifier: Apache-2.0
package dev.songsong.process;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableSet;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Starts programs below a shell script that leads their session and dies with the JVM.
 *
 * <p>The chain is setsid (a session of its own), setpriv (the parent-death signal), sh (the script
 * {@code guard.sh}) and env, which gives the program back the interrupt signals that a shell's
 * background job ignores, and the environment variables whose names a shell refuses.
 */
final class LinuxGuard implements Guard {
  private static final Pattern SHELL_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final String SCRIPT = script();

  private final List<String> chain;
  private final Path env;
  private final ImmutableSet<Integer> silent;

  private LinuxGuard(List<String> chain, Path env, ImmutableSet<Integer> silent) {
    this.chain = chain;
    this.env = env;
    this.silent = silent;
  }

  /** A guard that told a kill from an exit on this machine; empty if its tools don't. */
  static Optional<LinuxGuard> tried() {
    Optional<Path> setsid = ProgramFinder.tool("setsid");
    Optional<Path> setpriv = ProgramFinder.tool("setpriv");
    Optional<Path> env = ProgramFinder.tool("env");
    Optional<Path> sh = ProgramFinder.tool("sh");
    if (setsid.isEmpty() || setpriv.isEmpty() || env.isEmpty() || sh.isEmpty()) {
      return Optional.empty();
    }
    var chain =
        List.of(
            setsid.get().toString(),
            setpriv.get().toString(),
            "--pdeathsig",
            "TERM",
            sh.get().toString(),
            "-c",
            SCRIPT,
            "songsong-guard");
    var guard = new LinuxGuard(chain, env.get(), ImmutableSet.of());
    Set<Integer> silent = guard.silentOf();
    return silent.contains(Signals.KILL)
        ? Optional.empty()
        : Optional.of(new LinuxGuard(chain, env.get(), ImmutableSet.copyOf(silent)));
  }

  /** The signals of which the shell says nothing: none with dash, three with bash. */
  private Set<Integer> silentOf() {
    List<Integer> signals = List.of(Signals.KILL, Signals.TERM, Signals.INT, Signals.PIPE);
    List<CompletableFuture<Boolean>> told = signals.stream().map(this::tells).toList();
    var silent = new TreeSet<Integer>();
    for (int i = 0; i < signals.size(); i++) {
      if (!told.get(i).join()) {
        silent.add(signals.get(i));
      }
    }
    return silent;
  }

  private CompletableFuture<Boolean> tells(int signal) {
    var probe = Command.of("sh", "-c", "kill -" + signal + " $$");
    var told = Optional.of(Signals.name(signal));
    try {
      return Execution.start(probe, this)
          .onExit()
          .handle((end, failure) -> failure == null && end.signal().equals(told));
    } catch (CommandException guardFailed) {
      return CompletableFuture.completedFuture(false);
    }
  }

  private static String script() {
    // Asked by this class itself: on the module path Guava may not look into this module.
    try (InputStream file =
        requireNonNull(
            LinuxGuard.class.getResourceAsStream("guard.sh"),
            "guard.sh: missing (expected: beside this class); install the library anew")) {
      String text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
      // The comments are for readers of the file, not for those of "ps".
      return text.lines()
          .filter(line -> !line.strip().startsWith("#"))
          .collect(Collectors.joining("\n"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Child launch(Command command) throws IOException {
    Path program = ProgramFinder.find(command);
    var status = StatusFile.create();
    try {
      var builder = Builders.of(command, List.of());
      String id = Cookie.bake(builder);
      builder.command(line(command, program, id, status.path()));
      Process process = builder.start();
      long pid = awaitPid(process, status);
      status.unlink();
      return new GuardedChild(process, pid, id, status, silent);
    } catch (IOException | RuntimeException e) {
      status.close();
      throw e;
    }
  }

  private List<String> line(Command command, Path program, String id, Path status) {
    var line = new ArrayList<>(chain);
    line.add(id);
    line.add(status.toString());
    line.add(Long.toString(ProcessHandle.current().pid()));
    // env would take a path with = for a variable.
    if (program.toString().indexOf('=') < 0) {
      line.add(env.toString());
      line.add("--default-signal=INT,QUIT");
      command.environment().entrySet().stream()
          .filter(entry -> !SHELL_NAME.matcher(entry.getKey()).matches())
          .forEach(entry -> line.add(entry.getKey() + "=" + entry.getValue()));
    }
    line.add(program.toString());
    line.addAll(command.line().subList(1, command.line().size()));
    return line;
  }

  private static long awaitPid(Process guard, StatusFile status) throws IOException {
    while (true) {
      // Asked before the look: a guard that ended has written all it ever will.
      boolean alive = guard.isAlive();
      List<String> lines = status.lines();
      if (!lines.isEmpty()) {
        return parsePid(lines.getFirst());
      }
      if (!alive) {
        String said = new String(guard.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        throw new IOException("guard ended with status " + guard.exitValue() + ": " + said.strip());
      }
      LockSupport.parkNanos(100_000);
    }
  }

  private static long parsePid(String line) throws IOException {
    try {
      return Long.parseLong(line);
    } catch (NumberFormatException e) {
      throw new IOException("guard: " + line, e);
    }
  }
}
