// SPDX-License-Identifier: Apache-2.0
package dev.songsong.hardware;

import dev.songsong.machine.Cache;
import dev.songsong.machine.Cpu;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import oshi.hardware.CentralProcessor;
import oshi.hardware.CentralProcessor.ProcessorCache;

/** Describes the processors. */
final class CpuProbe {
  private static final String CPUS = "/sys/devices/system/cpu";
  private static final Pattern IN_NAME = Pattern.compile("@\\s*(\\d+(?:\\.\\d+)?)\\s*([GM])Hz");

  private CpuProbe() {}

  static Cpu read(CentralProcessor processor, CpuFlags flags, SystemFiles files) {
    var identifier = processor.getProcessorIdentifier();
    List<Cache> counted = LinuxCaches.read(files);
    return new Cpu(
        known(identifier.getName()),
        architecture(System.getProperty("os.arch")),
        bits(identifier.isCpu64bit(), flags),
        positive(processor.getPhysicalPackageCount()),
        positive(processor.getPhysicalProcessorCount()),
        Math.max(1, processor.getLogicalProcessorCount()),
        counted.isEmpty() ? caches(processor.getProcessorCaches()) : counted,
        nominal(identifier.getName(), identifier.getVendorFreq(), files),
        maximum(processor.getMaxFreq(), files),
        current(processor.getCurrentFreq()));
  }

  /** Java says amd64 where every other tool says x86_64. */
  static String architecture(String arch) {
    return arch.equals("amd64") ? "x86_64" : arch;
  }

  /** What the maker wrote into the name or told the kernel; OSHI's figure elsewhere. */
  static OptionalLong nominal(String name, long vendorHertz, SystemFiles files) {
    var matcher = IN_NAME.matcher(name);
    if (matcher.find()) {
      double unit = matcher.group(2).equals("G") ? 1e9 : 1e6;
      return OptionalLong.of(Math.round(Double.parseDouble(matcher.group(1)) * unit));
    }
    OptionalLong base = kilohertz(files, "base_frequency");
    return base.isPresent() ? base : positive(vendorHertz);
  }

  static OptionalLong maximum(long oshiHertz, SystemFiles files) {
    OptionalLong told = kilohertz(files, "cpuinfo_max_freq");
    // Without cpufreq OSHI has only the clock of the moment on Linux, which is no maximum.
    return told.isPresent() || files.exists("/proc/cpuinfo") ? told : positive(oshiHertz);
  }

  private static OptionalLong current(long[] hertz) {
    var average = Arrays.stream(hertz).filter(each -> each > 0).average();
    return average.isPresent()
        ? OptionalLong.of(Math.round(average.getAsDouble()))
        : OptionalLong.empty();
  }

  /** The fastest of the processors, which need not be alike. */
  private static OptionalLong kilohertz(SystemFiles files, String file) {
    return files.names(CPUS).stream()
        .filter(name -> name.matches("cpu\\d+"))
        .map(cpu -> files.number(CPUS + "/" + cpu + "/cpufreq/" + file))
        .flatMapToLong(OptionalLong::stream)
        .filter(value -> value > 0)
        .map(value -> value * 1000)
        .max();
  }

  private static List<Integer> bits(boolean wide, CpuFlags flags) {
    if (!wide) {
      return List.of(32);
    }
    // Every x86 processor with long mode also runs 32-bit programs; of others it isn't known.
    boolean x86 = flags.longMode() || System.getProperty("os.arch").equals("amd64");
    return x86 ? List.of(32, 64) : List.of(64);
  }

  /** OSHI lists each kind once, outermost first, and doesn't say how many there are. */
  private static List<Cache> caches(List<ProcessorCache> caches) {
    return caches.stream()
        .filter(cache -> cache.getCacheSize() > 0 && cache.getLevel() > 0)
        .map(cache ->
            new Cache(cache.getLevel(), kind(cache), cache.getCacheSize(), OptionalInt.empty()))
        .sorted(Comparator.comparingInt(Cache::level).thenComparing(Cache::kind))
        .toList();
  }

  private static Cache.Kind kind(ProcessorCache cache) {
    return switch (cache.getType()) {
      case INSTRUCTION -> Cache.Kind.INSTRUCTION;
      case DATA -> Cache.Kind.DATA;
      case UNIFIED, TRACE -> Cache.Kind.UNIFIED;
    };
  }

  private static Optional<String> known(String text) {
    String stripped = text.strip();
    return stripped.isEmpty() || stripped.equals("unknown")
        ? Optional.empty()
        : Optional.of(stripped);
  }

  private static OptionalInt positive(int number) {
    return number > 0 ? OptionalInt.of(number) : OptionalInt.empty();
  }

  private static OptionalLong positive(long number) {
    return number > 0 ? OptionalLong.of(number) : OptionalLong.empty();
  }
}
