// SPDX-License-Identifier: Apache-2.0
package dev.songsong.benchmarks;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import dev.songsong.process.Command;
import dev.songsong.process.CommandException;
import dev.songsong.process.ProgramMissingException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A program of any language that computes and measures, and prints a line a result. Immutable. */
public final class Program {
  /** What our programs in Java, and the peers in Java, are started with. */
  public static final List<String> JAVA_FLAGS =
      List.of(
          "-XX:+UseSerialGC",
          "-Xms2g",
          "-Xmx2g",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow",
          "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED");

  private static final Duration COMPILING = Duration.ofMinutes(2);

  private final String name;
  private final String remedy;
  private final Preparation preparation;
  private final boolean onlyInFull;

  /** Makes what there is to run. */
  @FunctionalInterface
  private interface Preparation {
    /** The command; files that it needs go below the directory. */
    Command in(Path directory) throws InterruptedException;
  }

  private Program(String name, String remedy, Preparation preparation, boolean onlyInFull) {
    this.name = name;
    this.remedy = remedy;
    this.preparation = preparation;
    this.onlyInFull = onlyInFull;
  }

  private Program(String name, String remedy, Preparation preparation) {
    this(name, remedy, preparation, false);
  }

  /** A class with a {@code main} on this JVM's class path, in a JVM of its own. */
  public static Program java(String name, Class<?> main, String... arguments) {
    Command command =
        Command.of(Path.of(System.getProperty("java.home"), "bin", "java").toString())
            .args(JAVA_FLAGS.toArray(String[]::new))
            .args("-cp", System.getProperty("java.class.path"), main.getName())
            .args(arguments);
    return new Program(name, "a JDK 25", _ -> command);
  }

  /**
   * A script that an installed program runs.
   *
   * @param remedy what to install where it is missing
   * @param interpreter the program with its options
   * @param beside the class beside which the script is found
   */
  public static Program script(
      String name,
      String remedy,
      List<String> interpreter,
      Class<?> beside,
      String script,
      String... arguments) {
    return new Program(
        name,
        remedy,
        directory ->
            Command.of(interpreter)
                .args(copied(beside, script, directory).toString())
                .args(arguments));
  }

  /**
   * A source that an installed compiler makes a program of.
   *
   * @param remedy what to install where it is missing
   * @param compiler with its options
   * @param libraries what the compiler gets behind the source, such as {@code -ltbb}
   * @param launcher what starts the program, {@code mpirun} say; empty for the program itself
   * @param beside the class beside which the source is found
   */
  public static Program compiled(
      String name,
      String remedy,
      List<String> compiler,
      List<String> libraries,
      List<String> launcher,
      Class<?> beside,
      String source) {
    return new Program(
        name,
        remedy,
        directory -> {
          Path binary = directory.resolve("program");
          var line =
              ImmutableList.<String>builder()
                  .addAll(compiler)
                  .add("-o", binary.toString(), copied(beside, source, directory).toString())
                  .addAll(libraries);
          Command.of(line.build()).timeLimit(COMPILING).run().orThrow();
          return launcher.isEmpty()
              ? Command.of(binary.toString())
              : Command.of(launcher).args(binary.toString());
        });
  }

  /** The same, but left out of quick runs. */
  public Program notInQuick() {
    return new Program(name, remedy, preparation, true);
  }

  boolean onlyInFull() {
    return onlyInFull;
  }

  /** Who it is. */
  public String name() {
    return name;
  }

  /**
   * Compiles what has to be.
   *
   * @param directory empty, and for this program alone
   * @throws Unavailable if something is not installed
   */
  Command prepare(Path directory) throws Unavailable, InterruptedException {
    try {
      return preparation.in(directory);
    } catch (CommandException e) {
      throw new Unavailable(name, remedy, e);
    }
  }

  /** What to say of a program whose start failed. */
  Unavailable missing(ProgramMissingException cause) {
    return new Unavailable(name, remedy, cause);
  }

  private static Path copied(Class<?> beside, String resource, Path directory) {
    Path file = directory.resolve(resource);
    try (InputStream content = beside.getResourceAsStream(resource)) {
      Files.copy(requireNonNull(content, resource), file);
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a program needs is not installed; the message is a line for the user. */
  static final class Unavailable extends Exception {
    private static final long serialVersionUID = 1L;

    private Unavailable(String name, String remedy, CommandException cause) {
      super(name + ": not measured; install " + remedy + trouble(cause), cause);
    }

    /** Empty if the program is simply not there, else the first error that it printed. */
    private static String trouble(CommandException cause) {
      String said = cause.result().map(result -> result.stderr().text()).orElse("");
      return said.lines()
          .filter(line -> line.contains("error"))
          .findFirst()
          .map(line -> " (" + line.strip() + ")")
          .orElse("");
    }
  }
}
