// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import java.io.Serializable;

/**
 * A rectangle of pixels.
 *
 * @param x of its left side
 * @param y of its top
 * @param width in pixels
 * @param height in pixels
 */
public record Box(int x, int y, int width, int height) implements Serializable {}
