// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * What is to be done to every image of a job: steps in order, then how to write, within limits.
 *
 * <p>Immutable, and serializable so that it can go to worker processes.
 *
 * @param operations the steps, first to last
 * @param output format and quality
 * @param limits what one image may cost
 */
public record Recipe(List<Operation> operations, Output output, Limits limits)
    implements Serializable {
  /** Copies the list. */
  public Recipe {
    operations = List.copyOf(operations);
  }

  /** These steps with the default output and limits. */
  public static Recipe of(Operation... operations) {
    return new Recipe(List.of(operations), Output.DEFAULT, Limits.DEFAULT);
  }

  /**
   * Reads steps and settings from text.
   *
   * <p>Steps: {@code orient}, {@code resize=1600} (longer side), {@code resize=800x600} (within),
   * {@code resize=800x600!} (exact), {@code thumbnail=256}, {@code crop=WxH+X+Y}, {@code blur=2},
   * {@code sharpen=0.8,1} (amount, sigma), {@code contrast=1.2}, {@code autolevels}, {@code edges},
   * {@code watermark=TEXT@bottom-right:0.6}, {@code watermark=image:PATH@center:0.5}, {@code
   * faces=detect} or {@code blur} or {@code crop}, {@code ocr=eng+vie:hocr}, {@code phash}.
   * Settings: {@code convert=png}, {@code quality=80}, {@code metadata=keep} or {@code strip},
   * {@code max-pixels=N}, {@code max-bytes=N}.
   *
   * @throws IllegalArgumentException naming the first text that is wrong, and what is known
   */
  public static Recipe parse(List<String> texts) {
    var operations = new ArrayList<Operation>();
    var settings = new SettingsParser();
    for (String text : texts) {
      if (!settings.take(text)) {
        operations.add(Operation.parse(text));
      }
    }
    return new Recipe(operations, settings.output(), settings.limits());
  }

  /** The same steps written another way. */
  public Recipe with(Output newOutput) {
    return new Recipe(operations, newOutput, limits);
  }

  /** The same steps under other limits. */
  public Recipe with(Limits newLimits) {
    return new Recipe(operations, output, newLimits);
  }
}
