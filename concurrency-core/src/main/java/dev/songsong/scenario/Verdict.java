// SPDX-License-Identifier: Apache-2.0
package dev.songsong.scenario;

import java.util.List;

/**
 * Which mode suits a problem on this machine, why, and when that would change.
 *
 * <p>A pure function of the measurements: equal comparisons give equal verdicts.
 *
 * @param choice the mode
 * @param reasons why, the weightiest first
 * @param changes what would change the choice
 */
public record Verdict(Choice choice, List<Reason> reasons, List<Reason> changes) {

  /** What a comparison can end in. */
  public enum Choice {
    /** Threads of one JVM. */
    THREADS,
    /** Worker processes. */
    PROCESSES,
    /** Worker processes with several threads each. */
    BOTH,
    /** Threads and processes can't be told apart by what was measured; take the simpler. */
    NO_DIFFERENCE,
    /** The modes gave different answers: nothing else counts. */
    FAILED,
    /** Too little was measured. */
    UNDECIDED
  }

  /**
   * A sentence in any language.
   *
   * @param key names the sentence in the readers' resource bundles
   * @param values fill it, in order: strings, numbers and {@link dev.songsong.exec.Mode}s
   */
  public record Reason(String key, List<Object> values) {
    /** Copies the values. */
    public Reason {
      values = List.copyOf(values);
    }

    static Reason of(String key, Object... values) {
      return new Reason(key, List.of(values));
    }
  }

  /** Copies the lists. */
  public Verdict {
    reasons = List.copyOf(reasons);
    changes = List.copyOf(changes);
  }

  /** Judges a comparison. */
  public static Verdict of(Comparison comparison) {
    return new VerdictRules(comparison).judge();
  }
}
