// SPDX-License-Identifier: Apache-2.0
package dev.songsong.hardware;

import dev.songsong.machine.Gpu;
import dev.songsong.machine.GpuProcess;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** Reads what nvidia-smi prints. */
final class NvidiaText {
  /** The order in which {@link #gpus} expects the columns of the cards. */
  static final String CARD_FIELDS =
      "uuid,name,memory.total,memory.used,driver_version,utilization.gpu";

  /** The order in which {@link #gpus} expects the columns of the processes. */
  static final String PROCESS_FIELDS = "gpu_uuid,pid,process_name,used_gpu_memory";

  private static final int CARD_COLUMNS = CARD_FIELDS.split(",").length;
  private static final int PROCESS_COLUMNS = PROCESS_FIELDS.split(",").length;
  // Since driver 610 the header says "CUDA UMD Version".
  private static final Pattern CUDA =
      Pattern.compile("CUDA (?:UMD )?Version\\s*:\\s*(\\d+(?:\\.\\d+)+)");

  private NvidiaText() {}

  /**
   * The cards.
   *
   * @param cards a line for each card, as asked for by {@link #CARD_FIELDS}
   * @param processes a line for each program, as asked for by {@link #PROCESS_FIELDS}; empty when
   *     unknown
   */
  static List<Gpu> gpus(String cards, Optional<String> processes, Optional<String> cuda) {
    Optional<Map<String, List<GpuProcess>>> byCard = processes.map(NvidiaText::processes);
    return cards
        .lines()
        .map(line -> columns(line, CARD_COLUMNS, 1))
        .filter(columns -> columns.size() == CARD_COLUMNS)
        .map(columns ->
            new Gpu(
                columns.get(1),
                Optional.of("NVIDIA"),
                mebibytes(columns.get(2)),
                mebibytes(columns.get(3)),
                known(columns.get(4)),
                cuda,
                percent(columns.get(5)),
                byCard.map(map -> map.getOrDefault(columns.get(0), List.of()))))
        .toList();
  }

  /**
   * The newest CUDA version the driver serves, from the header that nvidia-smi prints by itself.
   */
  static Optional<String> cuda(String header) {
    var matcher = CUDA.matcher(header);
    return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  /** Whether the driver works but has no card. */
  static boolean noDevices(String text) {
    return text.contains("No devices were found");
  }

  private static Map<String, List<GpuProcess>> processes(String text) {
    var byCard = new HashMap<String, List<GpuProcess>>();
    text.lines()
        .map(line -> columns(line, PROCESS_COLUMNS, 2))
        .filter(columns -> columns.size() == PROCESS_COLUMNS && columns.get(1).matches("\\d{1,18}"))
        .forEach(columns ->
            byCard
                .computeIfAbsent(columns.get(0), _ -> new ArrayList<>())
                .add(
                    new GpuProcess(
                        Long.parseLong(columns.get(1)),
                        columns.get(2),
                        mebibytes(columns.get(3)))));
    return byCard;
  }

  /** The columns of a line in which column {@code name} may hold commas, as nothing is quoted. */
  private static List<String> columns(String line, int count, int name) {
    var parts = new ArrayList<>(Arrays.stream(line.split(",")).map(String::strip).toList());
    while (parts.size() > count) {
      parts.set(name, parts.get(name) + ", " + parts.remove(name + 1));
    }
    return parts;
  }

  private static OptionalLong mebibytes(String number) {
    return number.matches("\\d{1,12}")
        ? OptionalLong.of(Long.parseLong(number) << 20)
        : OptionalLong.empty();
  }

  private static OptionalInt percent(String number) {
    return number.matches("\\d{1,3}")
        ? OptionalInt.of(Integer.parseInt(number))
        : OptionalInt.empty();
  }

  /** Unknown values come as {@code [N/A]}, {@code [Not Supported]} and the like. */
  private static Optional<String> known(String value) {
    return value.isEmpty() || value.startsWith("[") ? Optional.empty() : Optional.of(value);
  }
}
