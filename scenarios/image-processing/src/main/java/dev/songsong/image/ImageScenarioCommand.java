// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import dev.songsong.scenario.ScenarioCommand;

/** Lets {@code songsong run image-processing} find its command. */
public final class ImageScenarioCommand implements ScenarioCommand {
  @Override
  public String name() {
    return "image-processing";
  }

  @Override
  public Object command() {
    return new ImageCommand();
  }
}
