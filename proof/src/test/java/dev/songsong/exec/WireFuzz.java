// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Any bytes read as a value: they give a value, or say that they don't. What they never give is
 * another exception, memory without measure, or an object of a class that was not allowed: Jazzer
 * watches for that itself.
 */
public final class WireFuzz {
  private static final ShipFilter FILTER = new ShipFilter(String.class, List.of());

  private WireFuzz() {}

  /** One of each kind. */
  public static List<byte[]> seeds() {
    var map = new HashMap<>(Map.of("một", 1, "hai", 2));
    return List.of(
        Wire.encode(null, FILTER),
        Wire.encode(7, FILTER),
        Wire.encode(7L, FILTER),
        Wire.encode(0.5, FILTER),
        Wire.encode("chữ", FILTER),
        Wire.encode(new byte[] {1, 2}, FILTER),
        Wire.encode(new long[] {1, 2}, FILTER),
        Wire.encode(new float[] {1, 2}, FILTER),
        Wire.encode(new Chunk(0, Arrays.asList(1, null, "chữ", 2L, 0.5, map)), FILTER),
        Wire.encode(new Chunk(0, List.of(new Chunk.Thrown(new Error("x")))), FILTER),
        Wire.encode(map, FILTER),
        Wire.encode(Map.of("một", 1), FILTER),
        Wire.encode(List.of(Duration.ofSeconds(1)), FILTER),
        Wire.encode(new IllegalStateException("x"), FILTER));
  }

  /** Called by Jazzer. */
  public static void fuzzerTestOneInput(byte[] input) {
    Optional<Object> value;
    try {
      value = Optional.ofNullable(Wire.decode(input, FILTER, WireFuzz.class.getClassLoader()));
    } catch (NotShippableException e) {
      if (e.getMessage() == null || !e.getMessage().contains("(expected: ")) {
        throw new AssertionError("a message without a rule: " + e.getMessage(), e);
      }
      return;
    }
    if (value.isPresent() && !FILTER.allows(value.orElseThrow().getClass())) {
      throw new AssertionError("came in: " + value.orElseThrow().getClass());
    }
  }
}
