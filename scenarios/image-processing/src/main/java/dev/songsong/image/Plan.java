// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import java.nio.file.Path;
import java.util.List;

/**
 * What a job is going to do, known before the first write.
 *
 * @param files the images, in the order of their names
 * @param videos the videos whose frames are to be done, in the order of their names
 * @param problems what was found but can't be read: the job can't be a full success
 * @param notes what is left out on purpose, such as links that lead in a circle
 */
record Plan(List<PlannedFile> files, List<Path> videos, List<String> problems, List<String> notes) {
  Plan {
    files = List.copyOf(files);
    videos = List.copyOf(videos);
    problems = List.copyOf(problems);
    notes = List.copyOf(notes);
  }
}
