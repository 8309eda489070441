// SPDX-License-Identifier: Apache-2.0
/**
 * The web server's example: a catalogue of books behind a REST interface, its command, and the
 * lab's problem 1.
 *
 * <p>Start at {@link dev.songsong.web.catalogue.CatalogueApp}. {@code openapi.json} is the one
 * truth about the interface: {@code Contract} makes the routes of it and checks what comes against
 * its schemas; {@code BookOperations} answers. A {@code Catalogue} keeps the books, in the heap of
 * one JVM or in a file that several share.
 */
@NullMarked
package dev.songsong.web.catalogue;

import org.jspecify.annotations.NullMarked;
