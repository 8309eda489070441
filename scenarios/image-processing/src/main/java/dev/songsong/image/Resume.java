// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

/**
 * Decides what an earlier job has done already.
 *
 * @param entries the earlier job's, by output
 * @param recipe the recipe's short name, see {@link #key}
 */
record Resume(Map<String, ManifestEntry> entries, String recipe) {

  /** A short text that differs for different recipes and is equal in every run. */
  static String key(Recipe recipe) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(recipe.toString().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 6);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }

  /** Whether the output is there, made by this recipe, and neither file has changed since. */
  boolean isDone(PlannedFile file) {
    ManifestEntry entry = entries.get(file.name());
    return entry != null
        && entry.outcome() == FileOutcome.DONE
        && entry.recipe().equals(recipe)
        && entry.inputBytes() == file.inputBytes()
        && entry.inputModified() == file.inputModified()
        && unchanged(file.output(), entry);
  }

  private static boolean unchanged(Path output, ManifestEntry entry) {
    try {
      var attributes = Files.readAttributes(output, BasicFileAttributes.class);
      return attributes.size() == entry.bytes()
          && attributes.lastModifiedTime().toMillis() == entry.outputModified();
    } catch (IOException gone) {
      return false;
    }
  }
}
