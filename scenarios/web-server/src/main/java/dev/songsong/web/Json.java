// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * JSON as the server reads and writes it: as it is named, once, and within Jackson's limits of
 * depth and of the length of numbers and names, which keep one body from costing a stack or a core.
 */
final class Json {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private Json() {}

  static byte[] write(Object value) {
    try {
      return MAPPER.writeValueAsBytes(value);
    } catch (JacksonException e) {
      throw new IllegalArgumentException(
          "value: " + value.getClass().getName() + " (expected: writable as JSON)", e);
    }
  }

  /**
   * Reads one value.
   *
   * @throws HttpException with 400 if it is no JSON, 422 if it doesn't fit the type
   */
  static <T> T read(byte[] bytes, Class<T> type) {
    try (JsonParser parser = MAPPER.createParser(bytes)) {
      if (parser.nextToken() == null) {
        throw HttpException.of(400, "body: empty (expected: JSON)");
      }
      T value = parser.readValueAs(type);
      if (value == null) {
        throw HttpException.of(422, "body: null (expected: " + JsonProblem.kind(type) + ")");
      }
      if (parser.nextToken() != null) {
        throw HttpException.of(400, "body: goes on after its end (expected: one JSON value)");
      }
      return value;
    } catch (JacksonException e) {
      throw JsonProblem.of(e);
    }
  }
}
