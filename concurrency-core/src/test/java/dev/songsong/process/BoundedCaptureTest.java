// SPDX-License-Identifier: Apache-2.0
package dev.songsong.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.testkit.Seeds;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@Timeout(60)
@ExtendWith(Seeds.class)
class BoundedCaptureTest {

  @RepeatedTest(200)
  void keeps_exactly_the_head_and_the_tail(Random random) {
    int limit = random.nextInt(200);
    var capture = new BoundedCapture(limit);
    var all = new ByteArrayOutputStream();

    for (int writes = random.nextInt(30); writes > 0; writes--) {
      var bytes = new byte[random.nextInt(random.nextBoolean() ? 20 : 300)];
      random.nextBytes(bytes);
      int count = bytes.length == 0 ? 0 : random.nextInt(bytes.length + 1);
      capture.write(bytes, count);
      all.write(bytes, 0, count);
    }

    Captured kept = capture.snapshot();
    int head = Math.min(all.size(), limit - limit / 2);
    int tail = Math.min(all.size() - head, limit / 2);
    byte[] expected = Arrays.copyOf(Arrays.copyOf(all.toByteArray(), head), head + tail);
    System.arraycopy(all.toByteArray(), all.size() - tail, expected, head, tail);
    assertThat(kept.bytes()).isEqualTo(expected);
    assertThat(kept.total()).isEqualTo(all.size());
    assertThat(kept.dropped()).isEqualTo(all.size() - head - tail);
  }

  @Test
  void a_limit_of_zero_keeps_nothing_and_counts() {
    var capture = new BoundedCapture(0);

    capture.write(new byte[10], 10);

    assertThat(capture.snapshot().bytes()).isEmpty();
    assertThat(capture.snapshot().dropped()).isEqualTo(10);
    assertThat(capture.snapshot().text()).isEqualTo("\n[... 10 bytes not kept ...]\n");
  }
}
