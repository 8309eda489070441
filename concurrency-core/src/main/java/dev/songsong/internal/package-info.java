// SPDX-License-Identifier: Apache-2.0
/** What several packages need and nobody outside: not exported. */
@NullMarked
package dev.songsong.internal;

import org.jspecify.annotations.NullMarked;
