// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(30)
class RecipeTest {
  @Test
  void text_becomes_operations_and_settings() {
    Recipe recipe =
        Recipe.parse(
            List.of(
                "orient",
                "resize=800x600",
                "resize=80x60!",
                "crop=100x90+10+20",
                "sharpen",
                "watermark=© An, 2026@top-left:0.5",
                "ocr=eng+vie:hocr",
                "convert=png",
                "quality=80",
                "metadata=keep",
                "max-pixels=1000"));
    assertThat(recipe.operations())
        .containsExactly(
            new Operation.AutoOrient(),
            new Operation.Resize(800, 600, Operation.Fit.WITHIN),
            new Operation.Resize(80, 60, Operation.Fit.EXACT),
            new Operation.Crop(100, 90, 10, 20),
            new Operation.Sharpen(0.8, 1),
            new Operation.TextWatermark("© An, 2026", Operation.Position.TOP_LEFT, 0.5),
            new Operation.Ocr("eng+vie", Operation.TextForm.HOCR));
    assertThat(recipe.output()).isEqualTo(new Output(ImageFormat.PNG, 80, true));
    assertThat(recipe.limits().maxPixels()).isEqualTo(1000);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "resize=-5 | resize: -5 (expected: 1 to 65500)",
        "resize=0x10 | resize: 0 (expected: 1 to 65500)",
        "resize=99999999999 | resize: 99999999999 (expected: a whole number)",
        "resize=big | resize: big (expected: a side such as 1600, a box 800x600, or 800x600!)",
        "crop=10 | crop: 10 (expected: WIDTHxHEIGHT+X+Y such as 100x100+10+10)",
        "blur=-1 | blur: -1.0 (expected: 0.1 to 200.0)",
        "blur=NaN | blur: NaN (expected: 0.1 to 200.0)",
        "sharpen=x | sharpen amount: x (expected: a number)",
        "faces=eat | faces: eat (expected: one of detect, blur, crop)",
        "ocr=../x | ocr: ../x (expected: one to five languages such as eng+vie)",
        "watermark=a@b:2 | watermark position: b (expected: one of top-left, top-right, center,"
            + " bottom-left, bottom-right)",
        "watermark= | watermark: (empty) (expected: a text)",
        "orient=1 | orient: 1 (expected: no value)",
        "convert=bmp | format: bmp (expected: one of jpeg, png, webp, tiff, gif)",
        "quality=101 | quality: 101 (expected: 1 to 100)",
        "max-pixels=0 | max-pixels: 0 (expected: 1 or more)",
        "metadata=some | metadata: some (expected: one of keep, strip)",
      })
  void wrong_value_is_named_with_its_rule(String text, String message) {
    assertThatThrownBy(() -> Recipe.parse(List.of(text)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void unknown_operation_lists_the_known_ones() {
    assertThatThrownBy(() -> Recipe.parse(List.of("explode=3")))
        .hasMessage(
            "operation: explode (expected: one of autolevels, blur, contrast, crop, edges, faces,"
                + " ocr, orient, phash, resize, sharpen, thumbnail, watermark; or a setting:"
                + " convert, max-bytes, max-pixels, metadata, quality)");
  }

  @Test
  void recipe_survives_the_way_to_another_process() throws Exception {
    Recipe recipe = Recipe.parse(List.of("resize=10", "faces=blur", "convert=webp"));
    var bytes = new ByteArrayOutputStream();
    try (var out = new ObjectOutputStream(bytes)) {
      out.writeObject(recipe);
    }
    try (var in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertThat(in.readObject()).isEqualTo(recipe);
    }
  }
}
