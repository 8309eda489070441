// SPDX-License-Identifier: Apache-2.0
package dev.songsong.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The charts that are committed are those of the JSON that is committed; with {@code
 * -Dsongsong.chart=draw} they are drawn anew first.
 */
@Timeout(value = 10, unit = TimeUnit.SECONDS)
class FiguresChartTest {
  private static final Path IMAGES = Path.of("src/site/resources/images");

  @ParameterizedTest
  @CsvSource({"en, image-processing.svg", "vi, image-processing-vi.svg"})
  void committed_chart_is_drawn_from_the_committed_figures(String language, String file)
      throws IOException {
    String drawn = FiguresChart.draw(IMAGES.resolve("image-processing.json"), Locale.of(language));
    if ("draw".equals(System.getProperty("songsong.chart"))) {
      Files.writeString(IMAGES.resolve(file), drawn);
    }
    assertThat(drawn).isEqualTo(Files.readString(IMAGES.resolve(file)));
  }
}
