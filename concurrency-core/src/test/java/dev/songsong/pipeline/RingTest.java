// SPDX-License-Identifier: Apache-2.0
package dev.songsong.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.testkit.LeakCheck;
import dev.songsong.testkit.Seeds;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The queue by itself: each item once, in each producer's order, within the bound. */
@Timeout(60)
@ExtendWith({LeakCheck.class, Seeds.class})
class RingTest {
  private static final int EACH = 20_000;

  /** What one consumer saw. */
  private static final class Seen extends Thread {
    private final Ring<Integer> ring;
    private final int most;
    final List<Integer> items = new ArrayList<>();

    Seen(Ring<Integer> ring, int most) {
      this.ring = ring;
      this.most = most;
    }

    @Override
    public void run() {
      var claim = new Claim(most);
      var meter = new Meter();
      while (ring.claim(claim, most, Ring.FOREVER, meter) != Ring.END) {
        for (int i = 0; i < claim.count; i++) {
          items.add((Integer) claim.items[i]);
        }
        ring.release(claim.count);
      }
    }
  }

  @RepeatedTest(20)
  void each_item_comes_out_once_and_in_its_producers_order(Random random) throws Exception {
    int producers = 1 + random.nextInt(3);
    int consumers = 1 + random.nextInt(3);
    int capacity = 1 + random.nextInt(random.nextBoolean() ? 4 : 2_000);
    var ring = new Ring<Integer>(capacity, producers, consumers, producers);
    var threads = new ArrayList<Thread>();
    var seen = new ArrayList<Seen>();
    for (int i = 0; i < consumers; i++) {
      seen.add(new Seen(ring, 1 + random.nextInt(64)));
    }
    for (int i = 0; i < producers; i++) {
      int first = i * EACH;
      threads.add(Thread.ofPlatform().unstarted(() -> produce(ring, first)));
    }
    threads.addAll(seen);
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    var all = new BitSet();
    for (Seen consumer : seen) {
      int[] last = {-1, -1, -1};
      for (int item : consumer.items) {
        assertThat(item).isGreaterThan(last[item / EACH]);
        last[item / EACH] = item;
        assertThat(all.get(item)).isFalse();
        all.set(item);
      }
    }
    assertThat(all.cardinality()).isEqualTo(producers * EACH);
    assertThat(ring.held()).isZero();
  }

  private static void produce(Ring<Integer> ring, int first) {
    var meter = new Meter();
    for (int i = 0; i < EACH; i++) {
      ring.put(first + i, meter);
    }
    ring.feederEnded();
  }

  @Test
  void places_are_held_until_they_are_released() {
    var ring = new Ring<Integer>(2, 1, 1, 1);
    var claim = new Claim(2);
    var meter = new Meter();
    ring.put(1, meter);
    ring.put(2, meter);
    assertThat(ring.claim(claim, 2, Ring.NOW, meter)).isEqualTo(2);
    assertThat(ring.waiting()).isZero();
    assertThat(ring.held()).isEqualTo(2);
    ring.release(1);
    assertThat(ring.held()).isEqualTo(1);
    assertThat(ring.claim(claim, 2, Ring.NOW, meter)).isZero();
  }

  @Test
  void stop_wakes_who_waits_on_either_side() throws Exception {
    var full = new Ring<Integer>(1, 1, 1, 1);
    full.put(1, new Meter());
    var empty = new Ring<Integer>(1, 1, 1, 1);
    var results = new ArrayList<Boolean>();
    Thread producer = Thread.ofPlatform().start(() -> results.add(full.put(2, new Meter())));
    Thread consumer = new Seen(empty, 1);
    consumer.start();
    full.stop();
    empty.stop();
    producer.join();
    consumer.join();
    assertThat(results).containsExactly(false);
  }
}
