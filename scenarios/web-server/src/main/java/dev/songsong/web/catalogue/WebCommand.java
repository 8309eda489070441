// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web.catalogue;

import dev.songsong.command.Complaints;
import dev.songsong.command.Interruption;
import dev.songsong.command.LanguageOption;
import dev.songsong.command.ModeOptions;
import dev.songsong.command.Texts;
import dev.songsong.command.UsageException;
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
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
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
  private static final int LARGEST_BOOK = 64 << 10;

  @Spec private CommandSpec spec;

  @Mixin private ModeOptions modes;

  @Option(names = "--sharing", paramLabel = "HOW", converter = SharingConverter.class, order = 33)
  private Optional<Sharing> sharing = Optional.empty();

  @Option(names = "--host", paramLabel = "HOST", order = 40)
  private String host = "127.0.0.1";

  @Option(names = "--port", paramLabel = "PORT", order = 41)
  private int port = 8080;

  @Option(names = "--tls-cert", paramLabel = "FILE", order = 42)
  private Optional<Path> certificate = Optional.empty();

  @Option(names = "--tls-key", paramLabel = "FILE", order = 43)
  private Optional<Path> key = Optional.empty();

  @Option(names = "--data", paramLabel = "FILE", order = 50)
  private Optional<Path> data = Optional.empty();

  @Option(names = "--seed-items", paramLabel = "N", order = 51)
  private int samples;

  @Option(names = "--access-log", paramLabel = "FILE", order = 60)
  private Optional<Path> accessLog = Optional.empty();

  @Option(names = "--management", paramLabel = "PORT", order = 61)
  private Optional<Integer> management = Optional.empty();

  @Mixin private LanguageOption language;

  @Override
  public Integer call() throws InterruptedException {
    try {
      return serve(options());
    } catch (IllegalArgumentException e) {
      return Complaints.usage(spec.commandLine(), e.getMessage());
    } catch (CatalogueException | WebServerException | IOException e) {
      return Complaints.failure(spec.commandLine(), e.getMessage() + remedy(e));
    }
  }

  private static String remedy(Exception e) {
    return String.valueOf(e.getMessage()).startsWith("address: ")
        ? "; choose another by --host, --port or --management"
        : "";
  }

  private int serve(WebOptions options) throws IOException, InterruptedException {
    // Closed last: the hook lets the JVM end only when all is cleaned up.
    var asked = new CountDownLatch(1);
    try (var _ = Interruption.onSignal(asked::countDown);
        var scratch = Scratch.make();
        var server = WebServer.start(app(scratch), options)) {
      greet(server, options);
      var unused = server.onEnd().whenComplete((_, _) -> asked.countDown());
      asked.await();
      say("ending");
    }
    return ExitCode
        .SOFTWARE; // of a server that ended by itself; who ends by a signal has the signal's status
  }

  private CatalogueApp app(Scratch scratch) throws InterruptedException {
    if (samples < 0) {
      throw new IllegalArgumentException("seed-items: " + samples + " (expected: >= 0)");
    }
    if (data.isEmpty() && !modes.mode().usesProcesses()) {
      return CatalogueApp.inHeap(samples);
    }
    Path file = data.orElse(scratch.folder().resolve("books.db"));
    int readers = Runtime.getRuntime().availableProcessors();
    return CatalogueApp.inFile(file, scratch.folder(), data.isPresent(), readers, samples);
  }

  private void greet(WebServer server, WebOptions options) {
    say("listening", server.uri(), workers(options));
    server
        .management()
        .ifPresent(address ->
            say("management", uri("http", address.getAddress().getHostAddress(), address)));
    say("try", toTry(server), options.tls().isPresent() ? "curl -k" : "curl");
  }

  /** No browser goes to all addresses of a machine at once. */
  private static URI toTry(WebServer server) {
    InetSocketAddress address = server.address();
    return address.getAddress().isAnyLocalAddress()
        ? uri(server.uri().getScheme(), "127.0.0.1", address)
        : server.uri();
  }

  private static URI uri(String scheme, String host, InetSocketAddress address) {
    return URI.create(scheme + "://" + host + ":" + address.getPort());
  }

  private String workers(WebOptions options) {
    Texts texts = language.texts();
    return switch (options.mode()) {
      case THREADS, VIRTUAL_THREADS -> texts.get("say.by-threads", options.threads());
      case PROCESSES -> texts.get("say.by-processes", options.processes());
      case HYBRID -> texts.get("say.by-both", options.processes(), options.threads());
    };
  }

  private void say(String key, Object... values) {
    PrintWriter out = spec.commandLine().getOut();
    language.texts().get("say." + key, values).lines().forEach(out::println);
    out.flush();
  }

  private WebOptions options() {
    if (sharing.isPresent() && !modes.mode().usesProcesses()) {
      throw new UsageException(
          "--sharing: given (expected: none in this mode); use --mode processes or --mode hybrid");
    }
    if (certificate.isPresent() != key.isPresent()) {
      throw new IllegalArgumentException(
          "tls: one of two files (expected: both --tls-cert and --tls-key, or neither)");
    }
    var options =
        WebOptions.DEFAULT
            .withMode(modes.mode(), modes.processes(), modes.threads())
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
}
