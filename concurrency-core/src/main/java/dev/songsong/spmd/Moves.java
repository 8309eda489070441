// SPDX-License-Identifier: Apache-2.0
package dev.songsong.spmd;

import java.lang.foreign.MemorySegment;

/**
 * The collectives that move data. Small data travels with the meeting that opens each of them,
 * large data by messages. Used by its rank's thread only.
 */
final class Moves extends Steps {
  Moves(Circle circle) {
    super(circle);
  }

  void barrier(Call call, Timing timing) throws InterruptedException {
    meeting.meet(call, NOTHING, timing);
  }

  void broadcast(Call call, Data data, int root, Timing timing) throws InterruptedException {
    boolean small = open(call, data, me == root, timing);
    long bytes = data.segment().byteSize();
    if (small && me == root) {
      countSent(bytes, size - 1);
    } else if (small) {
      data.segment().copyFrom(meeting.payload(root));
      countReceived(bytes, 1);
    } else {
      var slices = new Slices(data.length(), size);
      scatterSlices(call, data, slices, root, timing);
      collect(call, data, slices, timing, root);
    }
  }

  void scatter(Call call, Data all, Data part, int root, Timing timing)
      throws InterruptedException {
    boolean small = part.segment().byteSize() * size <= meeting.room();
    meeting.meet(call, small && me == root ? all.segment() : NOTHING, timing);
    long bytes = part.segment().byteSize();
    var slices = new Slices(part.length() * size, size);
    if (me == root) {
      part.segment().copyFrom(slices.of(all, me).segment());
    }
    if (!small) {
      scatterParts(call, all, part, slices, root, timing);
    } else if (me == root) {
      countSent(bytes, size - 1);
    } else {
      MemorySegment.copy(meeting.payload(root), me * bytes, part.segment(), 0, bytes);
      countReceived(bytes, 1);
    }
  }

  private void scatterParts(Call call, Data all, Data part, Slices slices, int root, Timing timing)
      throws InterruptedException {
    if (me == root) {
      scatterSlices(call, all, slices, root, timing);
    } else {
      var exchange = exchange(call, timing);
      exchange.receive(part, root);
      exchange.await();
    }
  }

  void gather(Call call, Data part, Data all, int root, Timing timing) throws InterruptedException {
    boolean small = open(call, part, true, timing);
    var slices = new Slices(part.length() * size, size);
    long bytes = part.segment().byteSize();
    if (me == root) {
      slices.of(all, me).segment().copyFrom(part.segment());
    }
    if (!small) {
      gatherParts(call, part, all, slices, root, timing);
    } else if (me == root) {
      takePayloads(all, bytes);
    } else {
      countSent(bytes, 1);
    }
  }

  void allGather(Call call, Data part, Data all, Timing timing) throws InterruptedException {
    boolean small = open(call, part, true, timing);
    long bytes = part.segment().byteSize();
    if (small) {
      takePayloads(all, bytes);
      countSent(bytes, size - 1);
    } else {
      var slices = new Slices(part.length() * size, size);
      slices.of(all, me).segment().copyFrom(part.segment());
      collect(call, all, slices, timing, -1);
    }
  }

  void allToAll(Call call, Data out, Data in, Timing timing) throws InterruptedException {
    boolean small = open(call, out, true, timing);
    var slices = new Slices(out.length(), size);
    slices.of(in, me).segment().copyFrom(slices.of(out, me).segment());
    long bytes = out.segment().byteSize() / size;
    var exchange = exchange(call, timing);
    for (int member = 0; member < size; member++) {
      if (small) {
        MemorySegment.copy(
            meeting.payload(member), me * bytes, in.segment(), member * bytes, bytes);
      } else if (member != me) {
        exchange.receive(slices.of(in, member), member);
        exchange.send(slices.of(out, member), member);
      }
    }
    if (small) {
      countSent(bytes, size - 1);
      countReceived(bytes, size - 1);
    } else {
      exchange.await();
    }
  }
}
