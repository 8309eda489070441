// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lab;

import dev.songsong.lab.Table.Group;
import dev.songsong.lab.Table.Row;
import dev.songsong.machine.Cache;
import dev.songsong.machine.ContainerLimits;
import dev.songsong.machine.Cpu;
import dev.songsong.machine.Gpu;
import dev.songsong.machine.GpuProcess;
import dev.songsong.machine.Machine;
import dev.songsong.machine.Memory;
import dev.songsong.machine.OperatingSystem;
import dev.songsong.machine.VirtualMemory;
import dev.songsong.machine.Virtualization;
import dev.songsong.machine.WorkerAdvice;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** A machine in the form of the course notes' first question: CPU, RAM, GPU, then what to do. */
final class MachineTable {
  private final Machine machine;
  private final Texts texts;
  private final Units units;

  private MachineTable(Machine machine, Language language) {
    this.machine = machine;
    this.texts = new Texts(language, "hardware");
    this.units = new Units(language.locale());
  }

  static Table of(Machine machine, Language language) {
    return new MachineTable(machine, language).table();
  }

  private Table table() {
    var groups = new ArrayList<Group>();
    groups.add(new Group(texts.get("group.cpu"), cpu(machine.cpu(), machine.virtualization())));
    groups.add(new Group(texts.get("group.memory"), memory(machine.memory())));
    groups.addAll(gpus(machine.gpus()));
    groups.add(new Group(texts.get("group.system"), system(machine.system())));
    groups.add(new Group(texts.get("group.advice"), advice(WorkerAdvice.of(machine))));
    if (!machine.warnings().isEmpty()) {
      groups.add(
          new Group(
              texts.get("group.warnings"),
              machine.warnings().stream().map(warning -> new Row("-", warning)).toList()));
    }
    return new Table(groups);
  }

  private List<Row> cpu(Cpu cpu, Virtualization virtualization) {
    var rows = new ArrayList<Row>();
    rows.add(row("cpu.name", cpu.name().orElseGet(this::unknown)));
    rows.add(row("cpu.cores", cores(cpu)));
    rows.add(row("cpu.logical", logical(cpu)));
    if (cpu.caches().isEmpty()) {
      rows.add(new Row(texts.get("cpu.cache", "L1-L3"), unknown()));
    }
    cpu.caches().forEach(cache -> rows.add(cache(cache)));
    rows.add(row("cpu.architecture", architecture(cpu)));
    rows.add(row("cpu.virtualization", support(virtualization)));
    rows.add(row("cpu.hypervisor", hypervisor(virtualization)));
    rows.add(row("cpu.clock", clock(cpu)));
    return rows;
  }

  private String cores(Cpu cpu) {
    String cores = count(cpu.physicalCores());
    return cpu.packages().orElse(1) > 1
        ? texts.get("cpu.cores.packages", cores, cpu.packages().getAsInt())
        : cores;
  }

  private String logical(Cpu cpu) {
    return cpu.threadsPerCore().isPresent()
        ? texts.get("cpu.logical.smt", cpu.logicalProcessors(), cpu.threadsPerCore().getAsInt())
        : String.valueOf(cpu.logicalProcessors());
  }

  private Row cache(Cache cache) {
    String key =
        switch (cache.kind()) {
          case INSTRUCTION -> "cpu.cache.instruction";
          case DATA -> "cpu.cache.data";
          case UNIFIED -> "cpu.cache";
        };
    String each = units.bytes(cache.sizeBytes());
    String value =
        cache.totalBytes().isEmpty()
            ? texts.get("cache.each", each)
            : cache.instances().getAsInt() == 1
                ? each
                : texts.get(
                    "cache.total",
                    units.bytes(cache.totalBytes().getAsLong()),
                    cache.instances().getAsInt(),
                    each);
    return new Row(texts.get(key, cache.name()), value);
  }

  private String architecture(Cpu cpu) {
    return switch (cpu.bits().size()) {
      case 1 -> texts.get("cpu.bits", cpu.architecture(), cpu.bits().getFirst());
      case 2 ->
          texts.get(
              "cpu.bits.both", cpu.architecture(), cpu.bits().getFirst(), cpu.bits().getLast());
      default -> cpu.architecture();
    };
  }

  private String support(Virtualization virtualization) {
    if (virtualization.supported().isEmpty()) {
      return unknown();
    }
    if (virtualization.supported().get()) {
      return virtualization
          .extension()
          .map(name -> texts.get("virtualization.supported.as", name))
          .orElseGet(() -> texts.get("virtualization.supported"));
    }
    return texts.get(
        virtualization.guest().orElse(false)
            ? "virtualization.withheld"
            : "virtualization.unsupported");
  }

  private String hypervisor(Virtualization virtualization) {
    if (virtualization.guest().isEmpty()) {
      return unknown();
    }
    return virtualization.guest().get()
        ? virtualization.hypervisor().orElseGet(() -> texts.get("hypervisor.nameless"))
        : texts.get("hypervisor.none");
  }

  private String clock(Cpu cpu) {
    var parts = new ArrayList<String>();
    clock("clock.nominal", cpu.nominalHertz()).ifPresent(parts::add);
    clock("clock.max", cpu.maxHertz()).ifPresent(parts::add);
    clock("clock.current", cpu.currentHertz()).ifPresent(parts::add);
    return parts.isEmpty() ? unknown() : String.join(", ", parts);
  }

  private Optional<String> clock(String key, OptionalLong hertz) {
    return hertz.isPresent()
        ? Optional.of(texts.get(key, units.gigahertz(hertz.getAsLong())))
        : Optional.empty();
  }

  private List<Row> memory(Memory memory) {
    return List.of(
        row("memory.total", units.bytes(memory.totalBytes())),
        row("memory.available", bytes(memory.availableBytes())),
        row("memory.virtual", memory.virtual().map(this::virtual).orElseGet(this::unknown)),
        row("memory.swap", swap(memory)));
  }

  private String virtual(VirtualMemory virtual) {
    String key =
        switch (virtual.rule()) {
          case ENFORCED -> "virtual.enforced";
          case ADVISORY -> "virtual.advisory";
          case REPORTED -> "virtual.reported";
        };
    return texts.get(key, units.bytes(virtual.maxBytes()), units.bytes(virtual.usedBytes()));
  }

  private String swap(Memory memory) {
    if (memory.swapTotalBytes().isEmpty()) {
      return unknown();
    }
    long total = memory.swapTotalBytes().getAsLong();
    return total == 0
        ? texts.get("none")
        : texts.get("swap.used", units.bytes(total), bytes(memory.swapUsedBytes()));
  }

  private List<Group> gpus(List<Gpu> gpus) {
    if (gpus.isEmpty()) {
      return List.of(
          new Group(texts.get("group.gpu"), List.of(row("gpu.name", texts.get("gpu.none")))));
    }
    var groups = new ArrayList<Group>();
    for (Gpu gpu : gpus) {
      String title =
          gpus.size() == 1
              ? texts.get("group.gpu")
              : texts.get("group.gpu.numbered", groups.size() + 1);
      groups.add(new Group(title, gpu(gpu)));
    }
    return groups;
  }

  private List<Row> gpu(Gpu gpu) {
    return List.of(
        row("gpu.name", gpu.name()),
        row("gpu.vendor", gpu.vendor().orElseGet(this::unknown)),
        row("gpu.memory", gpuMemory(gpu)),
        row("gpu.driver", gpu.driver().orElseGet(this::unknown)),
        row("gpu.cuda", gpu.cuda().orElseGet(this::unknown)),
        row(
            "gpu.utilization",
            gpu.utilizationPercent().isPresent()
                ? gpu.utilizationPercent().getAsInt() + " %"
                : unknown()),
        row("gpu.processes", gpu.processes().map(this::processes).orElseGet(this::unknown)));
  }

  private String gpuMemory(Gpu gpu) {
    String total = bytes(gpu.memoryBytes());
    return gpu.memoryUsedBytes().isPresent()
        ? texts.get("gpu.memory.used", total, units.bytes(gpu.memoryUsedBytes().getAsLong()))
        : total;
  }

  private String processes(List<GpuProcess> processes) {
    return processes.isEmpty()
        ? texts.get("none")
        : processes.stream().map(this::process).collect(Collectors.joining("; "));
  }

  private String process(GpuProcess process) {
    return process.memoryBytes().isPresent()
        ? texts.get(
            "gpu.process.memory",
            process.name(),
            process.pid(),
            units.bytes(process.memoryBytes().getAsLong()))
        : texts.get("gpu.process", process.name(), process.pid());
  }

  private List<Row> system(OperatingSystem system) {
    String name = (system.name() + " " + system.version()).strip();
    ContainerLimits limits = machine.container();
    return List.of(
        row(
            "system.name",
            system.bits().isPresent()
                ? texts.get("system.bits", name, system.bits().getAsInt())
                : name),
        row("system.kernel", system.kernel().orElseGet(this::unknown)),
        row(
            "system.java",
            texts.get(
                "system.java.value",
                machine.java().version(),
                units.bytes(machine.java().maxHeapBytes()))),
        row("system.container.cpu", containerCpu(limits)),
        row("system.container.memory", containerMemory(limits)),
        row(
            "system.cores",
            texts.get(
                "system.cores.value", machine.usableCores(), machine.cpu().logicalProcessors())));
  }

  private String containerCpu(ContainerLimits limits) {
    var parts = new ArrayList<String>();
    if (limits.cpuQuota().isPresent()) {
      parts.add(texts.get("container.quota", units.decimal(limits.cpuQuota().getAsDouble(), 2)));
    }
    if (limits.cpuset().isPresent()) {
      parts.add(texts.get("container.cpuset", limits.cpuset().getAsInt()));
    }
    return parts.isEmpty() ? texts.get("container.none") : String.join(", ", parts);
  }

  private String containerMemory(ContainerLimits limits) {
    if (limits.memoryBytes().isEmpty()) {
      return texts.get("container.none");
    }
    String memory = units.bytes(limits.memoryBytes().getAsLong());
    return limits.swapBytes().isPresent()
        ? texts.get("container.swap", memory, units.bytes(limits.swapBytes().getAsLong()))
        : memory;
  }

  private List<Row> advice(WorkerAdvice advice) {
    var reasons = new ReasonTexts(machine, texts, units);
    return List.of(
        row("advice.cpu.threads", reasons.line(advice.cpuThreads())),
        row("advice.cpu.processes", reasons.line(advice.cpuProcesses())),
        row("advice.blocking.threads", reasons.line(advice.blockingThreads())),
        row("advice.blocking.processes", reasons.line(advice.blockingProcesses())));
  }

  private Row row(String key, String value) {
    return new Row(texts.get(key), value);
  }

  private String bytes(OptionalLong bytes) {
    return bytes.isPresent() ? units.bytes(bytes.getAsLong()) : unknown();
  }

  private String count(OptionalInt count) {
    return count.isPresent() ? String.valueOf(count.getAsInt()) : unknown();
  }

  private String unknown() {
    return texts.get("unknown");
  }
}
