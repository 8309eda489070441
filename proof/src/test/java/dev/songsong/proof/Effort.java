// SPDX-License-Identifier: Apache-2.0
package dev.songsong.proof;

import java.time.Duration;

/**
 * How hard is looked: minutes for all in each build, hours under {@code -Pproof}.
 *
 * @param scenarios of Lincheck, made at random
 * @param schedules of each scenario
 * @param fuzzing the time for one target
 * @param stress the arguments that tell jcstress how long
 * @param patience the longest that one child JVM may take
 */
record Effort(int scenarios, int schedules, Duration fuzzing, String[] stress, Duration patience) {

  private static final Effort QUICK =
      new Effort(
          20,
          300,
          Duration.ofSeconds(2),
          // One configuration: what the JIT makes of both actors together, on any processors.
          new String[] {
            "-sc",
            "false",
            "-af",
            "NONE",
            "-f",
            "1",
            "-fsm",
            "1",
            "-iters",
            "1",
            "-time",
            "200",
            "-jvmArgs",
            "--enable-native-access=ALL-UNNAMED"
          },
          Duration.ofMinutes(3));

  private static final Effort LONG =
      new Effort(
          200,
          10_000,
          Duration.ofMinutes(10),
          // All configurations: interpreter and both compilers for each actor, JIT randomisers too.
          new String[] {"-m", "default"},
          Duration.ofHours(4));

  static Effort now() {
    return "long".equals(System.getProperty("songsong.proof")) ? LONG : QUICK;
  }
}
