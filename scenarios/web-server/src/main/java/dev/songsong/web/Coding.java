// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;

/** How content is coded on its way (RFC 9110, section 8.4), the worst of them first. */
enum Coding {
  /** As it is. */
  IDENTITY("identity", "", ""),
  /** Known by every client. */
  GZIP("gzip", ".gz", "-gz"),
  /** Smaller; known by browsers, over TLS. */
  BROTLI("br", ".br", "-br");

  private static final float UNSAID = -1;

  private final String token;
  private final String suffix;
  private final String tagSuffix;

  Coding(String token, String suffix, String tagSuffix) {
    this.token = token;
    this.suffix = suffix;
    this.tagSuffix = tagSuffix;
  }

  /** Its name in headers. */
  String token() {
    return token;
  }

  /** What is added to the name of a file that is coded so. */
  String suffix() {
    return suffix;
  }

  /** What is added to a tag, for other bytes must have another one. */
  String tagSuffix() {
    return tagSuffix;
  }

  /**
   * What the client takes best; of equals the smallest. A client that takes none is given the
   * content as it is, as RFC 9110 allows (section 12.4.1).
   */
  static Coding wanted(HttpHeaders request) {
    List<String> lines = request.getAll(HttpHeaderNames.ACCEPT_ENCODING);
    if (lines.isEmpty()) {
      return IDENTITY;
    }
    float[] weights = weights(lines);
    Coding best = IDENTITY;
    for (Coding one : values()) {
      float weight = weights[one.ordinal()];
      if (weight > 0 && weight >= weights[best.ordinal()] && one.available()) {
        best = one;
      }
    }
    return best;
  }

  /** Whether this server can make it; asked only for clients that want it. */
  private boolean available() {
    return this != BROTLI || Brotli.available();
  }

  private static float[] weights(List<String> lines) {
    var weights = new float[] {UNSAID, UNSAID, UNSAID};
    float others = UNSAID;
    for (String line : lines) {
      for (String item : line.split(",")) {
        int end = item.indexOf(';');
        String name = (end < 0 ? item : item.substring(0, end)).strip();
        float weight = end < 0 ? 1 : weight(item.substring(end + 1));
        if (name.equals("*")) {
          others = weight;
        }
        for (Coding one : values()) {
          if (name.equalsIgnoreCase(one.token) || one == GZIP && name.equalsIgnoreCase("x-gzip")) {
            weights[one.ordinal()] = weight;
          }
        }
      }
    }
    for (Coding one : values()) {
      if (weights[one.ordinal()] == UNSAID) {
        // What is not named is not wanted; as it is, it is always good, only not the first choice.
        weights[one.ordinal()] = others != UNSAID ? others : one == IDENTITY ? Float.MIN_VALUE : 0;
      }
    }
    return weights;
  }

  private static float weight(String parameter) {
    String text = parameter.strip();
    if (!text.startsWith("q=") && !text.startsWith("Q=")) {
      return 0;
    }
    try {
      float weight = Float.parseFloat(text.substring(2).strip());
      return weight >= 0 && weight <= 1 ? weight : 0;
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
