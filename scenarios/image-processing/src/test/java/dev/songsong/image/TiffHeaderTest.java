// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.songsong.testkit.LeakCheck;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TIFF headers written by hand, entry by entry: unusual ones, and those of somebody hostile. */
@Timeout(60)
@ExtendWith(LeakCheck.class)
class TiffHeaderTest {
  private static final String DAMAGED =
      "made.tif: header ends early or is damaged (expected: a whole TIFF file)";
  private static final int WIDTH = 256;
  private static final int HEIGHT = 257;
  private static final int BITS = 258;
  private static final int MEANING = 262;
  private static final int ORIENTATION = 274;
  private static final int SAMPLES = 277;
  private static final int SHORT = 3;
  private static final int FIRST_PAGE = 8;
  private static final int ENTRY_BYTES = 12;

  @TempDir private Path folder;

  /** One entry of a page: a number of shorts, the first of which stands in it. */
  private record Entry(int tag, int type, int count, int value) {
    static Entry of(int tag, int value) {
      return new Entry(tag, SHORT, 1, value);
    }
  }

  private static byte[] tiff(ByteOrder order, Entry... entries) {
    var bytes = ByteBuffer.allocate(FIRST_PAGE + 2 + ENTRY_BYTES * entries.length + 4).order(order);
    bytes.put((order == ByteOrder.BIG_ENDIAN ? "MM" : "II").getBytes());
    bytes.putShort((short) 42).putInt(FIRST_PAGE).putShort((short) entries.length);
    for (Entry entry : entries) {
      bytes.putShort((short) entry.tag()).putShort((short) entry.type()).putInt(entry.count());
      bytes.putShort((short) entry.value()).putShort((short) 0);
    }
    return bytes.putInt(0).array();
  }

  private static byte[] tiff(Entry... entries) {
    return tiff(ByteOrder.LITTLE_ENDIAN, entries);
  }

  private static byte[] sound() {
    return tiff(
        Entry.of(WIDTH, 30),
        Entry.of(HEIGHT, 20),
        Entry.of(BITS, 8),
        Entry.of(MEANING, 1),
        Entry.of(ORIENTATION, 6),
        Entry.of(SAMPLES, 1));
  }

  private Header read(byte[] bytes) throws IOException {
    Path file = Files.write(folder.resolve("made.tif"), bytes);
    return HeaderReader.read(file, "made.tif", ImageFormat.TIFF);
  }

  private static Header header(int samples, int bits, int orientation, Header.Colours colours) {
    return new Header(ImageFormat.TIFF, 30, 20, samples, bits, orientation, colours, 1);
  }

  @Test
  void both_byte_orders_are_read() throws IOException {
    assertThat(read(sound())).isEqualTo(header(1, 8, 6, Header.Colours.PLAIN));
    assertThat(
            read(
                tiff(
                    ByteOrder.BIG_ENDIAN,
                    Entry.of(WIDTH, 30),
                    Entry.of(HEIGHT, 20),
                    Entry.of(BITS, 16),
                    Entry.of(MEANING, 5),
                    Entry.of(SAMPLES, 4))))
        .isEqualTo(header(4, 16, 1, Header.Colours.CMYK));
  }

  @Test
  void what_a_page_leaves_out_has_the_value_of_the_standard() throws IOException {
    assertThat(read(tiff(Entry.of(WIDTH, 30), Entry.of(HEIGHT, 20))))
        .isEqualTo(header(1, 1, 1, Header.Colours.PLAIN));
  }

  @Test
  void bits_per_sample_that_are_no_numbers_count_as_left_out() throws IOException {
    var none = new Entry(BITS, SHORT, 0, 0);

    assertThat(read(tiff(Entry.of(WIDTH, 30), Entry.of(HEIGHT, 20), none)))
        .isEqualTo(header(1, 1, 1, Header.Colours.PLAIN));
  }

  @ParameterizedTest
  @ValueSource(ints = {WIDTH, HEIGHT})
  void page_without_a_size_is_refused(int missing) {
    byte[] page = tiff(Entry.of(missing == WIDTH ? HEIGHT : WIDTH, 20));

    assertThatThrownBy(() -> read(page)).isInstanceOf(ImageException.class).hasMessage(DAMAGED);
  }

  @Test
  void page_of_no_pixels_is_refused() {
    assertThatThrownBy(() -> read(tiff(Entry.of(WIDTH, 0), Entry.of(HEIGHT, 20))))
        .isInstanceOf(ImageException.class)
        .hasMessage("made.tif: 0x20 pixels (expected: at least 1x1)");
  }

  @ParameterizedTest
  @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 4, 1_000, Integer.MAX_VALUE})
  void first_page_that_is_not_where_it_is_said_to_be_is_refused(int offset) {
    byte[] bad = sound();
    ByteBuffer.wrap(bad).order(ByteOrder.LITTLE_ENDIAN).putInt(4, offset);

    refusedOrRead(bad);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 7, 0x7fff, 0xffff})
  void number_of_entries_that_is_claimed_is_not_believed(int entries) {
    byte[] bad = sound();
    ByteBuffer.wrap(bad).order(ByteOrder.LITTLE_ENDIAN).putShort(FIRST_PAGE, (short) entries);

    refusedOrRead(bad);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2, 0x10000, 0x40000000, Integer.MAX_VALUE, -1})
  void number_of_values_that_an_entry_claims_is_not_believed(int count) {
    for (int tag : new int[] {WIDTH, HEIGHT, BITS, MEANING, ORIENTATION, SAMPLES}) {
      for (int type = 0; type <= 13; type++) {
        refusedOrRead(
            tiff(
                Entry.of(WIDTH, 30),
                Entry.of(HEIGHT, 20),
                new Entry(tag, type, count, FIRST_PAGE)));
      }
    }
  }

  @Test
  void page_that_is_its_own_next_page_is_read_once() throws IOException {
    byte[] circle = sound();
    ByteBuffer.wrap(circle).order(ByteOrder.LITTLE_ENDIAN).putInt(circle.length - 4, FIRST_PAGE);

    assertThat(read(circle)).isEqualTo(header(1, 8, 6, Header.Colours.PLAIN));
  }

  @Test
  void file_that_is_cut_anywhere_is_read_or_refused() {
    byte[] whole = sound();
    for (int length = 0; length < whole.length; length++) {
      refusedOrRead(Arrays.copyOf(whole, length));
    }
  }

  @Test
  void damaged_bytes_are_read_or_refused() {
    long seed = 31;
    System.out.println("seed " + seed);
    var random = new Random(seed);
    for (int round = 0; round < 2_000; round++) {
      byte[] bytes = sound();
      for (int i = 0; i <= round % 3; i++) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      refusedOrRead(bytes);
    }
  }

  private void refusedOrRead(byte[] bytes) {
    try {
      assertThat(read(bytes)).matches(header -> header.width() >= 1 && header.height() >= 1);
    } catch (ImageException refused) {
      assertThat(refused).hasMessageStartingWith("made.tif: ").hasMessageContaining("(expected: ");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
