// SPDX-License-Identifier: Apache-2.0
/** What every problem offers so that all are run and measured alike. */
@NullMarked
package dev.songsong.scenario;

import org.jspecify.annotations.NullMarked;
