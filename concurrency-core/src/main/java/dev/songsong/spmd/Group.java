// SPDX-License-Identifier: Apache-2.0
package dev.songsong.spmd;

import static java.util.Objects.requireNonNull;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The communicator: checks what is asked for, and asks {@link Moves}, {@link Reductions} and {@link
 * Peer}.
 */
final class Group implements Communicator {
  private final Circle circle;
  private final Moves moves;
  private final Reductions reductions;
  private final CallOptions options;
  private final long nanos;

  Group(Circle circle, CallOptions options) {
    this.circle = circle;
    this.moves = new Moves(circle);
    this.reductions = new Reductions(circle);
    this.options = options;
    this.nanos = options.nanos();
  }

  @Override
  public int rank() {
    return circle.me();
  }

  @Override
  public int size() {
    return circle.size();
  }

  @Override
  public Communicator withDeadline(Duration deadline) {
    return new Group(circle, options.withDeadline(deadline));
  }

  @Override
  public Communicator withAlgorithm(Algorithm algorithm) {
    return new Group(circle, options.withAlgorithm(algorithm));
  }

  private Timing timing() {
    circle.rank().requireOwner();
    return Timing.startingNow(options.deadline(), nanos);
  }

  private void member(String name, int rank) {
    if (rank < 0 || rank >= circle.size()) {
      throw new IllegalArgumentException(
          name + ": " + rank + " (expected: 0 <= " + name + " < " + circle.size() + ")");
    }
  }

  private static void length(String name, Data data, long length, Data.Type type) {
    if (data.length() != length || data.type() != type) {
      throw new IllegalArgumentException(
          name + ": " + data + " (expected: " + Data.describe(type, length) + ")");
    }
  }

  private static void apart(Data out, Data in) {
    if (out.segment().asOverlappingSlice(in.segment()).isPresent()) {
      throw new IllegalArgumentException(
          "in: overlaps out (expected: apart); what came would be sent on. Receive into a copy.");
    }
  }

  @Override
  public void send(Data data, int to, int tag) throws InterruptedException {
    beginSend(data, to, tag).await();
  }

  @Override
  public void receive(Data into, int from, int tag) throws InterruptedException {
    beginReceive(into, from, tag).await();
  }

  @Override
  public Request beginSend(Data data, int to, int tag) {
    check(data, "to", to, tag);
    var message = new Message(circle, "send", to, tag, data, options.deadline(), nanos);
    circle.requireWhole(message);
    Transfer transfer = message.transfer().counted(circle.rank().counts(), true);
    circle.rank().peer(circle.world(to)).send(transfer);
    return message;
  }

  @Override
  public Request beginReceive(Data into, int from, int tag) {
    check(into, "from", from, tag);
    var message = new Message(circle, "receive", from, tag, into, options.deadline(), nanos);
    circle.requireWhole(message);
    Transfer transfer = message.transfer().counted(circle.rank().counts(), false);
    circle.rank().peer(circle.world(from)).receive(transfer);
    return message;
  }

  private void check(Data data, String name, int rank, int tag) {
    circle.rank().requireOwner();
    member(name, rank);
    if (tag < 0) {
      throw new IllegalArgumentException("tag: " + tag + " (expected: >= 0)");
    }
    if (data.segment().byteSize() > Header.MAX_PAYLOAD) {
      throw new IllegalArgumentException(
          "data: "
              + data.segment().byteSize()
              + " bytes (expected: <= "
              + Header.MAX_PAYLOAD
              + "); send it in slices");
    }
  }

  @Override
  public void sendReceive(Data out, int to, Data in, int from, int tag)
      throws InterruptedException {
    apart(out, in);
    Request receive = beginReceive(in, from, tag);
    Request send = beginSend(out, to, tag);
    receive.await();
    send.await();
  }

  @Override
  public void barrier() throws InterruptedException {
    moves.barrier(call(Call.Kind.BARRIER, Data.NONE, -1, null), timing());
  }

  private static Call call(Call.Kind kind, Data data, int root, @Nullable Op op) {
    return call(kind, data, root, op, Algorithm.FIXED_ORDER);
  }

  private static Call call(
      Call.Kind kind, Data data, int root, @Nullable Op op, Algorithm algorithm) {
    return new Call(kind, data.type(), data.length(), root, op == null ? -1 : op.id(), algorithm);
  }

  @Override
  public void broadcast(Data data, int root) throws InterruptedException {
    member("root", root);
    moves.broadcast(call(Call.Kind.BROADCAST, data, root, null), data, root, timing());
  }

  @Override
  public void scatter(Data all, Data part, int root) throws InterruptedException {
    member("root", root);
    if (rank() == root) {
      length("all", all, part.length() * size(), part.type());
    }
    moves.scatter(call(Call.Kind.SCATTER, part, root, null), all, part, root, timing());
  }

  @Override
  public void gather(Data part, Data all, int root) throws InterruptedException {
    member("root", root);
    if (rank() == root) {
      length("all", all, part.length() * size(), part.type());
    }
    moves.gather(call(Call.Kind.GATHER, part, root, null), part, all, root, timing());
  }

  @Override
  public void reduce(Data data, Op op, int root) throws InterruptedException {
    requireNonNull(op, "op");
    member("root", root);
    reductions.reduce(call(Call.Kind.REDUCE, data, root, op), data, op, root, timing());
  }

  @Override
  public void allReduce(Data data, Op op) throws InterruptedException {
    requireNonNull(op, "op");
    Call call = call(Call.Kind.ALL_REDUCE, data, -1, op, options.algorithm());
    reductions.allReduce(call, data, op, timing());
  }

  @Override
  public void allGather(Data part, Data all) throws InterruptedException {
    length("all", all, part.length() * size(), part.type());
    moves.allGather(call(Call.Kind.ALL_GATHER, part, -1, null), part, all, timing());
  }

  @Override
  public void reduceScatter(Data all, Data part, Op op) throws InterruptedException {
    requireNonNull(op, "op");
    length("all", all, part.length() * size(), part.type());
    Call call = call(Call.Kind.REDUCE_SCATTER, part, -1, op);
    reductions.reduceScatter(call, all, part, op, timing());
  }

  @Override
  public void allToAll(Data out, Data in) throws InterruptedException {
    length("in", in, out.length(), out.type());
    if (out.length() % size() != 0) {
      throw new IllegalArgumentException(
          "out: " + out + " (expected: a multiple of the " + size() + " ranks)");
    }
    apart(out, in);
    moves.allToAll(call(Call.Kind.ALL_TO_ALL, out, -1, null), out, in, timing());
  }

  @Override
  public void scan(Data data, Op op) throws InterruptedException {
    requireNonNull(op, "op");
    reductions.scan(call(Call.Kind.SCAN, data, -1, op), data, op, timing());
  }

  @Override
  public Communicator split(int color, int key) throws InterruptedException {
    if (color < 0) {
      throw new IllegalArgumentException("color: " + color + " (expected: >= 0)");
    }
    int[] mine = {color, key, circle.rank().nextContext()};
    Call call = call(Call.Kind.SPLIT, Data.NONE, -1, null);
    circle.meeting().meet(call, MemorySegment.ofArray(mine), timing());
    return new Group(Division.read(circle).circleOf(color), options);
  }

  @Override
  public Communicator dup() throws InterruptedException {
    return split(0, rank());
  }

  @Override
  public Communicator rebuild() throws InterruptedException {
    Rank rank = circle.rank();
    Circle broken = circle.latest();
    Board.Agreement agreed =
        rank.board()
            .agree(
                broken.context(),
                broken.members(),
                rank.nextContext(),
                rank.waiter(),
                timing().limit());
    List<Integer> survivors = agreed.survivors();
    if (!survivors.contains(rank.me())) {
      throw new RanksLostException(
          "rebuild: this rank, "
              + rank()
              + ", was given up by the others (expected: in time for every collective)",
          List.of(rank()));
    }
    rank.contextsTakenBelow(agreed.context() + 1);
    var rebuilt = new Circle(rank, survivors, agreed.context());
    broken.rebuiltAs(rebuilt);
    return new Group(rebuilt, options);
  }

  @Override
  public Traffic traffic() {
    return circle.rank().counts().traffic();
  }
}
