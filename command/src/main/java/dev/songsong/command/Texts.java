// SPDX-License-Identifier: Apache-2.0
package dev.songsong.command;

import java.text.Format;
import java.text.MessageFormat;
import java.util.Locale;
import java.util.ResourceBundle;

/**
 * The texts of one bundle in one language; what the bundle lacks comes from those that all commands
 * share. Immutable.
 */
public final class Texts {
  private final Language language;
  private final ResourceBundle bundle;

  private Texts(Language language, ResourceBundle bundle) {
    this.language = language;
    this.bundle = bundle;
  }

  /** The texts that lie beside a class and bear its name. */
  public static Texts of(Class<?> owner, Language language) {
    return named(owner, owner.getSimpleName(), language);
  }

  /** The texts of a name that lie beside a class. */
  public static Texts named(Class<?> neighbour, String name, Language language) {
    ResourceBundle common = bundle(Texts.class, "Common", language);
    return new Texts(language, new Layered(bundle(neighbour, name, language), common));
  }

  private static ResourceBundle bundle(Class<?> neighbour, String name, Language language) {
    // The root's locale has no fallback, so English stays English on a Vietnamese machine.
    Locale locale = language == Language.VI ? language.locale() : Locale.ROOT;
    return ResourceBundle.getBundle(
        neighbour.getPackageName() + "." + name, locale, neighbour.getModule());
  }

  /**
   * The text called {@code key} with {@code args} in its places. A place that names a format, such
   * as <code>{0,number,0.0}</code>, is written in the language's way, any other as it is: no one
   * looks for process 4,711.
   */
  public String get(String key, Object... args) {
    var form = new MessageFormat(bundle.getString(key), language.locale());
    Format[] formats = form.getFormatsByArgumentIndex();
    Object[] printed = args.clone();
    for (int i = 0; i < printed.length; i++) {
      if (i >= formats.length || formats[i] == null) {
        printed[i] = String.valueOf(printed[i]);
      }
    }
    return form.format(printed);
  }

  /** Whether there is such a text. */
  public boolean has(String key) {
    return bundle.containsKey(key);
  }

  /** All of them, as picocli takes them. */
  ResourceBundle bundle() {
    return bundle;
  }
}
