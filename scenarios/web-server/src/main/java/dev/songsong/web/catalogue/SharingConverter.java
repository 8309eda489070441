// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web.catalogue;

import dev.songsong.command.RuledConverter;
import dev.songsong.web.Sharing;

/** Reads how workers share the address. */
final class SharingConverter implements RuledConverter<Sharing> {
  @Override
  public String rule() {
    return "descriptor or reuse-port";
  }

  @Override
  public Sharing convert(String text) {
    return switch (text) {
      case "descriptor" -> Sharing.DESCRIPTOR;
      case "reuse-port" -> Sharing.REUSE_PORT;
      default -> throw refusal();
    };
  }
}
