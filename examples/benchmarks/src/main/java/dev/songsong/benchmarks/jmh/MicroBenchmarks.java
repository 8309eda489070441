// SPDX-License-Identifier: Apache-2.0
package dev.songsong.benchmarks.jmh;

import dev.songsong.benchmarks.Program;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs the benchmarks of this package, each in JVMs of its own. */
public final class MicroBenchmarks {
  private MicroBenchmarks() {}

  /**
   * Runs all, with JMH's own output to standard output.
   *
   * @param quick one JVM each and short iterations
   * @param json where to write JMH's results
   */
  public static void run(boolean quick, Optional<Path> json) throws RunnerException {
    ChainedOptionsBuilder options =
        all()
            .forks(quick ? 1 : 3)
            .warmupIterations(quick ? 2 : 5)
            .measurementIterations(quick ? 3 : 5)
            .warmupTime(TimeValue.milliseconds(quick ? 200 : 1_000))
            .measurementTime(TimeValue.milliseconds(quick ? 200 : 1_000))
            .jvmArgsAppend(Program.JAVA_FLAGS.toArray(String[]::new));
    json.ifPresent(file ->
        options.resultFormat(ResultFormatType.JSON).result(file.toAbsolutePath().toString()));
    new Runner(options.build()).run();
  }

  /** Runs each once, in this JVM, for a moment: shows that it works, not how fast it is. */
  static int smoke() throws RunnerException {
    var options =
        all()
            .forks(0)
            .warmupIterations(0)
            .measurementIterations(1)
            .measurementTime(TimeValue.milliseconds(1))
            .verbosity(VerboseMode.SILENT)
            .shouldFailOnError(true);
    return new Runner(options.build()).run().size();
  }

  private static ChainedOptionsBuilder all() {
    return new OptionsBuilder()
        .include(Pattern.quote(MicroBenchmarks.class.getPackageName()) + "\\..*");
  }
}
