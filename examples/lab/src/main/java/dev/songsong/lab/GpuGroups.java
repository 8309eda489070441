// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lab;

import dev.songsong.lab.Table.Group;
import dev.songsong.lab.Table.Row;
import dev.songsong.machine.Gpu;
import dev.songsong.machine.GpuProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The graphics cards' part of the machine's table: a group for each. */
final class GpuGroups {
  private final Cells cells;

  GpuGroups(Cells cells) {
    this.cells = cells;
  }

  List<Group> groups(List<Gpu> gpus) {
    if (gpus.isEmpty()) {
      return List.of(
          new Group(
              cells.text("group.gpu"), List.of(cells.row("gpu.name", cells.text("gpu.none")))));
    }
    var groups = new ArrayList<Group>();
    for (Gpu gpu : gpus) {
      String title =
          gpus.size() == 1
              ? cells.text("group.gpu")
              : cells.text("group.gpu.numbered", groups.size() + 1);
      groups.add(new Group(title, rows(gpu)));
    }
    return groups;
  }

  private List<Row> rows(Gpu gpu) {
    return List.of(
        cells.row("gpu.name", gpu.name()),
        cells.row("gpu.vendor", gpu.vendor().orElseGet(cells::unknown)),
        cells.row("gpu.memory", gpuMemory(gpu)),
        cells.row("gpu.driver", gpu.driver().orElseGet(cells::unknown)),
        cells.row("gpu.cuda", gpu.cuda().orElseGet(cells::unknown)),
        cells.row(
            "gpu.utilization",
            gpu.utilizationPercent().isPresent()
                ? gpu.utilizationPercent().getAsInt() + " %"
                : cells.unknown()),
        cells.row("gpu.processes", gpu.processes().map(this::processes).orElseGet(cells::unknown)));
  }

  private String gpuMemory(Gpu gpu) {
    String total =
        gpu.memoryBytes().isPresent()
            ? cells.units().mebibytes(gpu.memoryBytes().getAsLong())
            : cells.unknown();
    return gpu.memoryUsedBytes().isPresent()
        ? cells.text(
            "gpu.memory.used", total, cells.units().mebibytes(gpu.memoryUsedBytes().getAsLong()))
        : total;
  }

  private String processes(List<GpuProcess> processes) {
    return processes.isEmpty()
        ? cells.text("none")
        : processes.stream().map(this::process).collect(Collectors.joining("\n"));
  }

  private String process(GpuProcess process) {
    return process.memoryBytes().isPresent()
        ? cells.text(
            "gpu.process.memory",
            process.name(),
            process.pid(),
            cells.units().mebibytes(process.memoryBytes().getAsLong()))
        : cells.text("gpu.process", process.name(), process.pid());
  }
}
