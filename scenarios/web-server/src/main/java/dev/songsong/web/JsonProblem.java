// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.exc.InvalidDefinitionException;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.exc.ValueInstantiationException;

/** What a client is told of JSON that can't be read: where and what, and no names of classes. */
final class JsonProblem {
  private static final int MOST_SHOWN = 80;

  private JsonProblem() {}

  /** 400 for what is no JSON, 422 for what is not the JSON that is wanted. */
  static RuntimeException of(JacksonException e) {
    return switch (e) {
      case InvalidDefinitionException ours -> ours;
      case InputCoercionException _ -> fits(e, "out of range", "a number that fits");
      case StreamConstraintsException _ ->
          parse(e, shown(e.getOriginalMessage()), "JSON within limits");
      case StreamReadException _ -> parse(e, shown(e.getOriginalMessage()), "JSON");
      case UnrecognizedPropertyException unknown ->
          fits(e, "not known", "one of " + unknown.getKnownPropertyIds());
      case InvalidFormatException given ->
          fits(e, shown(String.valueOf(given.getValue())), kind(given.getTargetType()));
      case MismatchedInputException other ->
          fits(e, token(other.getCurrentToken()), kind(other.getTargetType()));
      case ValueInstantiationException refused -> refused(refused);
      default -> fits(e, "does not fit", "what the interface says");
    };
  }

  /** The constructor of the value said no: its own words are the best. */
  private static HttpException refused(ValueInstantiationException e) {
    Throwable why = e.getCause();
    if (why instanceof HttpException told) {
      return told;
    }
    String said = why instanceof IllegalArgumentException ? why.getMessage() : null;
    return said == null
        ? fits(e, "does not fit", "what the interface says")
        : problem(422, e, shown(said));
  }

  private static HttpException parse(JacksonException e, String what, String expected) {
    return problem(400, e, what + " (expected: " + expected + ")");
  }

  private static HttpException fits(JacksonException e, String what, String expected) {
    return problem(422, e, what + " (expected: " + expected + ")");
  }

  private static HttpException problem(int status, JacksonException e, String detail) {
    String pointer = pointer(e.getPath());
    TokenStreamLocation at = e.getLocation();
    boolean located = status == 400 && at != null && at.getLineNr() > 0;
    String where =
        located
            ? "body at line " + at.getLineNr() + ", column " + at.getColumnNr()
            : pointer.isEmpty() ? "body" : "body at " + pointer;
    Problem problem = Problem.of(status, where + ": " + detail);
    if (located) {
      problem = problem.with("line", at.getLineNr()).with("column", at.getColumnNr());
    } else {
      problem = problem.with("pointer", pointer);
    }
    return new HttpException(problem, e);
  }

  /** By RFC 6901; empty for the whole. */
  private static String pointer(List<JacksonException.Reference> path) {
    var pointer = new StringBuilder();
    for (JacksonException.Reference step : path) {
      String name = step.getPropertyName();
      pointer
          .append('/')
          .append(
              name == null
                  ? String.valueOf(step.getIndex())
                  : name.replace("~", "~0").replace("/", "~1"));
    }
    return pointer.length() <= MOST_SHOWN ? pointer.toString() : shown(pointer.toString());
  }

  private static String token(@Nullable JsonToken token) {
    return switch (token) {
      case START_OBJECT, PROPERTY_NAME, END_OBJECT -> "an object";
      case START_ARRAY, END_ARRAY -> "an array";
      case VALUE_STRING -> "text";
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
      case VALUE_TRUE, VALUE_FALSE -> "true or false";
      case VALUE_NULL -> "null";
      case NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT -> "something else";
      case null -> "something else";
    };
  }

  /** What a type is in JSON. */
  static String kind(@Nullable Class<?> type) {
    if (type == null) {
      return "what the interface says";
    }
    if (type == Object.class) {
      return "a value";
    }
    if (type.isEnum()) {
      return "one of " + Arrays.toString(type.getEnumConstants());
    }
    if (List.<Class<?>>of(
            byte.class,
            short.class,
            int.class,
            long.class,
            Byte.class,
            Short.class,
            Integer.class,
            Long.class,
            BigInteger.class)
        .contains(type)) {
      return "a whole number";
    }
    if (List.<Class<?>>of(float.class, double.class, Float.class, Double.class, BigDecimal.class)
        .contains(type)) {
      return "a number";
    }
    if (type == boolean.class || type == Boolean.class) {
      return "true or false";
    }
    if (CharSequence.class.isAssignableFrom(type) || type == char.class) {
      return "text";
    }
    if (type.isArray() || Collection.class.isAssignableFrom(type)) {
      return "an array";
    }
    // The JDK's other values, such as dates, are text of their form; all else has members.
    return type.getName().startsWith("java.") && !Map.class.isAssignableFrom(type)
        ? "text that is a " + type.getSimpleName()
        : "an object";
  }

  private static String shown(String text) {
    return text.length() <= MOST_SHOWN ? text : text.substring(0, MOST_SHOWN) + "...";
  }
}
