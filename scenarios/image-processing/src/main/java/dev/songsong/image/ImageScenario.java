// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import dev.songsong.scenario.FaultResult;
import dev.songsong.scenario.Scenario;
import dev.songsong.scenario.Trial;
import dev.songsong.scenario.TrialSetup;
import java.io.IOException;
import java.util.List;

/** Problem 5 for the lab: shrink and sharpen a folder of made-up photographs. */
public final class ImageScenario implements Scenario {
  private static final int WIDTH = 1200;
  private static final int HEIGHT = 900;
  private static final int QUICK = 60;
  private static final int FULL = 400;

  @Override
  public String name() {
    return "image-processing";
  }

  @Override
  public int number() {
    return 5;
  }

  @Override
  public String unit() {
    return "images";
  }

  @Override
  public List<String> faults() {
    return List.of("crash", "hang");
  }

  @Override
  public Trial prepare(TrialSetup setup) throws IOException {
    new SampleFolder(WIDTH, HEIGHT, setup.seed())
        .write(setup.directory().resolve("in"), setup.quick() ? QUICK : FULL);
    return new ImageTrial(setup);
  }

  @Override
  public FaultResult autopsy(TrialSetup setup, String fault) throws IOException {
    return PoisonedFolder.of(setup, fault).result(false);
  }
}
