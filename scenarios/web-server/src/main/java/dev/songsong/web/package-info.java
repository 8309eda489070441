// SPDX-License-Identifier: Apache-2.0
/**
 * Problem 1: an HTTP server whose handlers run by threads, by prefork worker processes, or by both.
 *
 * <p>Start at {@link dev.songsong.web.WebServer}. A request's way: {@code Engine} (one in each
 * serving process) accepts; the pipeline of {@code ConnectionInitializer} decodes it, strictly;
 * {@code HttpHandler} owns the connection and makes an {@code Exchange} of each request; that finds
 * its route and calls the handler, on the event loop or through {@code Admission} on a virtual
 * thread; {@code Answer} writes what it returns. What can be seen of it from outside begins at
 * {@code Management}; {@code Telemetry} counts and {@code AccessLog} writes.
 */
@NullMarked
package dev.songsong.web;

import org.jspecify.annotations.NullMarked;
