// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.util.function.LongSupplier;

/** What a process uses: heap, collections, threads, processor, descriptors, Netty's buffers. */
final class JvmMeters implements AutoCloseable {
  private final JvmGcMetrics collections = new JvmGcMetrics();

  JvmMeters(MeterRegistry registry) {
    collections.bindTo(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    if (ByteBufAllocator.DEFAULT instanceof ByteBufAllocatorMetricProvider buffers) {
      buffers(registry, "direct", buffers.metric()::usedDirectMemory);
      buffers(registry, "heap", buffers.metric()::usedHeapMemory);
    }
  }

  private static void buffers(MeterRegistry registry, String kind, LongSupplier used) {
    Gauge.builder("netty.buffers.used", used, LongSupplier::getAsLong)
        .description("Memory that Netty's allocator holds.")
        .baseUnit("bytes")
        .tag("memory", kind)
        .strongReference(true)
        .register(registry);
  }

  /** Listens to the collector no more. */
  @Override
  public void close() {
    collections.close();
  }
}
