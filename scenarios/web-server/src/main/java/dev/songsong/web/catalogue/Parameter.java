// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web.catalogue;

import com.networknt.schema.Schema;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * A parameter of an operation.
 *
 * @param name its name
 * @param in where it stands
 * @param schema what it may be
 */
record Parameter(String name, Place in, Schema schema) {
  private static final int DIGITS = 18; // that always fit a long

  /** Where parameters stand. */
  enum Place {
    /** Between the path's slashes. */
    PATH,
    /** Behind the question mark. */
    QUERY,
    /** Among the headers; those are read by whoever needs them. */
    HEADER
  }

  /** A text from a request as what the schema speaks of: a number if it wants one and it is one. */
  JsonNode value(String text) {
    boolean number = schema.getSchemaNode().path("type").asString("").equals("integer");
    return number && isWhole(text)
        ? JsonNodeFactory.instance.numberNode(Long.parseLong(text))
        : JsonNodeFactory.instance.stringNode(text);
  }

  private static boolean isWhole(String text) {
    int first = text.startsWith("-") ? 1 : 0;
    for (int i = first; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return text.length() > first && text.length() - first <= DIGITS;
  }

  /** What holds where a request says nothing. */
  Optional<JsonNode> otherwise() {
    return Optional.ofNullable(schema.getSchemaNode().get("default"));
  }
}
