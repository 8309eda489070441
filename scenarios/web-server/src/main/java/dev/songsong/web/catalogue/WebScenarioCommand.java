// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web.catalogue;

import dev.songsong.scenario.ScenarioCommand;

/** Lets {@code songsong run web-server} find its command. */
public final class WebScenarioCommand implements ScenarioCommand {
  @Override
  public String name() {
    return "web-server";
  }

  @Override
  public Object command() {
    return new WebCommand();
  }
}
