// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import static java.util.Objects.requireNonNull;

import dev.songsong.exec.Mode;
import java.io.Serial;
import java.io.Serializable;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * How a server serves.
 *
 * @param mode by threads, worker processes, or both
 * @param processes worker processes, in the modes that have them
 * @param threads event loops, in this JVM or in each worker; one in {@link Mode#PROCESSES}
 * @param address where it listens; port 0 finds a free one
 * @param sharing how workers share the address
 * @param limits what a process takes at once
 * @param timeouts how long it waits
 * @param tls for encrypted connections; none for plain ones
 * @param compression whether answers are compressed for clients that take it
 * @param accessLog where each answer leaves a line, in the combined format
 * @param management where {@code /metrics}, {@code /health} and {@code /ready} are answered for the
 *     whole server; not to be seen from outside
 * @param workerFlags options for the {@code java} of each worker process, such as {@code -Xmx256m};
 *     without them a worker's heap is its part of the memory. Where all of the class path is in
 *     jars, workers keep the classes that they load in the user's cache folder, and later ones
 *     start in a third of the time; with {@code -Xshare:auto} they don't
 */
public record WebOptions(
    Mode mode,
    int processes,
    int threads,
    InetSocketAddress address,
    Sharing sharing,
    Limits limits,
    Timeouts timeouts,
    Optional<Tls> tls,
    boolean compression,
    Optional<Path> accessLog,
    Optional<InetSocketAddress> management,
    List<String> workerFlags)
    implements Serializable {

  /** Threads of this JVM, a loop for each core, on loopback at a free port. */
  public static final WebOptions DEFAULT =
      new WebOptions(
          Mode.THREADS,
          1,
          Runtime.getRuntime().availableProcessors(),
          new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
          Sharing.DESCRIPTOR,
          Limits.DEFAULT,
          Timeouts.DEFAULT,
          Optional.empty(),
          true,
          Optional.empty(),
          Optional.empty(),
          List.of());

  /** Checks the values. */
  public WebOptions {
    requireNonNull(mode, "mode");
    requireNonNull(address, "address");
    requireNonNull(sharing, "sharing");
    requireNonNull(limits, "limits");
    requireNonNull(timeouts, "timeouts");
    requireNonNull(tls, "tls");
    requireNonNull(accessLog, "accessLog");
    requireNonNull(management, "management");
    workerFlags = List.copyOf(workerFlags);
    if (mode == Mode.VIRTUAL_THREADS) {
      throw new IllegalArgumentException(
          "mode: "
              + mode
              + " (expected: THREADS, PROCESSES or HYBRID)."
              + " Handlers run on virtual threads in each of them.");
    }
    atLeastOne("processes", processes);
    atLeastOne("threads", threads);
    if (mode == Mode.PROCESSES && threads != 1) {
      throw new IllegalArgumentException(
          "threads: " + threads + " (expected: 1 in PROCESSES). HYBRID has several in each.");
    }
  }

  /** The same by threads of this JVM. */
  public WebOptions withThreads(int threads) {
    return run(Mode.THREADS, 1, threads);
  }

  /** The same by worker processes with one event loop each. */
  public WebOptions withProcesses(int processes) {
    return run(Mode.PROCESSES, processes, 1);
  }

  /** The same by worker processes with several event loops each. */
  public WebOptions withHybrid(int processes, int threads) {
    return run(Mode.HYBRID, processes, threads);
  }

  /** The same in a mode that was chosen elsewhere; what the mode has not is left out. */
  public WebOptions withMode(Mode mode, int processes, int threads) {
    return switch (mode) {
      case THREADS, VIRTUAL_THREADS -> withThreads(threads);
      case PROCESSES -> withProcesses(processes);
      case HYBRID -> withHybrid(processes, threads);
    };
  }

  private WebOptions run(Mode mode, int processes, int threads) {
    return with(draft -> {
      draft.mode = mode;
      draft.processes = processes;
      draft.threads = threads;
    });
  }

  /** The same at another address. */
  public WebOptions withAddress(InetSocketAddress address) {
    return with(draft -> draft.address = address);
  }

  /** The same with another way to share the address. */
  public WebOptions withSharing(Sharing sharing) {
    return with(draft -> draft.sharing = sharing);
  }

  /** The same with other limits. */
  public WebOptions withLimits(Limits limits) {
    return with(draft -> draft.limits = limits);
  }

  /** The same with other time-outs. */
  public WebOptions withTimeouts(Timeouts timeouts) {
    return with(draft -> draft.timeouts = timeouts);
  }

  /** The same, encrypted. */
  public WebOptions withTls(Tls tls) {
    return with(draft -> draft.tls = requireNonNull(tls, "tls"));
  }

  /** The same with or without compression. */
  public WebOptions withCompression(boolean compression) {
    return with(draft -> draft.compression = compression);
  }

  /** The same with an access log. */
  public WebOptions withAccessLog(Path file) {
    return with(draft -> draft.accessLog = requireNonNull(file, "accessLog").toFile());
  }

  /** The same with management at this address. */
  public WebOptions withManagement(InetSocketAddress management) {
    return with(draft -> draft.management = requireNonNull(management, "management"));
  }

  /** The same with these options for the {@code java} of each worker process. */
  public WebOptions withWorkerFlags(String... flags) {
    return with(draft -> draft.workerFlags = flags);
  }

  private WebOptions with(Consumer<OptionsDraft> change) {
    var draft = new OptionsDraft(this);
    change.accept(draft);
    return draft.options();
  }

  @Serial
  private Object writeReplace() {
    return new OptionsDraft(this);
  }

  private static void atLeastOne(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: >= 1)");
    }
  }
}
