// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class LanczosTest {
  @BeforeAll
  static void load() {
    Natives.ready();
  }

  @ParameterizedTest
  @CsvSource({
    "97,61, 31,17, 1",
    "97,61, 31,17, 3",
    "97,61, 31,17, 4",
    "20,30, 71,95, 3",
    "64,64, 64,7, 3",
    "200,3, 11,1, 3",
    "1,1, 5,4, 3",
    "5,7, 1,1, 1",
    "300,200, 299,199, 4"
  })
  void eight_bits_are_within_one_of_the_exact_sum(int w, int h, int toW, int toH, int channels) {
    compare(w, h, toW, toH, channels, opencv_core.CV_8U);
  }

  @ParameterizedTest
  @CsvSource({"97,61, 31,17, 1", "97,61, 31,17, 3", "97,61, 31,17, 4", "20,30, 71,95, 3"})
  void sixteen_bits_are_within_one_of_the_exact_sum(int w, int h, int toW, int toH, int channels) {
    compare(w, h, toW, toH, channels, opencv_core.CV_16U);
  }

  @Test
  void flat_colour_stays_flat() {
    try (var source = new Mat(50, 40, opencv_core.CV_8UC3);
        var colour = new Scalar(3, 200, 255, 0)) {
      source.put(colour);
      try (Mat target = Lanczos.resize(source, 13, 77)) {
        ByteBuffer pixels = PixelRows.memory(target);
        for (int i = 0; i < 13 * 77; i++) {
          assertThat(pixels.get(i * 3) & 0xFF).isEqualTo(3);
          assertThat(pixels.get(i * 3 + 1) & 0xFF).isEqualTo(200);
          assertThat(pixels.get(i * 3 + 2) & 0xFF).isEqualTo(255);
        }
      }
    }
  }

  @Test
  void weights_of_every_target_sum_to_one() {
    Weights weights = Weights.lanczos(1000, Span.whole(1000), 333);
    for (int t = 0; t < 333; t++) {
      double sum = 0;
      for (int k = 0; k < weights.taps(); k++) {
        sum += weights.values()[t * weights.taps() + k];
      }
      assertThat(sum).isBetween(0.99999, 1.00001);
      assertThat(weights.first()[t]).isBetween(0, 1000 - weights.taps());
    }
  }

  private static void compare(int w, int h, int toW, int toH, int channels, int depth) {
    int max = depth == opencv_core.CV_8U ? 255 : 65535;
    var random = new Random(w * 31L + h);
    int[] values = random.ints((long) w * h * channels, 0, max + 1).toArray();
    double[] exact = ExactLanczos.resize(values, w, h, toW, toH, channels, max);
    try (var source = new Mat(h, w, opencv_core.CV_MAKETYPE(depth, channels))) {
      store(source, values);
      try (Mat target = Lanczos.resize(source, toW, toH)) {
        int[] ours = load(target);
        for (int i = 0; i < exact.length; i++) {
          // Where hardly anything is visible, dividing by the opacity makes colours arbitrary.
          boolean visible = channels < 4 || exact[i / 4 * 4 + 3] > max / 16.0;
          if (visible) {
            assertThat((double) ours[i]).as("value %d", i).isBetween(exact[i] - 1, exact[i] + 1);
          }
        }
      }
    }
  }

  private static void store(Mat image, int[] values) {
    ByteBuffer memory = PixelRows.memory(image).order(ByteOrder.nativeOrder());
    for (int value : values) {
      if (image.depth() == opencv_core.CV_8U) {
        memory.put((byte) value);
      } else {
        memory.putShort((short) value);
      }
    }
  }

  private static int[] load(Mat image) {
    ByteBuffer memory = PixelRows.memory(image).order(ByteOrder.nativeOrder());
    var values = new int[Math.toIntExact(image.total() * image.channels())];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          image.depth() == opencv_core.CV_8U ? memory.get() & 0xFF : memory.getShort() & 0xFFFF;
    }
    return values;
  }
}
