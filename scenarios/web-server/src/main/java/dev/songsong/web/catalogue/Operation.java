// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web.catalogue;

import com.networknt.schema.Schema;
import dev.songsong.web.HttpException;
import dev.songsong.web.Method;
import dev.songsong.web.Request;
import dev.songsong.web.Response;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * One thing that can be asked for, and how a request for it must look.
 *
 * @param id the name of its answerer
 * @param method its method
 * @param path its path, with names in braces
 * @param parameters what its path, query and headers say
 * @param bodies what it may carry, by content type
 */
record Operation(
    String id, Method method, String path, List<Parameter> parameters, Map<String, Schema> bodies) {

  Operation {
    parameters = List.copyOf(parameters);
    bodies = Collections.unmodifiableMap(new LinkedHashMap<>(bodies)); // in order
  }

  /** Answers what was found to be as the contract says. */
  @FunctionalInterface
  interface Answerer {
    Response answer(Call call) throws IOException, InterruptedException;
  }

  /** Checks the request, and lets the answerer answer it or says what is wrong. */
  Response answer(Request request, Answerer answerer) throws IOException, InterruptedException {
    try {
      Map<String, JsonNode> values = values(request);
      if (bodies.isEmpty()) {
        return answerer.answer(new Call(request, values, MissingNode.getInstance()));
      }
      String type = contentType(request);
      Schema schema = bodies.get(type);
      if (schema == null) {
        return wrongType(type);
      }
      JsonNode body = BookJson.parse(request.body().bytes());
      Invalid.check(schema, body);
      return answerer.answer(new Call(request, values, body));
    } catch (HttpException e) {
      Response problem = Response.problem(e.problem());
      return problem.status() == 503 ? problem.withHeader("retry-after", "1") : problem;
    }
  }

  private Map<String, JsonNode> values(Request request) {
    var values = new HashMap<String, JsonNode>();
    var errors = new ArrayList<Invalid.InParameter>();
    for (Parameter parameter : parameters) {
      switch (parameter.in()) {
        case PATH -> values.put(parameter.name(), inPath(request, parameter));
        case QUERY -> {
          List<String> given = request.queries(parameter.name());
          if (given.size() > 1) {
            errors.add(new Invalid.InParameter(parameter.name(), "must be given once"));
          } else if (given.isEmpty()) {
            parameter.otherwise().ifPresent(value -> values.put(parameter.name(), value));
          } else {
            JsonNode value = parameter.value(given.getFirst());
            errors.addAll(Invalid.parameter(parameter, value));
            values.put(parameter.name(), value);
          }
        }
        case HEADER -> {}
      }
    }
    if (!errors.isEmpty()) {
      throw Invalid.of(400, errors);
    }
    return values;
  }

  /** What can't be an id is the id of nothing. */
  private static JsonNode inPath(Request request, Parameter parameter) {
    String text = request.parameter(parameter.name());
    JsonNode value = parameter.value(text);
    if (!parameter.schema().validate(value).isEmpty()) {
      throw HttpException.of(404, parameter.name() + ": nothing is there (expected: a known one)");
    }
    return value;
  }

  private static String contentType(Request request) {
    String given = request.header("content-type").orElse("none");
    return given.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
  }

  private Response wrongType(String given) {
    String accepted = String.join(", ", bodies.keySet());
    Response response =
        Response.problem(
            HttpException.of(415, "content-type: " + given + " (expected: " + accepted + ")")
                .problem());
    // Each method has a header of its own to say what it takes (RFC 5789, RFC 9110).
    return response.withHeader(method == Method.PATCH ? "accept-patch" : "accept", accepted);
  }
}
