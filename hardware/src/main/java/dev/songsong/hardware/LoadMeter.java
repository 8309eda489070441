// SPDX-License-Identifier: Apache-2.0
package dev.songsong.hardware;

import dev.songsong.machine.Gpu;
import java.util.Arrays;
import java.util.List;
import oshi.SystemInfo;
import oshi.hardware.CentralProcessor;
import oshi.hardware.GlobalMemory;

/**
 * Measures the load from one call to the next. For one thread; holds no thread of its own.
 *
 * <p>A graphics driver that doesn't answer is asked only once.
 */
public final class LoadMeter {
  private final CentralProcessor processor;
  private final GlobalMemory memory;
  private final NvidiaSmi nvidia;
  private long[][] ticks;
  private boolean askGpus = true;

  private LoadMeter(NvidiaSmi nvidia) {
    var hardware = new SystemInfo().getHardware();
    this.processor = hardware.getProcessor();
    this.memory = hardware.getMemory();
    this.nvidia = nvidia;
    this.ticks = processor.getProcessorCpuLoadTicks();
  }

  /** Starts measuring now. */
  public static LoadMeter start() {
    return start(new CommandPrograms());
  }

  static LoadMeter start(Programs programs) {
    return new LoadMeter(new NvidiaSmi(programs));
  }

  /** The load since the last call, or since the start. */
  public Load next() {
    long[][] now = processor.getProcessorCpuLoadTicks();
    double[] shares = processor.getProcessorCpuLoadBetweenTicks(ticks, now);
    ticks = now;
    return new Load(
        Arrays.stream(shares).map(share -> Math.clamp(share, 0, 1)).boxed().toList(),
        memory.getTotal() - memory.getAvailable(),
        memory.getTotal(),
        gpus());
  }

  private List<Gpu> gpus() {
    List<Gpu> cards = askGpus ? nvidia.cards() : List.of();
    askGpus = !cards.isEmpty();
    return cards;
  }
}
