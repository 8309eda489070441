// SPDX-License-Identifier: Apache-2.0
/**
 * Lessons: one idea a file, in the order of their numbers. A hazard stands in a file whose name has
 * {@code Broken} in it, and its cure in another of the same number. Each file ends with what it
 * prints, and one test holds every file to that.
 */
@NullMarked
package dev.songsong.lessons;

import org.jspecify.annotations.NullMarked;
