// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lab.bench;

import static java.util.Objects.requireNonNull;

import com.google.common.math.Quantiles;
import dev.songsong.process.Command;
import dev.songsong.process.ProgramMissingException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Our worker processes beside Python's ProcessPoolExecutor.
 *
 * <p>Each round is a fresh process of each program, in the order ours, theirs, theirs, ours, so
 * that a slow spell of the machine hits both. Results are checked by both before they count.
 */
final class ExecSuite {
  static final String NAME = "exec";
  static final List<String> FLAGS =
      List.of("-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED");

  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final String PEER = "python3 concurrent.futures";

  private final int rounds;
  private final Consumer<String> progress;
  private final List<Map<ExecFigure, Double>> ours = new ArrayList<>();
  private final List<Map<ExecFigure, Double>> theirs = new ArrayList<>();

  ExecSuite(int rounds, Consumer<String> progress) {
    this.rounds = rounds;
    this.progress = progress;
  }

  List<Row> run() throws InterruptedException {
    for (int round = 1; round <= rounds; round++) {
      progress.accept("round " + round + " of " + rounds);
      ours.add(measure(ourProbe()));
      runPeer();
      runPeer();
      ours.add(measure(ourProbe()));
    }
    return List.of(ExecFigure.values()).stream().map(this::row).toList();
  }

  private void runPeer() throws InterruptedException {
    try {
      theirs.add(measure(Command.of("python3", "-").stdin(peerScript())));
    } catch (ProgramMissingException e) {
      progress.accept("python3 is not installed: only our own figures are measured");
    }
  }

  private static Command ourProbe() {
    return Command.of(Path.of(System.getProperty("java.home"), "bin", "java").toString())
        .args(FLAGS.toArray(String[]::new))
        .args("-cp", System.getProperty("java.class.path"), ExecProbe.class.getName());
  }

  private static byte[] peerScript() {
    try (InputStream script = ExecSuite.class.getResourceAsStream("exec_peer.py")) {
      return requireNonNull(script, "exec_peer.py").readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<ExecFigure, Double> measure(Command program) throws InterruptedException {
    String said = program.timeLimit(LIMIT).run().orThrow().stdout().text();
    var figures = new EnumMap<ExecFigure, Double>(ExecFigure.class);
    for (String line : said.lines().toList()) {
      String[] words = line.split(" ");
      figures.put(ExecFigure.valueOf(words[0]), Double.parseDouble(words[1]));
    }
    return figures;
  }

  private Row row(ExecFigure figure) {
    List<Double> mine = values(ours, figure);
    List<Double> other = values(theirs, figure);
    Resampling.Interval self = Resampling.ofMedian(pairs(figure, even(mine), odd(mine)));
    double median = Quantiles.median().compute(mine);
    if (other.isEmpty()) {
      return new Row(
          figure.title(),
          median,
          Optional.empty(),
          Optional.empty(),
          figure.unit(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          self.low(),
          self.high());
    }
    Resampling.Interval against = Resampling.ofMedian(pairs(figure, mine, other));
    return new Row(
        figure.title(),
        median,
        Optional.of(PEER),
        Optional.of(Quantiles.median().compute(other)),
        figure.unit(),
        Optional.of(against.median()),
        Optional.of(against.low()),
        Optional.of(against.high()),
        self.low(),
        self.high());
  }

  private static List<Double> values(List<Map<ExecFigure, Double>> runs, ExecFigure figure) {
    return runs.stream()
        .filter(run -> run.containsKey(figure))
        .map(run -> run.get(figure))
        .toList();
  }

  private static List<Double> even(List<Double> values) {
    return every(values, 0);
  }

  private static List<Double> odd(List<Double> values) {
    return every(values, 1);
  }

  private static List<Double> every(List<Double> values, int first) {
    var kept = new ArrayList<Double>();
    for (int i = first; i < values.size(); i += 2) {
      kept.add(values.get(i));
    }
    return kept;
  }

  private static List<Double> pairs(ExecFigure figure, List<Double> mine, List<Double> other) {
    var ratios = new ArrayList<Double>();
    for (int i = 0; i < Math.min(mine.size(), other.size()); i++) {
      ratios.add(figure.advantage(mine.get(i), other.get(i)));
    }
    return ratios;
  }
}
