// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web.catalogue;

import dev.songsong.web.Sharing;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads how workers share the address. */
final class SharingConverter implements ITypeConverter<Sharing> {
  @Override
  public Sharing convert(String name) {
    return switch (name) {
      case "descriptor" -> Sharing.DESCRIPTOR;
      case "reuse-port" -> Sharing.REUSE_PORT;
      default ->
          throw new TypeConversionException(
              "sharing: " + name + " (expected: descriptor or reuse-port)");
    };
  }
}
