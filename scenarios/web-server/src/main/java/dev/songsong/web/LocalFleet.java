// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import dev.songsong.exec.Mode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The one engine of threads mode, from before it is there. */
final class LocalFleet implements Fleet {
  // Written once by the starting thread, read by management's.
  private volatile @Nullable Engine engine;

  /** It listens now. */
  void serves(Engine engine) {
    this.engine = engine;
  }

  @Override
  public Mode mode() {
    return Mode.THREADS;
  }

  @Override
  public int wanted() {
    return 1;
  }

  @Override
  public boolean draining() {
    Engine serving = engine;
    return serving != null && serving.draining();
  }

  @Override
  public List<Member> members() {
    Engine serving = engine;
    return serving == null ? List.of() : List.of(new Local(serving));
  }

  private record Local(Engine engine) implements Member {
    @Override
    public String name() {
      return "";
    }

    @Override
    public String metrics() {
      return engine.metrics();
    }

    @Override
    public Map<String, HealthChecks.Result> checks() throws InterruptedException {
      return engine.checks().ask(HealthChecks.LIMIT);
    }
  }
}
