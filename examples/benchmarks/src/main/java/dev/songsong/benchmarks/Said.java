// SPDX-License-Identifier: Apache-2.0
package dev.songsong.benchmarks;

import java.util.HashMap;
import java.util.Map;

/**
 * What a program printed, its other lines left out.
 *
 * @param answers what it computed, by name
 * @param figures what it measured, by the figure's key
 */
record Said(Map<String, String> answers, Map<String, Double> figures) {

  /** Reads the lines {@code answer NAME VALUE} and {@code FIGURE VALUE}. */
  static Said of(String output, Contest contest) {
    var answers = new HashMap<String, String>();
    var figures = new HashMap<String, Double>();
    for (String line : output.lines().toList()) {
      String[] words = line.strip().split("\\s+");
      if (words.length == 3 && words[0].equals("answer")) {
        answers.put(words[1], words[2]);
      } else if (words.length == 2 && knows(contest, words[0])) {
        figures.put(words[0], value(words[0], words[1]));
      }
    }
    return new Said(answers, figures);
  }

  private static boolean knows(Contest contest, String key) {
    return contest.figures().stream().anyMatch(figure -> figure.key().equals(key));
  }

  private static double value(String key, String word) {
    double value;
    try {
      value = Double.parseDouble(word);
    } catch (NumberFormatException e) {
      value = Double.NaN;
    }
    if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
      throw new BenchmarkException(key + ": " + word + " (expected: a number above 0)");
    }
    return value;
  }

  /** Checks what it computed; a program that computed nothing to be checked is not believed. */
  void checkAnswers(Contest contest, boolean all) {
    answers.forEach((name, value) -> {
      String right = contest.answers().get(name);
      if (!value.equals(right)) {
        throw new BenchmarkException(
            "answer " + name + ": " + value + " (expected: " + right + ")");
      }
    });
    if (answers.isEmpty() || all && answers.size() < contest.answers().size()) {
      throw new BenchmarkException(
          "answers: " + answers.keySet() + " (expected: " + contest.answers().keySet() + ")");
    }
  }
}
