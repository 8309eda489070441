// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lab;

import dev.songsong.machine.Machine;
import dev.songsong.machine.WorkerAdvice;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A machine as JSON. The names are those of the records in {@code dev.songsong.machine}, in snake
 * case, and stay; sizes are bytes, clocks are hertz, and {@code null} means unknown.
 */
final class MachineJson {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(EnumFeature.WRITE_ENUMS_TO_LOWERCASE)
          .build();

  private MachineJson() {}

  /** The machine with what follows from it: {@code usable_cores} and {@code advice}. */
  static ObjectNode tree(Machine machine) {
    ObjectNode tree = MAPPER.valueToTree(machine);
    tree.put("usable_cores", machine.usableCores());
    tree.put("usable_memory_bytes", machine.usableMemory());
    tree.set("advice", MAPPER.valueToTree(WorkerAdvice.of(machine)));
    return tree;
  }

  static String write(Machine machine) {
    return MAPPER.writeValueAsString(tree(machine));
  }

  /** The machine in {@code json}; what follows from it is worked out again. */
  static Machine read(String json) {
    ObjectNode tree = (ObjectNode) MAPPER.readTree(json);
    tree.remove("usable_cores");
    return MAPPER.treeToValue((JsonNode) tree, Machine.class);
  }
}
