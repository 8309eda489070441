// SPDX-License-Identifier: Apache-2.0
package dev.songsong.pipeline;

/**
 * An item that a stage could not work on.
 *
 * @param stage the stage's name
 * @param item the item as it came into the stage
 * @param error what the stage threw, or a {@link dev.songsong.exec.TaskException} when it passed
 *     its time limit or its worker died
 */
public record FailedItem(String stage, Object item, Throwable error) {}
