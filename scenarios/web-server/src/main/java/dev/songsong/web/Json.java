// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import java.io.IOException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** JSON as the server reads and writes it. */
final class Json {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
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

  static <T> T read(byte[] bytes, Class<T> type) throws IOException {
    try {
      return MAPPER.readValue(bytes, type);
    } catch (StreamReadException e) {
      throw new HttpException(
          Problem.of(400, "body: " + e.getOriginalMessage() + " (expected: JSON)"), e);
    } catch (JacksonException e) {
      throw new HttpException(
          Problem.of(
              422, "body: " + e.getOriginalMessage() + " (expected: what the interface says)"),
          e);
    }
  }
}
