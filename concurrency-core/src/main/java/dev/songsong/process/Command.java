// SPDX-License-Identifier: Apache-2.0
package dev.songsong.process;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * An external program with its arguments, and how to run it.
 *
 * <p>Immutable and thread-safe: every method that sets something returns another command, so one
 * can be kept as a template and run many times. No shell takes part in reading the arguments, so
 * nothing needs quoting.
 *
 * <p>By default the program reads an empty standard input, both outputs are captured (8 MiB each,
 * head and tail), there is no time limit, and a stopped program has 2 s between TERM and KILL.
 *
 * <p>See the package for what happens to the program when the JVM dies.
 */
public final class Command {
  private static final LineListener NOBODY = (_, _) -> {};

  private final ImmutableList<String> line;
  private final Optional<Path> directory;
  private final ImmutableMap<String, String> environment;
  private final Input stdin;
  private final Output stdout;
  private final Output stderr;
  private final Limits limits;
  private final LineListener listener;

  private Command(
      ImmutableList<String> line,
      Optional<Path> directory,
      ImmutableMap<String, String> environment,
      Input stdin,
      Output stdout,
      Output stderr,
      Limits limits,
      LineListener listener) {
    this.line = line;
    this.directory = directory;
    this.environment = environment;
    this.stdin = stdin;
    this.stdout = stdout;
    this.stderr = stderr;
    this.limits = limits;
    this.listener = listener;
  }

  /**
   * A program with arguments.
   *
   * @param program a name to look for on the {@code PATH}, or a path
   */
  public static Command of(String program, String... arguments) {
    return of(ImmutableList.<String>builder().add(program).add(arguments).build());
  }

  /** A program, which comes first, with its arguments. */
  public static Command of(List<String> line) {
    return new Command(
        Arguments.checked(line),
        Optional.empty(),
        ImmutableMap.of(),
        new Input.Empty(),
        new Output.Capture(),
        new Output.Capture(),
        Limits.DEFAULT,
        NOBODY);
  }

  /** This command with more arguments at its end. */
  public Command args(String... more) {
    var longer = ImmutableList.<String>builder().addAll(line).add(more).build();
    return new Command(
        Arguments.checked(longer), directory, environment, stdin, stdout, stderr, limits, listener);
  }

  /** This command in another working directory than the JVM's. */
  public Command directory(Path directory) {
    return new Command(
        line, Optional.of(directory), environment, stdin, stdout, stderr, limits, listener);
  }

  /** This command with an environment variable besides those of the JVM. */
  public Command env(String name, String value) {
    var more = ImmutableMap.<String, String>builder().putAll(environment);
    more.put(Arguments.variable(name), Arguments.value(name, value));
    return new Command(
        line, directory, more.buildKeepingLast(), stdin, stdout, stderr, limits, listener);
  }

  /** This command with these bytes as its standard input. */
  public Command stdin(byte[] bytes) {
    return stdin(new Input.Bytes(bytes.clone()));
  }

  /** This command with a file as its standard input. */
  public Command stdin(Path file) {
    return stdin(new Input.FromFile(requireNonNull(file, "file")));
  }

  /** This command with a standard input that the caller writes, see {@link #start()}. */
  public Command pipeStdin() {
    return stdin(new Input.Piped());
  }

  private Command stdin(Input input) {
    return new Command(line, directory, environment, input, stdout, stderr, limits, listener);
  }

  /** This command with standard output written to a file, which is emptied first. */
  public Command stdout(Path file) {
    return outputs(new Output.ToFile(requireNonNull(file, "file")), stderr);
  }

  /** This command with standard error written to a file, which is emptied first. */
  public Command stderr(Path file) {
    return outputs(stdout, new Output.ToFile(requireNonNull(file, "file")));
  }

  /** This command with a standard output that the caller reads, see {@link #start()}. */
  public Command pipeStdout() {
    return outputs(new Output.Piped(), stderr);
  }

  /** This command with a standard error that the caller reads, see {@link #start()}. */
  public Command pipeStderr() {
    return outputs(stdout, new Output.Piped());
  }

  /** This command with standard error going where standard output goes, in the order printed. */
  public Command mergeStderr() {
    return outputs(stdout, new Output.Merged());
  }

  private Command outputs(Output out, Output err) {
    return new Command(line, directory, environment, stdin, out, err, limits, listener);
  }

  /** This command with a limit on its time, after which the whole tree is stopped. */
  public Command timeLimit(Duration limit) {
    return limits(new Limits(Optional.of(limit), limits.grace(), limits.captureBytes()));
  }

  /** This command with another time between TERM and KILL when it is stopped; 2 s by default. */
  public Command killGrace(Duration grace) {
    return limits(new Limits(limits.time(), grace, limits.captureBytes()));
  }

  /** This command with another limit on what is kept of each output; 8 MiB by default. */
  public Command captureLimit(int bytes) {
    return limits(new Limits(limits.time(), limits.grace(), bytes));
  }

  private Command limits(Limits other) {
    return new Command(line, directory, environment, stdin, stdout, stderr, other, listener);
  }

  /** This command with a listener to the lines of its captured outputs. */
  public Command onLine(LineListener listener) {
    requireNonNull(listener, "listener");
    return new Command(line, directory, environment, stdin, stdout, stderr, limits, listener);
  }

  /** This command with one more listener to its lines, which hears each after those before it. */
  public Command andOnLine(LineListener more) {
    requireNonNull(more, "more");
    LineListener first = listener;
    return onLine((pipe, line) -> {
      first.line(pipe, line);
      more.line(pipe, line);
    });
  }

  /**
   * Runs the program and waits for its end.
   *
   * @return how it ended, whatever the status; see {@link CommandResult#orThrow()}
   * @throws ProgramMissingException if there is no such program
   * @throws CommandException if it can't be started, or the line listener failed
   * @throws IllegalStateException if an input or output is piped: use {@link #start()}
   * @throws InterruptedException if the caller is interrupted; the whole tree is killed first
   */
  public CommandResult run() throws InterruptedException {
    if (stdin instanceof Input.Piped
        || stdout instanceof Output.Piped
        || stderr instanceof Output.Piped) {
      throw new IllegalStateException(
          "run: a stream is piped (expected: none). Use start(), and write and read the streams.");
    }
    RunningCommand running = start();
    try {
      return running.await();
    } catch (InterruptedException e) {
      running.kill();
      throw e;
    }
  }

  /**
   * Starts the program and returns at once.
   *
   * @throws ProgramMissingException if there is no such program
   * @throws CommandException if it can't be started
   */
  public RunningCommand start() {
    return Execution.start(this, Guard.best());
  }

  /**
   * Whether programs started on this machine die with the JVM, however it dies; the package says
   * what that needs. Tried once in a JVM, which takes some milliseconds.
   */
  public static boolean guarded() {
    return Guard.best() instanceof LinuxGuard;
  }

  /** The program and its arguments. */
  public List<String> line() {
    return line;
  }

  Optional<Path> directory() {
    return directory;
  }

  ImmutableMap<String, String> environment() {
    return environment;
  }

  Input input() {
    return stdin;
  }

  Output output() {
    return stdout;
  }

  Output error() {
    return stderr;
  }

  Limits limits() {
    return limits;
  }

  LineListener listener() {
    return listener;
  }

  /** The program's name without its directory, for names of threads. */
  String shortName() {
    Path name = Path.of(line.getFirst()).getFileName();
    return name == null ? line.getFirst() : name.toString();
  }

  /** The program and its arguments in one line, for people; it is not quoted for a shell. */
  @Override
  public String toString() {
    return String.join(" ", line);
  }
}
