// SPDX-License-Identifier: Apache-2.0
/** Runs trials in fresh JVMs and measures their process trees from outside. */
@NullMarked
package dev.songsong.lab.trial;

import org.jspecify.annotations.NullMarked;
