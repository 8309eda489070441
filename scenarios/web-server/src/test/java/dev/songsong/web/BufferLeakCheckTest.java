// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class BufferLeakCheckTest {
  @Test
  void a_buffer_that_is_dropped_is_found() throws Exception {
    assertThat(BufferLeakCheck.found()).isEmpty();
    drop();
    assertThat(BufferLeakCheck.found()).hasSize(1).first().asString().contains("drop");
  }

  private static void drop() {
    ByteBuf buffer = ByteBufAllocator.DEFAULT.directBuffer(100);
    buffer.writeByte(1);
  }
}
