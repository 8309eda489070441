// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lab;

import java.util.Locale;

/** A language that the command speaks; {@code --lang} takes its name in either case. */
enum Language {
  /** English, also for every locale that has no texts of its own. */
  EN(Locale.ENGLISH),
  /** Vietnamese. */
  VI(Locale.of("vi", "VN"));

  private final Locale locale;

  Language(Locale locale) {
    this.locale = locale;
  }

  /** The language of the user's locale. */
  static Language preferred() {
    return Locale.getDefault().getLanguage().equals("vi") ? VI : EN;
  }

  Locale locale() {
    return locale;
  }
}
