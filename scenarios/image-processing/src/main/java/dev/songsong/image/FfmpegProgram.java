// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import dev.songsong.process.Command;
import java.nio.file.Path;
import org.bytedeco.ffmpeg.ffmpeg;
import org.bytedeco.javacpp.Loader;

/** The ffmpeg program: the one that {@code SONGSONG_FFMPEG} names, or the library's own. */
final class FfmpegProgram {
  static final String VARIABLE = "SONGSONG_FFMPEG";

  private FfmpegProgram() {}

  /** A command without arguments. */
  static Command command() {
    String preferred = System.getenv(VARIABLE);
    if (preferred != null && !preferred.isBlank()) {
      return Command.of(preferred);
    }
    NativeSettings.apply();
    Path program = Path.of(Loader.load(ffmpeg.class));
    // Linux doesn't look for a program's libraries beside it, unlike Windows and macOS.
    return Command.of(program.toString())
        .env("LD_LIBRARY_PATH", String.valueOf(program.getParent()));
  }
}
