// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lab;

import dev.songsong.command.Language;
import dev.songsong.lab.Table.Group;
import dev.songsong.lab.Table.Row;
import dev.songsong.machine.ContainerLimits;
import dev.songsong.machine.Machine;
import dev.songsong.machine.Memory;
import dev.songsong.machine.OperatingSystem;
import dev.songsong.machine.VirtualMemory;
import dev.songsong.machine.Warning;
import dev.songsong.machine.WorkerAdvice;
import java.util.ArrayList;
import java.util.List;

/** A machine in the form of the course notes' first question: CPU, RAM, GPU, then what to do. */
final class MachineTable {
  private final Machine machine;
  private final Cells cells;

  private MachineTable(Machine machine, Language language) {
    this.machine = machine;
    this.cells = Cells.of(language);
  }

  static Table of(Machine machine, Language language) {
    return new MachineTable(machine, language).table();
  }

  private Table table() {
    var groups = new ArrayList<Group>();
    groups.add(
        new Group(
            cells.text("group.cpu"),
            new CpuRows(cells).rows(machine.cpu(), machine.virtualization())));
    groups.add(new Group(cells.text("group.memory"), memory(machine.memory())));
    groups.addAll(new GpuGroups(cells).groups(machine.gpus()));
    groups.add(new Group(cells.text("group.system"), system(machine.system())));
    groups.add(new Group(cells.text("group.advice"), advice(WorkerAdvice.of(machine))));
    if (!machine.warnings().isEmpty()) {
      groups.add(
          new Group(
              cells.text("group.warnings"),
              machine.warnings().stream().map(this::warning).toList()));
    }
    return new Table(groups);
  }

  // As with reasons: the core says it in English, other languages have sentences of their own.
  private Row warning(Warning warning) {
    String key = "warning." + warning.cause();
    boolean translated = cells.texts().has(key);
    return new Row("", translated ? cells.text(key, warning.message()) : warning.message());
  }

  private List<Row> memory(Memory memory) {
    return List.of(
        cells.row("memory.total", cells.units().bytes(memory.totalBytes())),
        cells.row("memory.available", cells.bytes(memory.availableBytes())),
        cells.row("memory.virtual", memory.virtual().map(this::virtual).orElseGet(cells::unknown)),
        cells.row("memory.swap", swap(memory)));
  }

  private String virtual(VirtualMemory virtual) {
    String key =
        switch (virtual.rule()) {
          case ENFORCED -> "virtual.enforced";
          case ADVISORY -> "virtual.advisory";
          case REPORTED -> "virtual.reported";
        };
    return cells.text(
        key, cells.units().bytes(virtual.maxBytes()), cells.units().bytes(virtual.usedBytes()));
  }

  private String swap(Memory memory) {
    if (memory.swapTotalBytes().isEmpty()) {
      return cells.unknown();
    }
    long total = memory.swapTotalBytes().getAsLong();
    return total == 0
        ? cells.text("none")
        : cells.text("swap.used", cells.units().bytes(total), cells.bytes(memory.swapUsedBytes()));
  }

  private List<Row> system(OperatingSystem system) {
    String name = (system.name() + " " + system.version()).strip();
    ContainerLimits limits = machine.container();
    return List.of(
        cells.row(
            "system.name",
            system.bits().isPresent()
                ? cells.text("system.bits", name, system.bits().getAsInt())
                : name),
        cells.row("system.kernel", system.kernel().orElseGet(cells::unknown)),
        cells.row(
            "system.java",
            cells.text(
                "system.java.value",
                machine.java().version(),
                cells.units().bytes(machine.java().maxHeapBytes()))),
        cells.row("system.container.cpu", containerCpu(limits)),
        cells.row("system.container.memory", containerMemory(limits)),
        cells.row(
            "system.cores",
            cells.text(
                "system.cores.value", machine.usableCores(), machine.cpu().logicalProcessors())));
  }

  private String containerCpu(ContainerLimits limits) {
    var parts = new ArrayList<String>();
    if (limits.cpuQuota().isPresent()) {
      parts.add(
          cells.text("container.quota", cells.units().decimal(limits.cpuQuota().getAsDouble(), 2)));
    }
    if (limits.cpuset().isPresent()) {
      parts.add(
          cells.text(
              "container.cpuset", limits.cpuset().getAsInt(), machine.cpu().logicalProcessors()));
    }
    return parts.isEmpty() ? cells.text("container.none") : String.join(", ", parts);
  }

  private String containerMemory(ContainerLimits limits) {
    if (limits.memoryBytes().isEmpty()) {
      return cells.text("container.none");
    }
    String memory = cells.units().bytes(limits.memoryBytes().getAsLong());
    return limits.swapBytes().isPresent()
        ? cells.text("container.swap", memory, cells.units().bytes(limits.swapBytes().getAsLong()))
        : memory;
  }

  private List<Row> advice(WorkerAdvice advice) {
    var reasons = new ReasonTexts(machine, cells.texts(), cells.units());
    return List.of(
        cells.row("advice.cpu.threads", reasons.line(advice.cpuThreads())),
        cells.row("advice.cpu.processes", reasons.line(advice.cpuProcesses())),
        cells.row("advice.blocking.threads", reasons.line(advice.blockingThreads())),
        cells.row("advice.blocking.processes", reasons.line(advice.blockingProcesses())));
  }
}
