// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web.catalogue;

import dev.songsong.web.Routes;
import dev.songsong.web.WebApp;
import java.io.Serial;

/** The catalogue with one route more, whose handler has a bug. Not for the open network. */
final class FaultyApp implements WebApp {
  static final String PATH = "/fault";
  @Serial private static final long serialVersionUID = 1L;

  private final CatalogueApp good;
  private final Fault fault;

  FaultyApp(CatalogueApp good, Fault fault) {
    this.good = good;
    this.fault = fault;
  }

  @Override
  public void configure(Routes routes) throws Exception {
    good.configure(routes);
    routes.post(PATH, _ -> fault.act());
  }
}
