// SPDX-License-Identifier: Apache-2.0
package dev.songsong.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.testkit.Seeds;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@Timeout(60)
@ExtendWith(Seeds.class)
class LineSplitterTest {
  private final List<String> lines = new ArrayList<>();
  private final LineSplitter splitter = new LineSplitter(lines::add);

  private void feed(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    splitter.accept(bytes, bytes.length);
  }

  @Test
  void every_kind_of_line_end_counts_once() {
    feed("a\nb\r\nc\rd\n\ne\r");
    feed("\nf");
    splitter.finish();

    assertThat(lines).containsExactly("a", "b", "c", "d", "", "e", "f");
  }

  @RepeatedTest(100)
  void cuts_alike_however_the_bytes_arrive(Random random) {
    String text = "ảnh đẹp\r\n\r\rchạy song song\n😀😀\nend";
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);

    for (int at = 0; at < bytes.length; ) {
      int count = Math.min(bytes.length - at, 1 + random.nextInt(7));
      splitter.accept(Arrays.copyOfRange(bytes, at, at + count), count);
      at += count;
    }
    splitter.finish();

    assertThat(lines).containsExactly("ảnh đẹp", "", "", "chạy song song", "😀😀", "end");
  }

  @Test
  void endless_line_comes_in_pieces_that_cut_no_character() {
    String endless = "ế".repeat(100_000);
    feed(endless);
    splitter.finish();

    assertThat(lines).hasSizeGreaterThan(3).allMatch(line -> line.length() < 30_000);
    assertThat(String.join("", lines)).isEqualTo(endless);
  }

  @Test
  void bytes_that_are_no_text_are_cut_too() {
    byte[] continuations = new byte[300_000];
    Arrays.fill(continuations, (byte) 0x80);
    splitter.accept(continuations, continuations.length);

    assertThat(lines).hasSize(4);
  }
}
