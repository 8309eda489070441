// SPDX-License-Identifier: Apache-2.0
/** Images as data: what to do to them, and the engine that does it. */
@NullMarked
package dev.songsong.image;

import org.jspecify.annotations.NullMarked;
