// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import dev.songsong.exec.Mode;
import java.io.File;
import java.io.Serial;
import java.io.Serializable;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Options while one of them is changed, and on their way to a worker process: paths and optional
 * values are not serializable, so here they are files and nulls. Used by one thread.
 */
final class OptionsDraft implements Serializable {
  @Serial private static final long serialVersionUID = 1L;

  Mode mode;
  int processes;
  int threads;
  InetSocketAddress address;
  Sharing sharing;
  Limits limits;
  Timeouts timeouts;
  @Nullable Tls tls;
  boolean compression;
  @Nullable File accessLog;
  @Nullable InetSocketAddress management;
  String[] workerFlags;

  OptionsDraft(WebOptions from) {
    mode = from.mode();
    processes = from.processes();
    threads = from.threads();
    address = from.address();
    sharing = from.sharing();
    limits = from.limits();
    timeouts = from.timeouts();
    tls = from.tls().orElse(null);
    compression = from.compression();
    accessLog = from.accessLog().map(path -> path.toFile()).orElse(null);
    management = from.management().orElse(null);
    workerFlags = from.workerFlags().toArray(String[]::new);
  }

  /** The options as they are here now; checked. */
  WebOptions options() {
    return new WebOptions(
        mode,
        processes,
        threads,
        address,
        sharing,
        limits,
        timeouts,
        Optional.ofNullable(tls),
        compression,
        Optional.ofNullable(accessLog).map(File::toPath),
        Optional.ofNullable(management),
        List.of(workerFlags));
  }

  @Serial
  private Object readResolve() {
    return options();
  }
}
