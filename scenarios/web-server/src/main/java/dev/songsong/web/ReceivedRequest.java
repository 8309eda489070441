// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What came with a request, as its handler sees it, and as the server does. Nothing changes but the
 * body, which is the handler's thread's. Above {@link Exchange} rather than inside it, for that
 * would be one object more for each request.
 */
abstract sealed class ReceivedRequest implements Request, Patience permits Exchange {
  private final HttpHandler connection;
  private final HttpRequest head;
  private final Method method;
  private final Target target;
  private final RouteTable.Route route;
  private final List<String> values;
  private final @Nullable BodyPipe pipe;
  private final IncomingBody body;
  private final boolean understood; // else nothing that follows on the connection can be
  private final long begun = System.nanoTime();

  ReceivedRequest(
      HttpHandler connection,
      HttpRequest head,
      Method method,
      Target target,
      RouteTable.Route route,
      List<String> values,
      @Nullable BodyPipe pipe,
      boolean understood) {
    this.connection = connection;
    this.head = head;
    this.method = method;
    this.target = target;
    this.route = route;
    this.values = values;
    this.pipe = pipe;
    this.understood = understood;
    this.body = new IncomingBody(this);
  }

  /** Whether the client means to send more on this connection, and will be understood. */
  boolean keepAlive() {
    return understood && (connection.http2() || isKept());
  }

  private boolean isKept() {
    return head.headers().contains(HttpHeaderNames.CONNECTION)
        ? HttpUtil.isKeepAlive(head)
        : head.protocolVersion().isKeepAliveDefault();
  }

  /** Whether the client may wait for a word before it sends the body. */
  boolean expects() {
    return head.headers().contains(HttpHeaderNames.EXPECT);
  }

  boolean expectsContinue() {
    return pipe != null && HttpUtil.is100ContinueExpected(head);
  }

  RouteTable.Route route() {
    return route;
  }

  HttpRequest head() {
    return head;
  }

  @Nullable BodyPipe pipe() {
    return pipe;
  }

  long begun() {
    return begun;
  }

  HttpHandler connection() {
    return connection;
  }

  /** The length that the client announced; 0 if it sends chunks. */
  long announced() {
    String length = head.headers().get(HttpHeaderNames.CONTENT_LENGTH);
    return length == null ? 0 : Long.parseLong(length);
  }

  HttpHeaders headers() {
    return head.headers();
  }

  boolean isHead() {
    return method == Method.HEAD;
  }

  @Override
  public Method method() {
    return method;
  }

  @Override
  public String path() {
    return target.path();
  }

  @Override
  public String target() {
    return target.raw();
  }

  @Override
  public String parameter(String name) {
    int at = route.names().indexOf(name);
    if (at < 0) {
      throw new IllegalArgumentException(
          "parameter: " + name + " (expected: one of " + route.names() + ")");
    }
    return values.get(at);
  }

  @Override
  public Optional<String> query(String name) {
    return queries(name).stream().findFirst();
  }

  @Override
  public List<String> queries(String name) {
    return target.query().getOrDefault(name, List.of());
  }

  @Override
  public Optional<String> header(String name) {
    return Optional.ofNullable(head.headers().get(name));
  }

  @Override
  public List<String> headers(String name) {
    return List.copyOf(head.headers().getAll(name));
  }

  @Override
  public InetSocketAddress client() {
    return connection.client();
  }

  @Override
  public String protocol() {
    return connection.http2() ? "HTTP/2" : head.protocolVersion().text();
  }

  @Override
  public boolean secure() {
    return connection.engine().options().tls().isPresent();
  }

  @Override
  public IncomingBody body() {
    return body;
  }
}
