// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lab;

import java.text.MessageFormat;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.stream.Stream;

/** The texts of one bundle of this package in one language. */
final class Texts {
  private final ResourceBundle bundle;

  Texts(Language language, String name) {
    // Without a fallback to the default locale: English stays English on a Vietnamese machine.
    this.bundle =
        ResourceBundle.getBundle(
            Texts.class.getPackageName() + "." + name,
            language == Language.VI ? language.locale() : Locale.ROOT,
            ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
  }

  /** The text called {@code key} with {@code args} in its places, printed as they are. */
  String get(String key, Object... args) {
    // As strings: MessageFormat would group the digits of a process number.
    Object[] printed = Stream.of(args).map(String::valueOf).toArray();
    return MessageFormat.format(bundle.getString(key), printed);
  }

  boolean has(String key) {
    return bundle.containsKey(key);
  }
}
