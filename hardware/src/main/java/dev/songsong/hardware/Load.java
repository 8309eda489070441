// SPDX-License-Identifier: Apache-2.0
package dev.songsong.hardware;

import dev.songsong.machine.Gpu;
import java.util.List;

/**
 * How busy the machine was since it was last asked.
 *
 * @param cores a share for each logical processor, 0 (idle) to 1
 * @param memoryUsedBytes what programs can't get any more
 * @param memoryTotalBytes all there is
 * @param gpus NVIDIA's cards with their utilisation and used memory; empty when there are none
 */
public record Load(
    List<Double> cores, long memoryUsedBytes, long memoryTotalBytes, List<Gpu> gpus) {

  /** Copies the lists. */
  public Load {
    cores = List.copyOf(cores);
    gpus = List.copyOf(gpus);
  }

  /** The mean of the cores' shares. */
  public double cpu() {
    return cores.stream().mapToDouble(Double::doubleValue).average().orElse(0);
  }
}
