// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lab;

import dev.songsong.command.Language;
import dev.songsong.hardware.Load;
import dev.songsong.machine.Gpu;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** One measurement of the load as text: a picture of several lines, or one plain line. */
final class LoadText {
  private static final int BAR = 24;
  // More cores than this would not fit a screen with a line each.
  private static final int LINE_EACH = 16;
  private static final int CELL = 12;

  private final Cells cells;
  private final int width;

  LoadText(Language language, int width) {
    this.cells = Cells.of(language);
    this.width = width;
  }

  /** A bar for each core, for the memory and for each graphics card. */
  List<String> picture(Load load) {
    var lines = new ArrayList<String>();
    lines.add(bar(cells.text("watch.cpu"), load.cpu(), ""));
    lines.addAll(load.cores().size() <= LINE_EACH ? bars(load.cores()) : grid(load.cores()));
    double share = (double) load.memoryUsedBytes() / load.memoryTotalBytes();
    lines.add(bar(cells.text("watch.memory"), share, memory(load)));
    load.gpus().forEach(gpu -> lines.add(gpu(gpu)));
    return lines.stream().map(this::cut).toList();
  }

  /** The same numbers in a line for logs. */
  String line(Load load) {
    var parts = new ArrayList<String>();
    parts.add(cells.text("watch.cpu") + " " + percent(load.cpu()));
    parts.add(
        "["
            + String.join(
                " ", load.cores().stream().map(core -> String.valueOf(whole(core))).toList())
            + "]");
    parts.add(cells.text("watch.memory") + " " + memory(load));
    for (Gpu gpu : load.gpus()) {
      parts.add(
          cells.text("watch.gpu")
              + " "
              + share(gpu.utilizationPercent())
              + " "
              + used(gpu.memoryUsedBytes(), gpu.memoryBytes()));
    }
    return String.join("  ", parts);
  }

  /** A line that went on in the next one would be written over in the wrong place. */
  private String cut(String line) {
    return line.length() <= width ? line : line.substring(0, width - 1) + "…";
  }

  private List<String> bars(List<Double> cores) {
    var lines = new ArrayList<String>();
    for (int core = 0; core < cores.size(); core++) {
      lines.add(bar("  " + core, cores.get(core), ""));
    }
    return lines;
  }

  private List<String> grid(List<Double> cores) {
    int columns = Math.max(1, width / CELL);
    var lines = new ArrayList<String>();
    var line = new StringBuilder();
    for (int core = 0; core < cores.size(); core++) {
      line.append("%5d %5s".formatted(core, percent(cores.get(core)))).append(' ');
      if ((core + 1) % columns == 0 || core + 1 == cores.size()) {
        lines.add(line.toString().stripTrailing());
        line.setLength(0);
      }
    }
    return lines;
  }

  private String gpu(Gpu gpu) {
    String what = used(gpu.memoryUsedBytes(), gpu.memoryBytes()) + "  " + gpu.name();
    return gpu.utilizationPercent().isPresent()
        ? bar(cells.text("watch.gpu"), gpu.utilizationPercent().getAsInt() / 100.0, what)
        : cells.text("watch.gpu") + "  " + what;
  }

  private String memory(Load load) {
    return used(OptionalLong.of(load.memoryUsedBytes()), OptionalLong.of(load.memoryTotalBytes()));
  }

  private String used(OptionalLong used, OptionalLong total) {
    return cells.bytes(used) + " / " + cells.bytes(total);
  }

  private String share(OptionalInt percent) {
    return percent.isPresent() ? percent.getAsInt() + " %" : cells.unknown();
  }

  private static String bar(String label, double share, String after) {
    int filled = (int) Math.round(Math.clamp(share, 0, 1) * BAR);
    String line =
        "%-5s %5s  [%s%s]  %s"
            .formatted(label, percent(share), "#".repeat(filled), ".".repeat(BAR - filled), after);
    return line.stripTrailing();
  }

  private static String percent(double share) {
    return whole(share) + " %";
  }

  private static long whole(double share) {
    return Math.round(share * 100);
  }
}
