// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web.catalogue;

import dev.songsong.exec.Mode;
import dev.songsong.web.Limits;
import dev.songsong.web.Sharing;
import dev.songsong.web.Tls;
import dev.songsong.web.WebOptions;
import dev.songsong.web.WebServer;
import dev.songsong.web.WebServerException;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code songsong run web-server}: the catalogue behind a socket, until Ctrl-C.
 *
 * <p>Exit codes: 1 it can't serve, 2 wrong usage, 130 after Ctrl-C, 143 after SIGTERM. There is no
 * 0: a server doesn't end by itself, and who started it is to see that it was told to.
 */
@Command(
    name = "web-server",
    version = "songsong 0.1.0",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class WebCommand implements Callable<Integer> {
  static final int FAILED = 1;
  static final int USAGE = 2;
  private static final int LARGEST_BOOK = 64 << 10;

  private Texts texts = Texts.of(Locale.getDefault());
  private CommandSpec spec = CommandSpec.create();

  @Option(names = "--mode", paramLabel = "MODE", converter = ModeConverter.class, order = 10)
  private Mode mode = Mode.THREADS;

  @Option(
      names = {"-p", "--processes"},
      paramLabel = "N",
      order = 11)
  private Optional<Integer> processes = Optional.empty();

  @Option(
      names = {"-t", "--threads"},
      paramLabel = "N",
      order = 12)
  private Optional<Integer> threads = Optional.empty();

  @Option(names = "--sharing", paramLabel = "HOW", converter = SharingConverter.class, order = 13)
  private Optional<Sharing> sharing = Optional.empty();

  @Option(names = "--host", paramLabel = "HOST", order = 20)
  private String host = "127.0.0.1";

  @Option(names = "--port", paramLabel = "PORT", order = 21)
  private int port = 8080;

  @Option(names = "--tls-cert", paramLabel = "FILE", order = 22)
  private Optional<Path> certificate = Optional.empty();

  @Option(names = "--tls-key", paramLabel = "FILE", order = 23)
  private Optional<Path> key = Optional.empty();

  @Option(names = "--data", paramLabel = "FILE", order = 30)
  private Optional<Path> data = Optional.empty();

  @Option(names = "--seed-items", paramLabel = "N", order = 31)
  private int samples;

  @Option(names = "--access-log", paramLabel = "FILE", order = 40)
  private Optional<Path> accessLog = Optional.empty();

  @Option(names = "--management", paramLabel = "PORT", order = 41)
  private Optional<Integer> management = Optional.empty();

  @Spec
  void spec(CommandSpec own) {
    spec = own;
    own.resourceBundle(texts.bundle());
  }

  @Option(names = "--lang", paramLabel = "LANG", order = 50)
  void language(@Nullable String name) {
    if (name != null) {
      texts = Texts.named(name);
      spec.resourceBundle(texts.bundle());
    }
  }

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter err = spec.commandLine().getErr();
    try {
      return serve(options());
    } catch (IllegalArgumentException e) {
      err.println("songsong: " + e.getMessage());
      return USAGE;
    } catch (CatalogueException | WebServerException | IOException e) {
      err.println("songsong: " + e.getMessage());
      return FAILED;
    }
  }

  private int serve(WebOptions options) throws IOException, InterruptedException {
    // Closed last: what the hook waits for is done only when all is cleaned up.
    try (var stopper = Stopper.install();
        var scratch = Scratch.make();
        var server = WebServer.start(app(scratch), options)) {
      greet(server, options);
      var unused = server.onEnd().whenComplete((_, _) -> stopper.wake());
      stopper.await();
      say("ending");
    }
    return FAILED; // of a server that ended by itself; who ends by a signal has the signal's status
  }

  private CatalogueApp app(Scratch scratch) throws InterruptedException {
    if (samples < 0) {
      throw new IllegalArgumentException("seed-items: " + samples + " (expected: >= 0)");
    }
    if (data.isEmpty() && !mode.usesProcesses()) {
      return CatalogueApp.inHeap(samples);
    }
    Path file = data.orElse(scratch.folder().resolve("books.db"));
    int readers = Runtime.getRuntime().availableProcessors();
    return CatalogueApp.inFile(file, scratch.folder(), data.isPresent(), readers, samples);
  }

  private void greet(WebServer server, WebOptions options) {
    say("listening", server.uri(), workers(options));
    say("try", server.uri(), options.tls().isPresent() ? "curl -k" : "curl");
    options
        .management()
        .ifPresent(address -> say("management", Integer.toString(address.getPort())));
  }

  private String workers(WebOptions options) {
    return switch (options.mode()) {
      case THREADS, VIRTUAL_THREADS -> texts.get("by-threads", options.threads());
      case PROCESSES -> texts.get("by-processes", options.processes());
      case HYBRID -> texts.get("by-both", options.processes(), options.threads());
    };
  }

  private void say(String key, Object... values) {
    PrintWriter out = spec.commandLine().getOut();
    texts.get(key, values).lines().forEach(out::println);
    out.flush();
  }

  private WebOptions options() {
    int cores = Runtime.getRuntime().availableProcessors();
    refuse("processes", processes.isPresent() && !mode.usesProcesses(), "processes or hybrid");
    refuse("sharing", sharing.isPresent() && !mode.usesProcesses(), "processes or hybrid");
    refuse("threads", threads.isPresent() && mode == Mode.PROCESSES, "threads or hybrid");
    if (certificate.isPresent() != key.isPresent()) {
      throw new IllegalArgumentException(
          "tls: one of two files (expected: both --tls-cert and --tls-key, or neither)");
    }
    boolean hybrid = mode == Mode.HYBRID;
    var options =
        WebOptions.DEFAULT
            .withMode(
                mode,
                processes.orElse(hybrid ? Math.max(2, cores / 2) : cores),
                threads.orElse(hybrid ? 2 : cores))
            .withAddress(new InetSocketAddress(address(host), port("port", port)))
            .withLimits(Limits.DEFAULT.withBodyBytes(LARGEST_BOOK));
    options = sharing.map(options::withSharing).orElse(options);
    options = accessLog.map(options::withAccessLog).orElse(options);
    options = management.map(this::managementAddress).map(options::withManagement).orElse(options);
    return certificate.isPresent()
        ? options.withTls(new Tls(certificate.get(), key.orElseThrow()))
        : options;
  }

  /** On loopback, wherever the server itself is: what it says is not for everybody. */
  private InetSocketAddress managementAddress(int given) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port("management", given));
  }

  private static InetAddress address(String host) {
    try {
      return InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(
          "host: " + host + " (expected: an address of this machine, or 0.0.0.0 for all)", e);
    }
  }

  private static int port(String name, int value) {
    if (value < 0 || value > 65_535) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: 0 to 65535)");
    }
    return value;
  }

  private static void refuse(String name, boolean unfit, String modes) {
    if (unfit) {
      throw new IllegalArgumentException(
          name + ": given (expected: not in this mode); add --mode " + modes);
    }
  }
}
