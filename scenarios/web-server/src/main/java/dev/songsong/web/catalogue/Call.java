// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web.catalogue;

import dev.songsong.web.Request;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * A request that is as the contract says.
 *
 * @param request as it came
 * @param parameters of path and query, by name, and what holds for those that were not given
 * @param body what it carries; missing if the operation has no body
 */
record Call(Request request, Map<String, JsonNode> parameters, JsonNode body) {

  Call {
    parameters = Map.copyOf(parameters);
  }

  /** A number that the request or the contract gives. */
  long number(String name) {
    return parameters.get(name).asLong();
  }

  /** A text, if the request gives it. */
  Optional<String> text(String name) {
    return Optional.ofNullable(parameters.get(name)).map(JsonNode::asString);
  }
}
