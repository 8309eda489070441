// SPDX-License-Identifier: Apache-2.0
/** Being built. */
@NullMarked
package dev.songsong.hardware;

import org.jspecify.annotations.NullMarked;
