// SPDX-License-Identifier: Apache-2.0
/** Fixtures that the modules' tests share. */
@NullMarked
package dev.songsong.testkit;

import org.jspecify.annotations.NullMarked;
