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
 *
 * <h2>What each mode loses</h2>
 *
 * <p>{@code PreforkServing} starts worker processes, each with an engine, and replaces those that
 * end. They share one listening socket ({@code DescriptorPassing}) or have one each ({@link
 * dev.songsong.web.Sharing}).
 *
 * <ul>
 *   <li><b>A native crash</b>: threads lose the server; processes lose the connections of one
 *       worker.
 *   <li><b>The heap's end</b>: in threads mode each handler that wants memory may fail, also those
 *       that did not leak; a worker ends at its first {@code OutOfMemoryError} and is replaced.
 *   <li><b>A handler that never ends</b> is answered 503 at its time-out and interrupted. If that
 *       doesn't end it: in threads mode it keeps a core until the process ends, and as many of them
 *       as there are cores keep all handlers that may block from running. A worker notices ({@code
 *       Watchdog}), answers what else it has, ends and is replaced; at once if its handlers held
 *       all its cores for that time.
 *   <li><b>A handler that holds the event loop</b>: in threads mode all connections of that loop
 *       hang; a worker ends, losing them, and is replaced.
 *   <li><b>A worker that is stopped</b> (SIGSTOP, a debugger), or has no time for anything but its
 *       heap, keeps its connections waiting. New ones go to others, unless each worker has a queue
 *       of its own. When it has given no sign of life for as long as a handler may take, or 10 s if
 *       that is longer, it is killed and replaced before a quarter more has passed. Whoever debugs
 *       a worker gives handlers more time.
 *   <li><b>The parent's death</b>: workers end with it, at once.
 * </ul>
 *
 * <p>In exchange workers share no memory: what one has in its heap another doesn't see, and limits
 * such as {@link dev.songsong.web.Limits#connectionsPerClient} are each worker's.
 */
@NullMarked
package dev.songsong.web;

import org.jspecify.annotations.NullMarked;
