// SPDX-License-Identifier: Apache-2.0
package dev.songsong.hardware;

import dev.songsong.machine.Gpu;
import dev.songsong.machine.Warning;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import oshi.hardware.GraphicsCard;

/** Lists the graphics cards: NVIDIA's by its driver, the others by OSHI, or by the PCI bus. */
final class GpuProbe {
  private static final String PCI = "/sys/bus/pci/devices";
  private static final Map<String, String> MAKERS =
      Map.of("0x10de", "NVIDIA", "0x1002", "AMD", "0x8086", "Intel");

  /** The cards, and what could not be found out about them. */
  record Found(List<Gpu> gpus, List<Warning> warnings) {}

  private GpuProbe() {}

  static Found read(
      NvidiaSmi.Report nvidia, List<GraphicsCard> cards, Platform platform, SystemFiles files) {
    var gpus = new ArrayList<>(nvidia.gpus());
    var warnings = new ArrayList<>(nvidia.warnings());
    List<Gpu> others =
        cards.isEmpty() ? onBus(files) : cards.stream().map(card -> gpu(card, platform)).toList();
    others.stream()
        // What the driver has described is not listed twice.
        .filter(gpu -> nvidia.gpus().isEmpty() || !isNvidia(gpu))
        .forEach(gpus::add);
    if (!nvidia.present() && others.stream().anyMatch(GpuProbe::isNvidia)) {
      warnings.add(
          new Warning(
              Warning.Cause.DRIVER_MISSING,
              "nvidia-smi: not found (expected: beside an NVIDIA card); install NVIDIA's driver to"
                  + " see memory, CUDA version and load"));
    }
    return new Found(gpus, warnings);
  }

  private static boolean isNvidia(Gpu gpu) {
    return (gpu.vendor().orElse("") + gpu.name()).toUpperCase(Locale.ROOT).contains("NVIDIA");
  }

  private static Gpu gpu(GraphicsCard card, Platform platform) {
    return new Gpu(
        card.getName(),
        known(card.getVendor()),
        // On Linux OSHI adds up address windows on the bus, which needn't be the card's memory.
        platform == Platform.LINUX || card.getVRam() <= 0
            ? OptionalLong.empty()
            : OptionalLong.of(card.getVRam()),
        OptionalLong.empty(),
        platform == Platform.WINDOWS ? version(card.getVersionInfo()) : Optional.empty(),
        Optional.empty(),
        OptionalInt.empty(),
        Optional.empty());
  }

  /** Display devices that the kernel sees when no program is there to name them. */
  static List<Gpu> onBus(SystemFiles files) {
    var gpus = new ArrayList<Gpu>();
    for (String slot : files.names(PCI)) {
      String device = PCI + "/" + slot;
      if (files.text(device + "/class").orElse("").startsWith("0x03")) {
        String vendor = files.text(device + "/vendor").orElse("unknown");
        String model = files.text(device + "/device").orElse("unknown");
        gpus.add(
            new Gpu(
                "PCI device " + vendor + ":" + model,
                Optional.ofNullable(MAKERS.get(vendor)),
                OptionalLong.empty(),
                OptionalLong.empty(),
                Optional.empty(),
                Optional.empty(),
                OptionalInt.empty(),
                Optional.empty()));
      }
    }
    return gpus;
  }

  private static Optional<String> version(String info) {
    return known(info.replaceFirst("^DriverVersion=", ""));
  }

  private static Optional<String> known(String text) {
    String name = text.replaceFirst("\\s*\\(0x\\p{XDigit}+\\)$", "").strip();
    return name.isEmpty() || name.equals("unknown") ? Optional.empty() : Optional.of(name);
  }
}
