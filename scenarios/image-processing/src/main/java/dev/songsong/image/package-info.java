// SPDX-License-Identifier: Apache-2.0
/** Being built. */
@NullMarked
package dev.songsong.image;

import org.jspecify.annotations.NullMarked;
