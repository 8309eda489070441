// SPDX-License-Identifier: Apache-2.0
package dev.songsong.spmd;

import java.time.Duration;

/**
 * A group of ranks as one of them sees it, and what they can do together.
 *
 * <p>Confined to the rank's thread. Collectives must be called by every rank of the group, in the
 * same order and with the same lengths, types, roots and operations; what differs is found, and
 * every rank gets a {@link MismatchException} that says who called what. Every collective is a
 * meeting: it returns on no rank before all have called it. Results of reductions are folded in
 * rank order, unless an {@link Algorithm} was chosen that does not.
 *
 * <p>Every call ends by the deadline, with a {@link RanksLateException} that names who did not
 * come; who is late for a collective is given up. When a rank dies or its body throws, all calls of
 * the others end with a {@link RanksLostException}; {@link #rebuild()} goes on without it. A call
 * that is interrupted throws {@link InterruptedException}, and may have moved a part of its data.
 */
public interface Communicator {

  /** This rank's number, from 0 on. */
  int rank();

  /** How many ranks there are. */
  int size();

  /** The same group under another deadline for each call. */
  Communicator withDeadline(Duration deadline);

  /**
   * The same group with another way of doing {@link #allReduce(Data, Op)}; all ranks must take the
   * same. The other calls keep the order of the ranks.
   */
  Communicator withAlgorithm(Algorithm algorithm);

  /**
   * Sends a message. It may return before the message is received, or wait for that if it is large.
   *
   * @param tag which message it is, at least 0; a receive must ask for the same
   */
  void send(Data data, int to, int tag) throws InterruptedException;

  /**
   * Receives a message of exactly this length and type; messages from one rank with one tag come in
   * order.
   *
   * @throws MismatchException if the message is of another length or type
   */
  void receive(Data into, int from, int tag) throws InterruptedException;

  /** Begins a {@link #send}; the data must be left alone until it is done. */
  Request beginSend(Data data, int to, int tag);

  /** Begins a {@link #receive}; the data must be left alone until it is done. */
  Request beginReceive(Data into, int from, int tag);

  /**
   * Sends and receives at once, so that two ranks can exchange messages of any size. What is sent
   * and what is received must not overlap.
   */
  void sendReceive(Data out, int to, Data in, int from, int tag) throws InterruptedException;

  /** Waits for all. */
  void barrier() throws InterruptedException;

  /** Copies the root's data to all. */
  void broadcast(Data data, int root) throws InterruptedException;

  /**
   * Gives each rank its part of the root's data.
   *
   * @param all the parts in rank order at the root; ignored elsewhere
   */
  void scatter(Data all, Data part, int root) throws InterruptedException;

  /**
   * Collects a part of each rank at the root.
   *
   * @param all the parts in rank order at the root; ignored elsewhere
   */
  void gather(Data part, Data all, int root) throws InterruptedException;

  /**
   * Combines the data of all, element by element, into the root's; the others' is left as it was.
   */
  void reduce(Data data, Op op, int root) throws InterruptedException;

  /** Combines the data of all, element by element, into everybody's. */
  void allReduce(Data data, Op op) throws InterruptedException;

  /** Collects a part of each rank on every rank. */
  void allGather(Data part, Data all) throws InterruptedException;

  /**
   * Combines the data of all, and gives each rank its part of the result.
   *
   * @param all as long as all parts; left as it was
   */
  void reduceScatter(Data all, Data part, Op op) throws InterruptedException;

  /**
   * Sends part {@code i} of {@code out} to rank {@code i}, and gets its part for this one; they
   * must not overlap.
   */
  void allToAll(Data out, Data in) throws InterruptedException;

  /** Combines the data of this rank with that of all before it. */
  void scan(Data data, Op op) throws InterruptedException;

  /**
   * Divides the group: ranks of one color get a communicator of their own.
   *
   * @param color at least 0; all ranks must call it
   * @param key the order in the new group; equal ones stay in their order
   */
  Communicator split(int color, int key) throws InterruptedException;

  /** Another communicator of the same ranks, whose messages never meet those of this one. */
  Communicator dup() throws InterruptedException;

  /**
   * A communicator of those who are left, after ranks were lost; all of them must call it. If more
   * are lost later, it may be called again, on this one or on what it returned.
   *
   * @throws RanksLostException if the others have given up this rank
   */
  Communicator rebuild() throws InterruptedException;

  /** What this rank has sent and received so far, in all its communicators. */
  Traffic traffic();

  /** {@link #allReduce(Data, Op)} of an array. */
  default void allReduce(float[] data, Op op) throws InterruptedException {
    allReduce(Data.of(data), op);
  }

  /** {@link #allReduce(Data, Op)} of an array. */
  default void allReduce(double[] data, Op op) throws InterruptedException {
    allReduce(Data.of(data), op);
  }

  /** {@link #allReduce(Data, Op)} of one number. */
  default double allReduce(double value, Op op) throws InterruptedException {
    double[] one = {value};
    allReduce(Data.of(one), op);
    return one[0];
  }

  /** {@link #allReduce(Data, Op)} of one number. */
  default long allReduce(long value, Op op) throws InterruptedException {
    long[] one = {value};
    allReduce(Data.of(one), op);
    return one[0];
  }

  /** {@link #broadcast(Data, int)} of an array. */
  default void broadcast(float[] data, int root) throws InterruptedException {
    broadcast(Data.of(data), root);
  }

  /** {@link #broadcast(Data, int)} of an array. */
  default void broadcast(double[] data, int root) throws InterruptedException {
    broadcast(Data.of(data), root);
  }
}
