// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes of a head that came an exchange: with the route that answers, or with a refusal. */
final class Requests {
  private static final Target NOWHERE = Target.parse("/");
  private static final Response OVERLOADED =
      Response.problem(
              Problem.of(503, "server: too many requests at once (expected: fewer; try again)"))
          .withHeader("retry-after", "1");

  private final RouteTable routes;
  private final Limits limits;
  private final @Nullable ClientRates rates; // none without a limit
  private final Response tooOften;

  Requests(RouteTable routes, Limits limits) {
    this.routes = routes;
    this.limits = limits;
    this.rates =
        limits.ratePerClient() == 0
            ? null
            : new ClientRates(limits.ratePerClient(), System::nanoTime);
    this.tooOften = tooOften(limits.ratePerClient());
  }

  /** Never fails: what is wrong becomes the answer. */
  Exchange open(HttpHandler connection, HttpRequest head) {
    try {
      HttpException unreadable = RequestCheck.unreadable(head.decoderResult(), limits);
      if (unreadable != null) {
        throw unreadable;
      }
      RequestCheck.headers(head);
      if (connection.http2() && head.uri().length() > limits.requestLine()) {
        // HTTP/1's decoder has seen to that.
        throw HttpException.of(
            414, "path: too long (expected: <= " + limits.requestLine() + " bytes)");
      }
    } catch (HttpException e) {
      // Where the next request begins can't be known.
      return refused(connection, head, Response.problem(e.problem()), false);
    }
    if (rates != null && !rates.admits(connection.client().getAddress())) {
      connection.engine().tally().count(Tally.Event.OVER_RATE);
      return refused(connection, head, tooOften, true);
    }
    try {
      return found(connection, head);
    } catch (HttpException e) {
      // What follows CONNECT is no HTTP.
      int status = e.problem().status();
      boolean understood = status != 400 && status != 501;
      return refused(connection, head, Response.problem(e.problem()), understood);
    }
  }

  private Exchange found(HttpHandler connection, HttpRequest head) {
    Method method = RequestCheck.method(head);
    if (method == Method.OPTIONS && head.uri().equals("*")) {
      return refused(
          connection, head, Response.of(204).withHeader("allow", names(routes.methods())), true);
    }
    Target target = Target.parse(RequestCheck.target(head));
    RouteTable.Match match = routes.find(method, target);
    if (match == null) {
      throw HttpException.of(404, "path: nothing is there (expected: a path of this server)");
    }
    RouteTable.Route route = match.route();
    if (route == null) {
      return refused(connection, head, notForMethod(method, match), true);
    }
    requireSmall(head.headers());
    BodyPipe pipe = pipe(connection, head, route.blocking());
    return new Exchange(connection, head, method, target, route, match.values(), pipe, true);
  }

  private static Response notForMethod(Method method, RouteTable.Match match) {
    String allowed = names(match.allowed());
    Response response =
        method == Method.OPTIONS
            ? Response.of(204)
            : Response.problem(
                Problem.of(405, "method: " + method + " (expected: one of " + allowed + ")"));
    return response.withHeader("allow", allowed);
  }

  private static String names(Set<Method> methods) {
    return methods.stream().map(Method::name).collect(Collectors.joining(", "));
  }

  private static Response tooOften(int rate) {
    return Response.problem(
            Problem.of(429, "client: too many requests (expected: <= " + rate + " a second)"))
        .withHeader("retry-after", "1");
  }

  /** What a request is told that finds no place; made once, for then there is no time. */
  static Response overloaded() {
    return OVERLOADED;
  }

  private void requireSmall(HttpHeaders headers) {
    String length = headers.get(HttpHeaderNames.CONTENT_LENGTH);
    if (length != null && Long.parseLong(length) > limits.bodyBytes()) {
      throw BodyPipe.tooLarge(limits.bodyBytes());
    }
    String expected = headers.get(HttpHeaderNames.EXPECT);
    if (expected != null && !expected.equalsIgnoreCase("100-continue")) {
      throw HttpException.of(417, "expect: " + expected + " (expected: 100-continue)");
    }
  }

  private static Exchange refused(
      HttpHandler connection, HttpRequest head, Response response, boolean understood) {
    var route = new RouteTable.Route(_ -> response, false, List.of(), "refused");
    BodyPipe pipe = hasBody(connection, head) ? new BodyPipe(Long.MAX_VALUE, null) : null;
    if (pipe != null) {
      pipe.discard();
    }
    // Of a head that can't be read the method means nothing.
    boolean isHead = head.decoderResult().isSuccess() && head.method().name().equals("HEAD");
    Method method = isHead ? Method.HEAD : Method.GET;
    var exchange =
        new Exchange(connection, head, method, NOWHERE, route, List.of(), pipe, understood);
    exchange.refuse();
    return exchange;
  }

  private @Nullable BodyPipe pipe(HttpHandler connection, HttpRequest head, boolean blocking) {
    if (!hasBody(connection, head)) {
      return null;
    }
    return new BodyPipe(limits.bodyBytes(), blocking ? new BodyValve(connection) : null);
  }

  private static boolean hasBody(HttpHandler connection, HttpRequest head) {
    if (head instanceof FullHttpRequest whole) {
      return whole.content().isReadable();
    }
    if (connection.http2()) {
      // Even with a length of 0 its end is still to come.
      return true;
    }
    String length = head.headers().get(HttpHeaderNames.CONTENT_LENGTH);
    return length != null ? !length.equals("0") : HttpUtil.isTransferEncodingChunked(head);
  }
}
