// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import io.netty.util.ResourceLeakDetector;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Netty's search for buffers that were never released, which keeps what it finds for the tests. A
 * system property in the pom names it, because Netty makes its detector before any test begins.
 */
public final class KeptLeaks<T> extends ResourceLeakDetector<T> {
  private static final ConcurrentLinkedQueue<String> found = new ConcurrentLinkedQueue<>();

  /** Called by Netty. */
  public KeptLeaks(Class<?> type, int samplingInterval) {
    super(type, samplingInterval);
  }

  /** Called by Netty, of old. */
  public KeptLeaks(Class<?> type, int samplingInterval, long maxActive) {
    super(type, samplingInterval);
  }

  /** What was found since the last call. */
  static List<String> take() {
    var all = new ArrayList<String>();
    for (String one = found.poll(); one != null; one = found.poll()) {
      all.add(one);
    }
    return all;
  }

  @Override
  protected boolean needReport() {
    return true;
  }

  @Override
  protected void reportTracedLeak(String type, String records) {
    found.add(type + records);
  }

  @Override
  protected void reportUntracedLeak(String type) {
    found.add(type);
  }
}
