// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lab;

import dev.songsong.advice.Costs;
import dev.songsong.machine.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Where the last measurement is kept, with what tells the machine. A file that is missing, damaged
 * or another machine's is as none.
 */
record CostsFile(Path path) {
  private static final String MACHINE = "machine";
  private static final JsonMapper MAPPER = new JsonMapper();

  /** In the user's cache directory. */
  static CostsFile usual() {
    String configured = System.getenv("XDG_CACHE_HOME");
    Path base =
        configured == null || configured.isEmpty()
            ? Path.of(System.getProperty("user.home"), ".cache")
            : Path.of(configured);
    return new CostsFile(base.resolve("songsong").resolve("costs.json"));
  }

  Optional<Costs> read(Machine machine) {
    try {
      JsonNode tree = MAPPER.readTree(Files.readString(path));
      return tree.path(MACHINE).asString("").equals(fingerprint(machine))
          ? AdviceJson.costs(tree)
          : Optional.empty();
    } catch (IOException | JacksonException noneOrDamaged) {
      return Optional.empty();
    }
  }

  /** Replaces the file whole. */
  void write(Costs costs, Machine machine) throws IOException {
    ObjectNode tree = AdviceJson.of(costs);
    tree.put(MACHINE, fingerprint(machine));
    Path directory = path.toAbsolutePath().getParent();
    Files.createDirectories(directory);
    Path draft = Files.createTempFile(directory, "costs", ".draft");
    try {
      Files.writeString(draft, tree.toPrettyString() + "\n");
      Files.move(draft, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  /** What, when it changes, makes other figures likely; memory in GiB, as its size may wander. */
  private static String fingerprint(Machine machine) {
    return String.join(
        " | ",
        machine.system().name(),
        machine.cpu().name().orElse(machine.cpu().architecture()),
        machine.usableCores() + " cores",
        (machine.usableMemory() >> 30) + " GiB",
        "Java " + machine.java().version());
  }
}
