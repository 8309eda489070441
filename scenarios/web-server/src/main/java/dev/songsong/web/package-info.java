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
 * <h2>The files by what they are about</h2>
 *
 * <p>In an order in which they can be read; in each group the first lead to the others.
 *
 * <ol>
 *   <li><b>What an application sees</b>: {@link WebServer}, {@link WebOptions}, {@link Limits},
 *       {@link Timeouts}, {@link Tls}, {@link Sharing}; {@link WebApp}, {@link Routes}, {@link
 *       Handler}, {@link Method}; {@link Request}, {@link RequestBody}, {@link Form}; {@link
 *       Response}, {@link EventSink}, {@link StaticFiles}; {@link Problem}, {@link HttpException};
 *       {@link HealthCheck}, {@link Worker}, {@link WebServerException}. {@code OptionsDraft}
 *       changes and ships options.
 *   <li><b>Accepting</b>: {@code Engine}, {@code Listeners}, {@code Transport}, {@code AcceptGate},
 *       {@code ClientKey}; {@code ConnectionInitializer}, {@code TlsContext}, {@code StrictTls},
 *       {@code ProtocolChoice}, {@code PrefaceDetector}.
 *   <li><b>The wire</b>: of HTTP/1, {@code StrictDecoder}, {@code FrameScanner}; of HTTP/2, {@code
 *       Http2Codec}, {@code StreamInitializer}, {@code StrictFrames}, {@code FrameBudget}, {@code
 *       Http2Life}, {@code StreamReset}, {@code Leftover}; {@code WireSizes} of both.
 *   <li><b>A connection</b>: {@code HttpHandler}, {@code Turn}, {@code Backlog}, {@code Valve}; its
 *       end, {@code Ending}, {@code LingeringClose}; its time, {@code Deadlines}, {@code Pace},
 *       {@code Sweeper}.
 *   <li><b>A request</b>: {@code Requests}, {@code RequestCheck}, {@code Target}, {@code
 *       ClientRates}, {@code RouteTable}, {@code PathPattern}, {@code ReceivedRequest}; {@code
 *       Exchange}, {@code Admission}, {@code Lane}, {@code Failed}.
 *   <li><b>Its body</b>: {@code BodyPipe}, {@code BodyValve}, {@code PipeStream}, {@code Patience};
 *       {@code IncomingBody}, {@code Inflate}, {@code Texts}, {@code Json}, {@code JsonProblem};
 *       forms, {@code FormReader}, {@code FormParts}, {@code SentForm}, {@code Uploads}.
 *   <li><b>The answer</b>: {@code Content}, {@code HeaderText}, {@code ProblemBody}, {@code
 *       Statuses}; {@code Outgoing}, {@code Compression}, {@code Coding}, {@code Brotli}; {@code
 *       Answer}, {@code AnswerHead}, {@code ResponseDate}; in pieces, {@code ResponseStream},
 *       {@code Pieces}.
 *   <li><b>Files</b>: {@code RootFolder}, {@code FileSource}, {@code OpenFile}; {@code FileAnswer},
 *       {@code Conditions}, {@code Ranges}, {@code ByteRanges}, {@code ContentTypes}.
 *   <li><b>Processes</b>: {@code Serving}, {@code LocalServing}, {@code PreforkServing}; {@code
 *       DescriptorPassing}, {@code PassedListener}, {@code SharedListener}, {@code DoorFolder};
 *       {@code WorkerBody}, {@code Watchdog}.
 *   <li><b>What is seen from outside</b>: {@code Management}, {@code ManagementApp}; {@code Fleet},
 *       {@code LocalFleet}, {@code PreforkFleet}, {@code SocketMember}, {@code MetricsSocket},
 *       {@code Survey}; {@code Readiness}, {@code HealthChecks}; {@code Telemetry}, {@code Watch},
 *       {@code Tally}, {@code Lag}, {@code RouteTimers}, {@code JvmMeters}, {@code MetricsText};
 *       {@code AccessLog}, {@code AccessLine}, {@code CombinedFormat}, {@code LogFile}.
 * </ol>
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
