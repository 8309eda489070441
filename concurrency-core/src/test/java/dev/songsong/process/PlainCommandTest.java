// SPDX-License-Identifier: Apache-2.0
package dev.songsong.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Commands as they run where there is no guard. */
class PlainCommandTest extends CommandContract {

  @Override
  Guard guard() {
    return new NoGuard();
  }

  @Test
  void status_above_128_reads_as_a_signal() throws InterruptedException {
    assertThat(run(sh("exit 137")).signal()).contains("SIGKILL");
    assertThat(run(sh("exit 255")).exitCode()).hasValue(255);
  }
}
