// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lab;

import dev.songsong.hardware.Load;
import dev.songsong.machine.Machine;
import dev.songsong.machine.WorkerAdvice;
import java.util.List;
import tools.jackson.databind.MapperFeature;
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
          .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
          .build();

  private static final String CORES = "usable_cores";
  private static final String MEMORY = "usable_memory_bytes";
  private static final String ADVICE = "advice";
  private static final List<String> DERIVED = List.of(CORES, MEMORY, ADVICE);

  private MachineJson() {}

  /** The machine with what follows from it: the cores and memory it may use, and advice. */
  static ObjectNode tree(Machine machine) {
    ObjectNode tree = MAPPER.valueToTree(machine);
    tree.put(CORES, machine.usableCores());
    tree.put(MEMORY, machine.usableMemory());
    tree.set(ADVICE, MAPPER.valueToTree(WorkerAdvice.of(machine)));
    return tree;
  }

  static String write(Machine machine) {
    return MAPPER.writeValueAsString(tree(machine));
  }

  /** The load as a line of JSON, with the cores' shares from 0 to 1. */
  static String line(Load load) {
    return MAPPER.writer().without(SerializationFeature.INDENT_OUTPUT).writeValueAsString(load);
  }

  /** The machine in {@code json}; what follows from it is worked out again. */
  static Machine read(String json) {
    ObjectNode tree = (ObjectNode) MAPPER.readTree(json);
    DERIVED.forEach(tree::remove);
    return MAPPER.treeToValue(tree, Machine.class);
  }
}
