// SPDX-License-Identifier: Apache-2.0
/** What the site's pages need beyond their text; not published. */
@NullMarked
package dev.songsong.site;

import org.jspecify.annotations.NullMarked;
