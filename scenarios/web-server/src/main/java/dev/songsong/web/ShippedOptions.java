// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import dev.songsong.exec.Mode;
import java.io.Serial;
import java.io.Serializable;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The options on their way to a worker process. */
record ShippedOptions(
    Mode mode,
    int processes,
    int threads,
    InetSocketAddress address,
    Sharing sharing,
    Limits limits,
    Timeouts timeouts,
    @Nullable Tls tls,
    boolean compression,
    @Nullable String accessLog,
    @Nullable InetSocketAddress management,
    List<String> workerFlags)
    implements Serializable {

  static ShippedOptions of(WebOptions options) {
    return new ShippedOptions(
        options.mode(),
        options.processes(),
        options.threads(),
        options.address(),
        options.sharing(),
        options.limits(),
        options.timeouts(),
        options.tls().orElse(null),
        options.compression(),
        options.accessLog().map(Path::toString).orElse(null),
        options.management().orElse(null),
        options.workerFlags());
  }

  @Serial
  private Object readResolve() {
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
        Optional.ofNullable(accessLog).map(Path::of),
        Optional.ofNullable(management),
        workerFlags);
  }
}
