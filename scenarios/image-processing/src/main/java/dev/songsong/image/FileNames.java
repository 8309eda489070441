// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Carries file names between processes and into text without losing a byte.
 *
 * <p>A Linux name is bytes; a {@code String} of it depends on the locale, and in the plain C locale
 * every non-ASCII letter would be lost. A path's URI keeps the bytes, so URIs are what is shipped
 * to workers, and what is shown is the URI read as UTF-8.
 */
final class FileNames {
  private FileNames() {}

  /** The path as ASCII text from which {@link #path} makes the same path again. */
  static String uri(Path path) {
    return path.toUri().toString();
  }

  static Path path(String uri) {
    return Path.of(URI.create(uri));
  }

  /** The path in any locale, as the user would read it. */
  static String shown(Path path) {
    return path.isAbsolute() ? shown(path.getRoot(), path) : below(Path.of(""), path);
  }

  private static String shown(Path root, Path path) {
    return root.toString().replace('\\', '/') + below(root, path);
  }

  /** The path below a folder, with forward slashes on every system. */
  static String below(Path folder, Path path) {
    String base = folder.toUri().getRawPath();
    String whole = path.toUri().getRawPath();
    String prefix = base.endsWith("/") ? base : base + "/";
    String rest = whole.startsWith(prefix) ? whole.substring(prefix.length()) : whole;
    return decoded(rest.endsWith("/") ? rest.substring(0, rest.length() - 1) : rest);
  }

  private static String decoded(String raw) {
    // The scheme keeps a colon in the name from being read as one.
    return URI.create("file:///" + raw).getPath().substring(1);
  }

  /** A file below a folder by the name that {@link #below} showed. */
  static Path resolve(Path folder, String shown) {
    var raw = new StringBuilder(folder.toUri().getRawPath());
    if (raw.charAt(raw.length() - 1) != '/') {
      raw.append('/');
    }
    for (String part : shown.split("/")) {
      raw.append(encoded(part)).append('/');
    }
    raw.setLength(raw.length() - 1);
    return Path.of(URI.create("file://" + raw));
  }

  private static String encoded(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** The same file name with something after it, whatever its bytes are. */
  static Path withSuffix(Path path, String suffix) {
    return path(uri(path) + encoded(suffix));
  }

  /** The same file name with another extension, whatever its bytes are. */
  static Path withExtension(Path path, String extension) {
    String uri = uri(path);
    int dot = uri.lastIndexOf('.');
    String stem = dot > uri.lastIndexOf('/') + 1 ? uri.substring(0, dot) : uri;
    return path(stem + "." + extension);
  }

  /** The extension in lower case, or nothing. */
  static String extension(Path path) {
    String name = String.valueOf(path.getFileName());
    int dot = name.lastIndexOf('.');
    return dot < 0 ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
  }
}
