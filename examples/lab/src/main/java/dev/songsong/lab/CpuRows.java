// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lab;

import dev.songsong.lab.Table.Row;
import dev.songsong.machine.Cache;
import dev.songsong.machine.Cpu;
import dev.songsong.machine.Virtualization;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The processors' part of the machine's table. */
final class CpuRows {
  private final Cells cells;

  CpuRows(Cells cells) {
    this.cells = cells;
  }

  List<Row> rows(Cpu cpu, Virtualization virtualization) {
    var rows = new ArrayList<Row>();
    rows.add(cells.row("cpu.name", cpu.name().orElseGet(cells::unknown)));
    rows.add(cells.row("cpu.cores", cores(cpu)));
    rows.add(cells.row("cpu.logical", logical(cpu)));
    if (cpu.caches().isEmpty()) {
      rows.add(new Row(cells.text("cpu.cache", "L1-L3"), cells.unknown()));
    }
    cpu.caches().forEach(cache -> rows.add(cache(cache)));
    rows.add(cells.row("cpu.architecture", architecture(cpu)));
    rows.add(cells.row("cpu.virtualization", support(virtualization)));
    rows.add(cells.row("cpu.hypervisor", hypervisor(virtualization)));
    rows.add(cells.row("cpu.clock", clock(cpu)));
    return rows;
  }

  private String cores(Cpu cpu) {
    String cores = cells.count(cpu.physicalCores());
    return cpu.packages().orElse(1) > 1
        ? cells.text("cpu.cores.packages", cores, cpu.packages().getAsInt())
        : cores;
  }

  private String logical(Cpu cpu) {
    return cpu.threadsPerCore().isPresent()
        ? cells.text("cpu.logical.smt", cpu.logicalProcessors(), cpu.threadsPerCore().getAsInt())
        : String.valueOf(cpu.logicalProcessors());
  }

  private Row cache(Cache cache) {
    String key =
        switch (cache.kind()) {
          case INSTRUCTION -> "cpu.cache.instruction";
          case DATA -> "cpu.cache.data";
          case UNIFIED -> "cpu.cache";
        };
    String each = cells.units().bytes(cache.sizeBytes());
    String value =
        cache.totalBytes().isEmpty()
            ? cells.text("cache.each", each)
            : cache.instances().getAsInt() == 1
                ? each
                : cells.text(
                    "cache.total",
                    cells.units().bytes(cache.totalBytes().getAsLong()),
                    cache.instances().getAsInt(),
                    each);
    return new Row(cells.text(key, cache.name()), value);
  }

  private String architecture(Cpu cpu) {
    return switch (cpu.bits().size()) {
      case 1 -> cells.text("cpu.bits", cpu.architecture(), cpu.bits().getFirst());
      case 2 ->
          cells.text(
              "cpu.bits.both", cpu.architecture(), cpu.bits().getFirst(), cpu.bits().getLast());
      default -> cpu.architecture();
    };
  }

  private String support(Virtualization virtualization) {
    if (virtualization.supported().isEmpty()) {
      return cells.unknown();
    }
    if (virtualization.supported().get()) {
      return virtualization
          .extension()
          .map(name -> cells.text("virtualization.supported.as", name))
          .orElseGet(() -> cells.text("virtualization.supported"));
    }
    return cells.text(
        virtualization.guest().orElse(false)
            ? "virtualization.withheld"
            : "virtualization.unsupported");
  }

  private String hypervisor(Virtualization virtualization) {
    if (virtualization.guest().isEmpty()) {
      return cells.unknown();
    }
    return virtualization.guest().get()
        ? virtualization.hypervisor().orElseGet(() -> cells.text("hypervisor.nameless"))
        : cells.text("hypervisor.none");
  }

  private String clock(Cpu cpu) {
    var parts = new ArrayList<String>();
    clock("clock.nominal", cpu.nominalHertz()).ifPresent(parts::add);
    clock("clock.max", cpu.maxHertz()).ifPresent(parts::add);
    clock("clock.current", cpu.currentHertz()).ifPresent(parts::add);
    return parts.isEmpty() ? cells.unknown() : String.join(", ", parts);
  }

  private Optional<String> clock(String key, OptionalLong hertz) {
    return hertz.isPresent()
        ? Optional.of(cells.text(key, cells.units().gigahertz(hertz.getAsLong())))
        : Optional.empty();
  }
}
