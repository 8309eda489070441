// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web.catalogue;

import java.text.MessageFormat;
import java.util.Locale;
import java.util.ResourceBundle;

/**
 * What the command says, in one language.
 *
 * @param bundle the texts
 * @param locale for the numbers in them
 */
record Texts(ResourceBundle bundle, Locale locale) {
  private static final Locale VIETNAMESE = Locale.of("vi");

  /** Vietnamese for a Vietnamese locale, English for any other. */
  static Texts of(Locale locale) {
    boolean vietnamese = locale.getLanguage().equals(VIETNAMESE.getLanguage());
    // Without a fallback to the default locale: English must stay English on any machine.
    var control =
        ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES);
    String name = WebCommand.class.getName();
    return vietnamese
        ? new Texts(ResourceBundle.getBundle(name, VIETNAMESE, control), VIETNAMESE)
        : new Texts(ResourceBundle.getBundle(name, Locale.ROOT, control), Locale.ENGLISH);
  }

  static Texts named(String language) {
    if (!language.equals("en") && !language.equals("vi")) {
      throw new IllegalArgumentException("lang: " + language + " (expected: en or vi)");
    }
    return of(Locale.of(language));
  }

  /** One of the command's own texts; the others are picocli's. */
  String get(String key, Object... values) {
    return new MessageFormat(bundle.getString("say." + key), locale).format(values);
  }
}
