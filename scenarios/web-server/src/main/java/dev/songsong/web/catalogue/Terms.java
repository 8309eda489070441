// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web.catalogue;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Words as they are searched for: lower case and without accents, so that {@code nguyen} finds
 * Nguyễn and {@code do} finds đỏ.
 */
final class Terms {
  private static final Pattern ACCENTS = Pattern.compile("\\p{Mn}+");
  private static final Pattern GAPS = Pattern.compile("[^\\p{L}\\p{Nd}]+");
  private static final String TAG = "#"; // no word begins so

  private Terms() {}

  /** The words of a text, folded, in order. */
  static List<String> words(String text) {
    String plain = ACCENTS.matcher(Normalizer.normalize(text, Normalizer.Form.NFD)).replaceAll("");
    // The stroke of đ is no accent to Unicode: the letter doesn't come apart.
    String folded = plain.toLowerCase(Locale.ROOT).replace('đ', 'd');
    return GAPS.splitAsStream(folded).filter(word -> !word.isEmpty()).toList();
  }

  /** The term of a tag. */
  static String tag(String tag) {
    return TAG + tag;
  }

  /** All terms by which a book is found. */
  static NavigableSet<String> of(Book book) {
    var terms = new TreeSet<String>();
    Stream.of(Stream.of(book.title()), book.authors().stream(), book.isbn().stream())
        .flatMap(texts -> texts)
        .forEach(text -> terms.addAll(words(text)));
    book.tags().forEach(tag -> terms.add(tag(tag)));
    return terms;
  }
}
