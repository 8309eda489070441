// SPDX-License-Identifier: Apache-2.0
package dev.songsong.scenario;

import dev.songsong.exec.Mode;
import java.nio.file.Path;

/**
 * What a trial is given.
 *
 * @param mode how to run
 * @param processes worker processes, in the modes that have them
 * @param threads threads, in this JVM or in each worker
 * @param seed makes the same input again
 * @param quick whether a first look is enough: an input of seconds, not minutes
 * @param directory an empty directory of its own for input and output
 */
public record TrialSetup(
    Mode mode, int processes, int threads, long seed, boolean quick, Path directory) {}
