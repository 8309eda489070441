// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web.catalogue;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.path.NodePath;
import dev.songsong.web.HttpException;
import dev.songsong.web.Problem;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Says all that is wrong with a request at once, each with its place. */
final class Invalid {

  /** What is wrong with a body, and where: as in RFC 9457, section 3. */
  record InBody(String pointer, String detail) {}

  /** What is wrong with a parameter. */
  record InParameter(String parameter, String detail) {}

  private static final int MOST = 50; // a hostile body could have a million mistakes

  private Invalid() {}

  /**
   * Does nothing if the schema allows the body.
   *
   * @throws HttpException with 422 if not
   */
  static void check(Schema schema, JsonNode body) {
    List<Error> errors = schema.validate(body);
    if (!errors.isEmpty()) {
      throw of(422, errors.stream().limit(MOST).map(Invalid::inBody).toList());
    }
  }

  /** One mistake in a body. */
  static HttpException inBody(String pointer, String detail) {
    return of(422, List.of(new InBody(pointer, detail)));
  }

  /** A problem that lists what is wrong. */
  static HttpException of(int status, List<?> errors) {
    return new HttpException(
        Problem.of(status, "request: invalid (expected: as /openapi.json says)")
            .with("errors", List.copyOf(errors)));
  }

  /** All that is wrong with a parameter's value. */
  static List<InParameter> parameter(Parameter parameter, JsonNode value) {
    return parameter.schema().validate(value).stream()
        .map(error -> new InParameter(parameter.name(), detail(error)))
        .toList();
  }

  private static InBody inBody(Error error) {
    NodePath place = error.getInstanceLocation();
    // What is missing, or too much, is pointed at itself and not at what holds it.
    String pointer =
        error.getProperty() == null
            ? place.toString()
            : place.append(error.getProperty()).toString();
    return new InBody("#" + pointer, detail(error));
  }

  private static String detail(Error error) {
    return switch (error.getKeyword()) {
      case "additionalProperties" -> "must not be there";
      case "required" -> "must be there";
      default -> error.getMessage();
    };
  }
}
