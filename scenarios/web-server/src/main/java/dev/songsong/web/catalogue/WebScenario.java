// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web.catalogue;

import dev.songsong.scenario.FaultResult;
import dev.songsong.scenario.Scenario;
import dev.songsong.scenario.Trial;
import dev.songsong.scenario.TrialSetup;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** Problem 1 for the lab: visitors of a catalogue of books, over real sockets. */
public final class WebScenario implements Scenario {
  @Override
  public String name() {
    return "web-server";
  }

  @Override
  public int number() {
    return 1;
  }

  @Override
  public String unit() {
    return "requests";
  }

  @Override
  public List<String> faults() {
    return Arrays.stream(Fault.values()).map(Fault::word).toList();
  }

  @Override
  public Trial prepare(TrialSetup setup) throws IOException, InterruptedException {
    return WebTrial.of(setup);
  }

  @Override
  public FaultResult autopsy(TrialSetup setup, String fault) throws IOException {
    return FaultTally.of(setup, Fault.named(fault)).result(0, false);
  }
}
