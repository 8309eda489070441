// SPDX-License-Identifier: Apache-2.0
package dev.songsong.hardware;

import dev.songsong.machine.Cache;
import dev.songsong.machine.Cache.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Counts the caches that Linux lists under each processor.
 *
 * <p>A cache that several processors share appears under each of them; the processors that share it
 * tell the copies apart. OSHI reports sizes but no numbers of instances.
 */
final class LinuxCaches {
  private static final String CPUS = "/sys/devices/system/cpu";
  private static final Comparator<Cache> OUTWARD =
      Comparator.comparingInt(Cache::level)
          .thenComparing(Cache::kind)
          .thenComparing(Comparator.comparingLong(Cache::sizeBytes).reversed());

  private record Sort(int level, Kind kind, long sizeBytes) {}

  private LinuxCaches() {}

  /** One entry for each level, kind and size, L1 first; empty when Linux lists none. */
  static List<Cache> read(SystemFiles files) {
    Map<Sort, Set<String>> sharers = new HashMap<>();
    for (String cpu : files.names(CPUS)) {
      if (cpu.matches("cpu\\d+")) {
        String caches = CPUS + "/" + cpu + "/cache";
        for (String index : files.names(caches)) {
          add(files, caches + "/" + index, sharers);
        }
      }
    }
    var found = new ArrayList<Cache>();
    sharers.forEach((sort, instances) ->
        found.add(
            new Cache(
                sort.level(), sort.kind(), sort.sizeBytes(), OptionalInt.of(instances.size()))));
    found.sort(OUTWARD);
    return found;
  }

  private static void add(SystemFiles files, String index, Map<Sort, Set<String>> sharers) {
    var level = files.number(index + "/level");
    Optional<Kind> kind = files.text(index + "/type").flatMap(LinuxCaches::kind);
    Optional<Long> size = files.text(index + "/size").flatMap(LinuxCaches::size);
    Optional<String> sharing = files.text(index + "/shared_cpu_list");
    if (level.isPresent() && kind.isPresent() && size.isPresent() && sharing.isPresent()) {
      var sort = new Sort((int) level.getAsLong(), kind.get(), size.get());
      sharers.computeIfAbsent(sort, _ -> new HashSet<>()).add(sharing.get());
    }
  }

  private static Optional<Kind> kind(String type) {
    return switch (type) {
      case "Instruction" -> Optional.of(Kind.INSTRUCTION);
      case "Data" -> Optional.of(Kind.DATA);
      case "Unified" -> Optional.of(Kind.UNIFIED);
      default -> Optional.empty();
    };
  }

  /** The kernel writes kibibytes: {@code 1280K}. */
  private static Optional<Long> size(String text) {
    return text.matches("[1-9]\\d{0,9}K")
        ? Optional.of(Long.parseLong(text.substring(0, text.length() - 1)) << 10)
        : Optional.empty();
  }
}
