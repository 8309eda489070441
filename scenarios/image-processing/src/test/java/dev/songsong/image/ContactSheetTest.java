// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ContactSheetTest {
  @TempDir Path folder;

  @Test
  void thumbnails_stand_in_rows_and_a_broken_image_is_grey() throws Exception {
    Path red = write("red.png", Color.RED, BufferedImage.TYPE_3BYTE_BGR);
    Path clear = write("clear.png", new Color(0, 0, 255, 0), BufferedImage.TYPE_4BYTE_ABGR);
    Path grey = write("grey.png", Color.BLACK, BufferedImage.TYPE_BYTE_GRAY);
    Path broken = Files.writeString(folder.resolve("broken.png"), "no image");

    byte[] sheet = ContactSheet.compose(List.of(red, clear, grey, broken), 40, ImageFormat.PNG);

    BufferedImage image = ImageIO.read(new ByteArrayInputStream(sheet));
    assertThat(image.getWidth()).isEqualTo(2 * 44 + 4);
    Pixels.near(image, 24, 24, Color.RED, 0);
    Pixels.near(image, 24, 6, Color.WHITE, 0);
    Pixels.near(image, 68, 24, Color.WHITE, 0);
    Pixels.near(image, 24, 68, Color.BLACK, 0);
    Pixels.near(image, 68, 68, new Color(200, 200, 200), 0);
  }

  @Test
  void sheet_of_nothing_is_refused() {
    assertThatThrownBy(() -> ContactSheet.compose(List.of(), 40, ImageFormat.PNG))
        .hasMessage("contact sheet images: 0 (expected: 1 to 1000000)");
  }

  private Path write(String name, Color colour, int type) throws Exception {
    return Files.write(
        folder.resolve(name), Samples.encoded(Samples.plain(80, 50, type, colour), "png"));
  }
}
