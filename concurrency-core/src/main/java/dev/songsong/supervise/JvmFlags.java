// SPDX-License-Identifier: Apache-2.0
package dev.songsong.supervise;

import dev.songsong.machine.Budget;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The flags of a supervised JVM: those that its user gave, and for what they don't say those of its
 * share of the budget. Both together would not do: a JVM refuses two collectors, or a heap that
 * begins larger than it may become.
 */
record JvmFlags(List<String> given) {
  private static final String CORES = "-XX:ActiveProcessorCount=";
  private static final Pattern COLLECTOR =
      Pattern.compile("-XX:\\+Use(Serial|Parallel|G1|Z|Shenandoah|Epsilon)GC");
  private static final Pattern HEAP =
      Pattern.compile(
          "-Xm[sx].*|-XX:(Min|Max|Initial)(HeapSize|RAMPercentage)=.*|-XX:MaxRAM(Fraction)?=.*");
  private static final Pattern LARGEST_HEAP =
      Pattern.compile("(?:-Xmx|-XX:MaxHeapSize=)(\\d{1,12})([kKmMgG]?)");

  JvmFlags {
    given = List.copyOf(given);
  }

  /** These and others. */
  JvmFlags with(List<String> others) {
    return new JvmFlags(Stream.concat(given.stream(), others.stream()).toList());
  }

  /** The cores that were asked for; empty if the flags don't say. */
  Optional<Integer> cores() {
    return last(CORES).filter(number -> number.matches("0*[1-9]\\d{0,5}")).map(Integer::parseInt);
  }

  /** All flags of a JVM that has this share: its cores, and the memory as its heap. */
  List<String> in(Budget share) {
    var flags = new ArrayList<String>();
    if (given.stream().noneMatch(flag -> COLLECTOR.matcher(flag).matches())) {
      flags.add("-XX:+UseSerialGC");
    }
    flags.add("-XX:+ExitOnOutOfMemoryError");
    flags.addAll(ofShare(share));
    flags.addAll(given);
    return flags;
  }

  /** What the share says and the user doesn't. */
  List<String> ofShare(Budget share) {
    OptionalLong heap = largestHeap();
    Budget own = heap.isPresent() ? share.withMemory(heap.getAsLong()) : share;
    return own.jvmFlags().stream()
        .filter(flag -> !flag.startsWith(CORES) || last(CORES).isEmpty())
        .filter(flag -> !heap(flag) || given.stream().noneMatch(JvmFlags::heap))
        .toList();
  }

  private static boolean heap(String flag) {
    return HEAP.matcher(flag).matches();
  }

  /** The text after the last flag that begins so: the JVM too takes the last. */
  private Optional<String> last(String start) {
    return given.stream()
        .filter(flag -> flag.startsWith(start))
        .reduce((_, later) -> later)
        .map(flag -> flag.substring(start.length()));
  }

  private OptionalLong largestHeap() {
    Stream<Matcher> sizes = given.stream().map(LARGEST_HEAP::matcher).filter(Matcher::matches);
    return sizes
        .mapToLong(size -> Long.parseLong(size.group(1)) << shift(size.group(2)))
        .filter(bytes -> bytes > 0)
        .reduce((_, later) -> later);
  }

  private static int shift(String unit) {
    return unit.isEmpty() ? 0 : 10 * (1 + "kmg".indexOf(Character.toLowerCase(unit.charAt(0))));
  }
}
