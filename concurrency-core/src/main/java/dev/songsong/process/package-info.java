// SPDX-License-Identifier: Apache-2.0
/**
 * External programs, such as ffmpeg and gcc, run so that nothing hangs, floods or is left behind.
 *
 * <p>Start at {@link dev.songsong.process.Command}:
 *
 * <pre>{@code
 * CommandResult result =
 *     Command.of("ffmpeg", "-i", "in.mp4", "-vf", "scale=640:-2", "out.mp4")
 *         .directory(folder)
 *         .timeLimit(Duration.ofMinutes(5))
 *         .onLine((pipe, line) -> progress.update(line))
 *         .run()
 *         .orThrow();
 * }</pre>
 *
 * <h2>What goes wrong with a bare ProcessBuilder, and what is done here</h2>
 *
 * <ul>
 *   <li><b>It hangs</b> when the program fills the pipe nobody reads. Both pipes are always
 *       drained, each by a thread of its own.
 *   <li><b>It floods</b> the heap when the program prints without end. Captured output is bounded:
 *       the head and the tail are kept, and {@link dev.songsong.process.Captured#dropped()} says
 *       how much is missing between them.
 *   <li><b>It leaves orphans</b> when only the first process of a tree is killed, or when the JVM
 *       itself dies. See below.
 *   <li><b>It hides the cause</b>: exit status 137 and death by SIGKILL read the same. {@link
 *       dev.songsong.process.CommandResult} tells them apart, and its {@code orThrow()} names the
 *       command, the cause and the last lines of its standard error.
 * </ul>
 *
 * <h2>The guard</h2>
 *
 * <p>On Linux a program runs below a small guard, a shell script that leads a session of the
 * program's own. The guard holds a parent-death signal: when the JVM dies, even by SIGKILL, the
 * kernel signals the guard, and the guard kills every process of the session, and every daemon that
 * left the session but still carries the command's cookie ({@code SONGSONG_COMMAND}) in its
 * environment. When the program ends by itself, what it left in its process group ends too.
 *
 * <p>The guard needs {@code setsid} and {@code setpriv} (util-linux), {@code env}, {@code grep} and
 * {@code sh}. It is tried once in a JVM; where it does not work (macOS, Windows, Alpine's BusyBox)
 * programs are started plainly: a stop or a time limit still ends the whole tree of descendants,
 * but orphans of a killed JVM stay, and a status above 128 is read as a signal by the shells'
 * convention. {@link dev.songsong.process.Command#guarded()} says which it is.
 *
 * <h2>Limits</h2>
 *
 * <ul>
 *   <li>A program has no controlling terminal: it cannot ask for a password.
 *   <li>Where {@code sh} is bash, a program that exits with status 130, 141 or 143 reads as ended
 *       by SIGINT, SIGPIPE or SIGTERM: bash says nothing of these. dash, Debian's, tells them all.
 *   <li>A process that leaves the session, the tree <em>and</em> clears its environment is out of
 *       reach; cgroups would be needed for that, and they need rights.
 *   <li>Three threads and three descriptors a running command.
 * </ul>
 */
@NullMarked
package dev.songsong.process;

import org.jspecify.annotations.NullMarked;
