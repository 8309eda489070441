// SPDX-License-Identifier: Apache-2.0
package dev.songsong.command;

import java.util.Locale;

/** A language that the commands speak; {@code --lang} takes its name in either case. */
public enum Language {
  /** English, also for every locale that has no texts of its own. */
  EN(Locale.ENGLISH),
  /** Vietnamese. */
  VI(Locale.of("vi", "VN"));

  private final Locale locale;

  Language(Locale locale) {
    this.locale = locale;
  }

  /** The language of the user's locale. */
  public static Language preferred() {
    return Locale.getDefault().getLanguage().equals("vi") ? VI : EN;
  }

  /** How numbers are written in it. */
  public Locale locale() {
    return locale;
  }
}
