// SPDX-License-Identifier: Apache-2.0
package dev.songsong.pipeline;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/** The queue before a stage, on real hardware. */
public final class PipelineRingStress {
  private PipelineRingStress() {}

  /** What an item holds was written before it was put. */
  private static final class Item {
    int value;
  }

  private static int taken(Ring<Item> ring, long deadline) {
    var claim = new Claim(1);
    int count = ring.claim(claim, 1, deadline, new Meter());
    if (count < 1) {
      return count;
    }
    ring.release(1);
    return claim.items[0] instanceof Item item ? item.value : -2;
  }

  private static Item item(int value) {
    var item = new Item();
    item.value = value;
    return item;
  }

  /** Nothing yet, or the whole item. */
  @JCStressTest
  @Outcome(
      id = {"0", "7"},
      expect = ACCEPTABLE,
      desc = "nothing yet, or all of it")
  @Outcome(expect = FORBIDDEN, desc = "an item that is not there")
  @State
  public static class Whole {
    private final Ring<Item> ring = new Ring<>(2, 1, 1, 1);

    /** Puts. */
    @Actor
    public void producer() {
      ring.put(item(7), new Meter());
    }

    /** Looks. */
    @Actor
    public void consumer(I_Result result) {
      result.r1 = taken(ring, Ring.NOW);
    }
  }

  /** The end doesn't overtake the last item. */
  @JCStressTest
  @Outcome(
      id = {"0", "7"},
      expect = ACCEPTABLE,
      desc = "nothing yet, or the item")
  @Outcome(id = "-1", expect = FORBIDDEN, desc = "the end, and the item is lost")
  @Outcome(expect = FORBIDDEN, desc = "an item that is not there")
  @State
  public static class Last {
    private final Ring<Item> ring = new Ring<>(2, 1, 1, 1);

    /** Puts, and ends. */
    @Actor
    public void producer() {
      ring.put(item(7), new Meter());
      ring.feederEnded();
    }

    /** Looks. */
    @Actor
    public void consumer(I_Result result) {
      result.r1 = taken(ring, Ring.NOW);
    }
  }

  /** A ring of one place: the second item waits until the first one is done with. */
  @JCStressTest
  @Outcome(id = "1, 2", expect = ACCEPTABLE, desc = "both, in order")
  @Outcome(expect = FORBIDDEN, desc = "lost, twice or in another order")
  @State
  public static class Full {
    private final Ring<Item> ring = new Ring<>(1, 1, 1, 1);

    /** Puts two. */
    @Actor
    public void producer() {
      ring.put(item(1), new Meter());
      ring.put(item(2), new Meter());
    }

    /** Takes two. */
    @Actor
    public void consumer(II_Result result) {
      result.r1 = taken(ring, Ring.FOREVER);
      result.r2 = taken(ring, Ring.FOREVER);
    }
  }

  /** Two consumers get one each. */
  @JCStressTest
  @Outcome(
      id = {"1, 2", "2, 1"},
      expect = ACCEPTABLE,
      desc = "one each")
  @Outcome(expect = FORBIDDEN, desc = "one twice, or lost")
  @State
  public static class OneEach {
    private final Ring<Item> ring = new Ring<>(4, 1, 2, 1);

    /** Two items. */
    public OneEach() {
      ring.put(item(1), new Meter());
      ring.put(item(2), new Meter());
    }

    /** Takes one. */
    @Actor
    public void one(II_Result result) {
      result.r1 = taken(ring, Ring.FOREVER);
    }

    /** Takes one too. */
    @Actor
    public void other(II_Result result) {
      result.r2 = taken(ring, Ring.FOREVER);
    }
  }
}
