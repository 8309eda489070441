// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One line of a job's manifest: what became of one file.
 *
 * @param input the file that was read
 * @param output the file that was written or would have been, below the output folder
 * @param outcome how it ended
 * @param bytes the output's size; 0 when there is none
 * @param width the output's width in pixels
 * @param height the output's height in pixels
 * @param digest SHA-256 in hex of the output's decoded pixels; empty when there is no output
 * @param ms how many milliseconds the last attempt took
 * @param attempts how often it was begun
 * @param worker the thread or worker process that ran it last
 * @param error why there is no output; empty when there is one
 * @param faces how many faces were found
 * @param phash the perceptual hash in hex; empty when none was asked for
 * @param warnings what was odd about the file although it could be done
 * @param inputBytes the input's size when it was read
 * @param inputModified the input's time of change, in milliseconds since 1970
 * @param outputModified the output's time of change, in milliseconds since 1970
 * @param recipe which recipe made it; another recipe makes it again on {@code --resume}
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ManifestEntry(
    String input,
    String output,
    FileOutcome outcome,
    long bytes,
    int width,
    int height,
    String digest,
    double ms,
    int attempts,
    String worker,
    String error,
    int faces,
    String phash,
    List<String> warnings,
    long inputBytes,
    long inputModified,
    long outputModified,
    String recipe) {

  /** Fills in what the JSON leaves out when it is empty. */
  public ManifestEntry {
    digest = orEmpty(digest);
    worker = orEmpty(worker);
    error = orEmpty(error);
    phash = orEmpty(phash);
    warnings = warnings == null ? List.of() : List.copyOf(warnings);
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
