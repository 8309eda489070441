// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

/** Is told how a job goes on, by the job's own thread. */
public interface JobListener {
  /** Listens to nothing. */
  JobListener NONE = new JobListener() {};

  /** The work is known: so many files to do, and so many that an earlier job has done. */
  default void planned(int todo, int alreadyDone) {}

  /** Something that is good to know but harms nothing. */
  default void note(String line) {}

  /** A file has ended, the {@code ended}th of this job. */
  default void fileEnded(ManifestEntry entry, int ended) {}
}
