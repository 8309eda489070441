// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/**
 * What a job is going to do, known before the first write.
 *
 * @param files the images, in the order of their names
 * @param videos the videos whose frames are to be done, in the order of their names
 * @param problems what was found but can't be read: the job can't be a full success
 * @param notes what is left out on purpose, such as links that lead in a circle
 */
record Plan(
    List<PlannedFile> files, List<PlannedFile> videos, List<String> problems, List<String> notes) {
  Plan {
    files = List.copyOf(files);
    videos = List.copyOf(videos);
    problems = List.copyOf(problems);
    notes = List.copyOf(notes);
  }

  /** This plan with the frames of its videos among the files. */
  Plan withFrames(List<PlannedFile> frames, List<String> unreadable) {
    var names = new HashSet<String>();
    var all = new ArrayList<>(files);
    all.addAll(frames);
    all.removeIf(file -> !names.add(file.name()));
    var more = new ArrayList<>(problems);
    more.addAll(unreadable);
    return new Plan(all, List.of(), more, notes);
  }
}
