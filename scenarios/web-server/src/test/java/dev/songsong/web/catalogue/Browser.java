// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web.catalogue;

import dev.songsong.testkit.Await;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A Chromium without a window, on one page, told what to do by its DevTools protocol. */
final class Browser implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private final Process process;
  private final HttpClient client;
  private final int port;

  private Browser(Process process, HttpClient client, int port) {
    this.process = process;
    this.client = client;
    this.port = port;
  }

  /** Opens a page; the folder, which must be new, gets the browser's own files. */
  static Browser open(HttpClient client, Path folder, URI page) throws Exception {
    var builder =
        new ProcessBuilder(
                List.of(
                    "chromium",
                    "--headless",
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-quic",
                    "--no-first-run",
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--disable-sync",
                    "--remote-debugging-port=0",
                    "--remote-allow-origins=*",
                    "--user-data-dir=" + folder,
                    page.toString()))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("TMPDIR", folder.getParent().toString());
    Process process = builder.start();
    Path said = folder.resolve("DevToolsActivePort");
    Await.until(
        "the browser", PATIENCE, () -> Files.exists(said) && !Files.readString(said).isBlank());
    int port = Integer.parseInt(Files.readString(said).lines().findFirst().orElse(""));
    var browser = new Browser(process, client, port);
    String there = "document.readyState + ' ' + location.href";
    Await.until(
        "the page", PATIENCE, () -> browser.evaluate(there).equals("complete " + page + "/"));
    return browser;
  }

  /** Collects the pieces of one answer. */
  private static final class Answer implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();
    final CompletableFuture<String> whole = new CompletableFuture<>();

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence piece, boolean last) {
      text.append(piece);
      if (last) {
        whole.complete(text.toString());
      }
      return WebSocket.Listener.super.onText(socket, piece, last);
    }
  }

  /** The value of a script in the page, which may be a promise. */
  String evaluate(String script) throws Exception {
    var answer = new Answer();
    WebSocket socket =
        client.newWebSocketBuilder().buildAsync(page(), answer).get(20, TimeUnit.SECONDS);
    try {
      var parameters = JsonMapper.shared().createObjectNode();
      parameters.put("expression", script).put("awaitPromise", true).put("returnByValue", true);
      var ask = JsonMapper.shared().createObjectNode().put("id", 1);
      ask.put("method", "Runtime.evaluate").set("params", parameters);
      socket.sendText(ask.toString(), true);
      String said = answer.whole.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      return JsonMapper.shared().readTree(said).at("/result/result/value").asString(said);
    } finally {
      socket.abort();
    }
  }

  private URI page() throws IOException, InterruptedException {
    var list = new Api(URI.create("http://127.0.0.1:" + port)).get("/json/list");
    for (JsonNode one : Api.json(list)) {
      if (one.get("type").asString().equals("page")) {
        return URI.create(one.get("webSocketDebuggerUrl").asString());
      }
    }
    throw new AssertionError("pages: " + list.body() + " (expected: one)");
  }

  @Override
  public void close() {
    List<ProcessHandle> all = process.descendants().toList();
    process.destroyForcibly();
    all.forEach(ProcessHandle::destroyForcibly);
    process.onExit().join();
    all.forEach(one -> one.onExit().join());
  }
}
