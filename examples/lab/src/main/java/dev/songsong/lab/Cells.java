// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lab;

import dev.songsong.command.Language;
import dev.songsong.command.Texts;
import dev.songsong.lab.Table.Row;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Writes single values of the machine's table in one language. */
record Cells(Texts texts, Units units) {
  static Cells of(Language language) {
    return new Cells(Texts.named(Main.class, "hardware", language), new Units(language.locale()));
  }

  String text(String key, Object... args) {
    return texts.get(key, args);
  }

  Row row(String key, String value) {
    return new Row(text(key), value);
  }

  String bytes(OptionalLong bytes) {
    return bytes.isPresent() ? units.bytes(bytes.getAsLong()) : unknown();
  }

  String count(OptionalInt count) {
    return count.isPresent() ? String.valueOf(count.getAsInt()) : unknown();
  }

  String unknown() {
    return text("unknown");
  }
}
