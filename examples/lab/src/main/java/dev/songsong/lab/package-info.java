// SPDX-License-Identifier: Apache-2.0
/** Being built. */
@NullMarked
package dev.songsong.lab;

import org.jspecify.annotations.NullMarked;
