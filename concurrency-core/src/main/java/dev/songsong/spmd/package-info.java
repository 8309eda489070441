// SPDX-License-Identifier: Apache-2.0
/**
 * One program run by many ranks that talk to each other: threads, processes, both, or programs on
 * several hosts.
 *
 * <p>Start at {@link dev.songsong.spmd.Spmd}; what a rank can do is in {@link
 * dev.songsong.spmd.Communicator}.
 *
 * <pre>{@code
 * SpmdResult<Double> result = Spmd.run(Mode.PROCESSES, 4, comm -> {
 *   double mine = integrate(comm.rank(), comm.size());
 *   return comm.allReduce(mine, Op.SUM);
 * });
 * }</pre>
 *
 * <h2>What holds in every mode</h2>
 *
 * <ul>
 *   <li>Reductions go in rank order, so the same ranks give the same bits however they are run. An
 *       all-reduce can be asked to use a classic {@linkplain dev.songsong.spmd.Algorithm algorithm}
 *       instead.
 *   <li>Every collective is a meeting: it returns on no rank before all have called it, and the
 *       calls are compared, so that a rank that calls another thing is found on every rank.
 *   <li>Every call has a deadline, and its error names the ranks that did not come.
 *   <li>When a rank dies or throws, the calls of all others end, naming it; those who are left can
 *       {@linkplain dev.songsong.spmd.Communicator#rebuild() go on without it}.
 * </ul>
 *
 * <h2>Limits</h2>
 *
 * <ul>
 *   <li>A message has at most 1 GiB; a collective has no such limit.
 *   <li>A rank sends and receives while it is inside a call, not while it computes.
 *   <li>Ranks on several hosts trust the network between them: the token keeps strangers out, but
 *       nothing is encrypted.
 * </ul>
 */
@NullMarked
package dev.songsong.spmd;

import org.jspecify.annotations.NullMarked;
