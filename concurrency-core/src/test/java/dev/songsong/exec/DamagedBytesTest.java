// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Bytes that fuzzing found to be answered with the wrong exception, or to cost the heap. */
@Timeout(value = 10, unit = TimeUnit.SECONDS)
class DamagedBytesTest {
  private static final ShipFilter FILTER = new ShipFilter(String.class, List.of());

  @Test
  void a_value_that_is_cut_off_is_refused_in_words() {
    assertThatThrownBy(() -> decode(new byte[0]))
        .isInstanceOf(NotShippableException.class)
        .hasMessage("value: 0 bytes (expected: a tag and a whole value)");
    byte[] cut = Arrays.copyOf(Wire.encode(7L, FILTER), 5);
    assertThatThrownBy(() -> decode(cut))
        .isInstanceOf(NotShippableException.class)
        .hasMessage("value: 5 bytes (expected: a tag and a whole value)");
  }

  @Test
  void a_map_with_half_an_entry_is_refused_in_words() {
    byte[] encoded = Wire.encode(Map.of("key", "value"), FILTER);
    // How many keys and values follow stands before them, as a block of four bytes.
    int count = new String(encoded, StandardCharsets.ISO_8859_1).indexOf("w\4\0\0\0\2") + 2;
    ByteBuffer.wrap(encoded).putInt(count, 1);
    assertThatThrownBy(() -> decode(encoded))
        .isInstanceOf(NotShippableException.class)
        .hasMessage(
            "value: java.lang.InternalError: length is odd (expected: readable in this process)");
  }

  @Test
  void an_array_longer_than_its_bytes_is_refused_before_it_is_allocated() {
    byte[] encoded = Wire.encode(new short[] {1, 2, 3}, FILTER);
    // The length stands before the three elements.
    ByteBuffer.wrap(encoded).putInt(encoded.length - 10, 200_000_000);
    assertThatThrownBy(() -> decode(encoded))
        .isInstanceOf(NotShippableException.class)
        .hasMessageStartingWith("arrays longer than the bytes: not allowed to cross (expected: ");
  }

  @Test
  void tables_with_room_to_spare_still_cross() {
    var roomy = new HashSet<Integer>(100_000);
    roomy.add(1);
    var many = new IdentityHashMap<Integer, Integer>();
    Collections.nCopies(100, 0).forEach(i -> many.put(many.size(), many.size()));
    var nested = new ArrayList<HashSet<String>>();
    for (int i = 0; i < 10_000; i++) {
      nested.add(new HashSet<>(List.of("a")));
    }
    assertThat(decode(Wire.encode(roomy, FILTER))).isEqualTo(roomy);
    assertThat(decode(Wire.encode(many, FILTER))).isInstanceOf(IdentityHashMap.class);
    assertThat(decode(Wire.encode(nested, FILTER))).isEqualTo(nested);
  }

  @Test
  void a_greeting_that_is_none_is_an_input_output_exception() {
    var text = new BufferedReader(new StringReader("/tmp/s\nthree\n"));
    assertThatThrownBy(() -> Greeting.read(text))
        .isInstanceOf(IOException.class)
        .hasMessage("standard input: For input string: \"three\" (expected: a greeting)");
  }

  private static Object decode(byte[] bytes) {
    return Wire.decode(bytes, FILTER, DamagedBytesTest.class.getClassLoader());
  }
}
