// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web.catalogue;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** JSON Merge Patch (RFC 7396). */
final class MergePatch {
  private MergePatch() {}

  /** The target with the patch laid over it; neither is changed. */
  static JsonNode apply(JsonNode target, JsonNode patch) {
    if (!(patch instanceof ObjectNode changes)) {
      return patch;
    }
    ObjectNode merged = JsonNodeFactory.instance.objectNode();
    if (target instanceof ObjectNode object) {
      merged.setAll(object);
    }
    changes.forEachEntry((name, value) -> {
      if (value.isNull()) {
        merged.remove(name);
      } else {
        merged.set(name, apply(merged.path(name), value));
      }
    });
    return merged;
  }
}
