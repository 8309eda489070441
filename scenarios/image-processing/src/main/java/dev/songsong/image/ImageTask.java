// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import dev.songsong.exec.RemoteFunction;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.HexFormat;

/**
 * Does one file and writes its outputs, in whatever thread or process it is run.
 *
 * <p>The worker writes, not the job: the pixels never cross between processes. Safe to run twice,
 * since every write replaces the whole file.
 *
 * @param recipe what is done to each image
 * @param poisonWorks whether marked samples may strike, see {@link Poison}
 */
record ImageTask(Recipe recipe, boolean poisonWorks)
    implements RemoteFunction<PlannedFile, FileResult> {

  @Override
  public FileResult apply(PlannedFile file) throws IOException {
    long start = System.nanoTime();
    if (poisonWorks) {
      Poison.strike(file.input());
    }
    Processed image = ImageEngine.shared().process(file.input(), recipe);
    // The image comes last: where its name is seen, everything beside it is complete.
    writeBeside(file, image);
    AtomicFile.write(file.output(), image.bytes());
    return new FileResult(
        image.bytes().length,
        image.width(),
        image.height(),
        image.pixelDigest(),
        image.faces().size(),
        image.phash().map(hash -> HexFormat.of().toHexDigits(hash)).orElse(""),
        image.warnings(),
        Files.getLastModifiedTime(file.output()).toMillis(),
        System.nanoTime() - start);
  }

  private static void writeBeside(PlannedFile file, Processed image) throws IOException {
    if (!image.faces().isEmpty()) {
      AtomicFile.write(file.beside(".faces.json"), FaceBoxes.json(image));
    }
    if (image.text().isPresent()) {
      AtomicFile.write(file.beside(".txt"), image.text().get().getBytes(StandardCharsets.UTF_8));
    }
    if (image.hocr().isPresent()) {
      AtomicFile.write(file.beside(".hocr"), image.hocr().get().getBytes(StandardCharsets.UTF_8));
    }
  }
}
