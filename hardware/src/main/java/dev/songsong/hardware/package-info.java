// SPDX-License-Identifier: Apache-2.0
/**
 * Fills the machine model of {@code dev.songsong.machine} from the operating system and the
 * graphics driver.
 *
 * <p>Programs seldom name these types: {@code Machine.probe()} finds {@link
 * dev.songsong.hardware.HardwareProbe} when this module is on the path. {@link
 * dev.songsong.hardware.LoadMeter} is for watching.
 */
@NullMarked
package dev.songsong.hardware;

import org.jspecify.annotations.NullMarked;
