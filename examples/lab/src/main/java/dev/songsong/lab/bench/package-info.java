// SPDX-License-Identifier: Apache-2.0
/** Side-by-side runs of one part of the library against its peers. */
@NullMarked
package dev.songsong.lab.bench;

import org.jspecify.annotations.NullMarked;
