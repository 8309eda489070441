// SPDX-License-Identifier: Apache-2.0
package dev.songsong.command;

import java.util.Collections;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;

/** A bundle's texts, and below them another's. Immutable. */
final class Layered extends ResourceBundle {
  private final ResourceBundle upper;
  private final ResourceBundle lower;

  Layered(ResourceBundle upper, ResourceBundle lower) {
    this.upper = upper;
    this.lower = lower;
  }

  @Override
  protected @Nullable Object handleGetObject(String key) {
    if (upper.containsKey(key)) {
      return upper.getObject(key);
    }
    return lower.containsKey(key) ? lower.getObject(key) : null;
  }

  @Override
  public Enumeration<String> getKeys() {
    var keys = new HashSet<>(upper.keySet());
    keys.addAll(lower.keySet());
    return Collections.enumeration(keys);
  }
}
