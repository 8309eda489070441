// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import dev.songsong.command.Progress;
import dev.songsong.command.Texts;
import java.time.Duration;

/**
 * Shows how far a job is: a bar on a terminal, a line for every tenth elsewhere. Used by one
 * thread.
 */
final class TextProgress implements JobListener {
  private static final long REDRAW_NANOS = 100_000_000;

  private final Progress progress;
  private final Texts texts;
  private final long startNanos = System.nanoTime();
  private long drawnNanos;
  private int todo;
  private int troubles;

  TextProgress(Progress progress, Texts texts) {
    this.progress = progress;
    this.texts = texts;
  }

  @Override
  public void planned(int files, int alreadyDone) {
    todo = files;
    note(texts.get("say.planned", files, alreadyDone));
  }

  @Override
  public void note(String line) {
    progress.line(line);
  }

  @Override
  public void fileEnded(ManifestEntry entry, int ended) {
    troubles += entry.outcome() == FileOutcome.DONE ? 0 : 1;
    long now = System.nanoTime();
    if (progress.hasBar()) {
      if (now - drawnNanos > REDRAW_NANOS || ended == todo) {
        drawnNanos = now;
        progress.draw(ended, todo, state(ended, now));
      }
    } else if (10L * ended / todo > 10L * (ended - 1) / todo) {
      progress.line(state(ended, now));
    }
  }

  private String state(int ended, long now) {
    double seconds = Math.max(1e-3, (now - startNanos) / 1e9);
    double left = (todo - ended) * seconds / ended;
    return texts.get(
        "say.progress",
        ended,
        todo,
        ended / seconds,
        troubles,
        Duration.ofSeconds((long) Math.ceil(left)).toSeconds());
  }

  /** Removes the bar. */
  void end() {
    progress.clear();
  }
}
