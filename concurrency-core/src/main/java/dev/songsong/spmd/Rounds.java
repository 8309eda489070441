// SPDX-License-Identifier: Apache-2.0
package dev.songsong.spmd;

/**
 * The steps of which the classic all-reduces are made: exchange with others, combine two. Used by
 * its rank's thread only.
 */
record Rounds(Circle circle, Call call, Op op, Timing timing) {

  int me() {
    return circle.me();
  }

  int size() {
    return circle.size();
  }

  void send(Data data, int to) throws InterruptedException {
    var exchange = exchange();
    exchange.send(data, to);
    exchange.await();
  }

  void receive(Data into, int from) throws InterruptedException {
    var exchange = exchange();
    exchange.receive(into, from);
    exchange.await();
  }

  /** Sends and receives at once, so that members who wait for each other both go on. */
  void exchange(Data out, int to, Data in, int from) throws InterruptedException {
    var exchange = exchange();
    exchange.receive(in, from);
    exchange.send(out, to);
    exchange.await();
  }

  private Exchange exchange() {
    return Exchange.of(circle, call, timing);
  }

  /** {@code into = first op second}, element by element; {@code into} may be one of them. */
  void combine(Data first, Data second, Data into) {
    Fold fold = circle.rank().fold(into.type());
    int unit = into.type().size();
    for (long at = 0; at < into.length(); at += Fold.BLOCK) {
      int count = (int) Math.min(Fold.BLOCK, into.length() - at);
      fold.begin(first.segment(), at * unit, count);
      fold.add(op, second.segment(), at * unit, count);
      fold.end(into.segment(), at * unit, count);
    }
  }

  /** Makes the sum an average, if that is the operation: once, when all are in it. */
  void finish(Data sum) {
    if (op.kind() != Op.Kind.AVG) {
      return;
    }
    Fold fold = circle.rank().fold(sum.type());
    int unit = sum.type().size();
    for (long at = 0; at < sum.length(); at += Fold.BLOCK) {
      int count = (int) Math.min(Fold.BLOCK, sum.length() - at);
      fold.begin(sum.segment(), at * unit, count);
      fold.finish(op, size(), count);
      fold.end(sum.segment(), at * unit, count);
    }
  }
}
