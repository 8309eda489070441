// SPDX-License-Identifier: Apache-2.0
package dev.songsong.scenario;

import java.util.List;

/**
 * A problem that can be run by threads, by processes or by both; found by {@link
 * java.util.ServiceLoader}.
 *
 * <p>The lab makes a fresh JVM for each trial, so a scenario may die of a fault without harming the
 * comparison.
 */
public interface Scenario {

  /** The problem's name on the command line, such as {@code image-processing}. */
  String name();

  /** Its number among the twelve, 1 to 12; 13 for llm-training. */
  int number();

  /** What it counts, in the plural: {@code images}. */
  String unit();

  /**
   * The faults it knows to provoke, such as {@code crash} and {@code hang}; the first is the one
   * that a quick comparison takes.
   */
  List<String> faults();

  /**
   * Makes the seeded input and gets ready to run; nothing here is measured.
   *
   * @throws Exception if the input can't be made
   */
  Trial prepare(TrialSetup setup) throws Exception;

  /**
   * Counts from what lies in the working directory what a fault experiment achieved whose JVM died.
   *
   * @throws Exception if the directory can't be read
   */
  FaultResult autopsy(TrialSetup setup, String fault) throws Exception;
}
