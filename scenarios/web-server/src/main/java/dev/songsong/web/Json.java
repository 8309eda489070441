// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.MutableCoercionConfig;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.type.LogicalType;

/**
 * JSON as the server reads and writes it: as it is named, once, of the type that is wanted (1.9 is
 * no whole number, "5" and 1 are no 5 and true), and within Jackson's limits of depth and of the
 * length of numbers and names, which keep one body from costing a stack or a core.
 */
final class Json {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .withCoercionConfig(LogicalType.Textual, Json::onlyText)
          .build();

  private Json() {}

  private static void onlyText(MutableCoercionConfig text) {
    text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
        .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
        .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
  }

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
