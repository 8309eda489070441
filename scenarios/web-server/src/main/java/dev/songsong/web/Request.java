// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/** A request, as the client sent it. Used by the thread that handles it. */
public interface Request {

  /** What is to be done. */
  Method method();

  /** The path with its percent-encoding undone and without dot segments, such as {@code /a b}. */
  String path();

  /** The path and the query as they came, such as {@code /a%20b?q=1}. */
  String target();

  /**
   * What stands in the path for a name in braces.
   *
   * @throws IllegalArgumentException if the route has no such name
   */
  String parameter(String name);

  /** The first value of a query parameter, decoded. */
  Optional<String> query(String name);

  /** All values of a query parameter, decoded, in the order given. */
  List<String> queries(String name);

  /** The first value of a header; names are case-insensitive. */
  Optional<String> header(String name);

  /** All values of a header. */
  List<String> headers(String name);

  /** Who asks. */
  InetSocketAddress client();

  /** The protocol: {@code HTTP/1.0}, {@code HTTP/1.1} or {@code HTTP/2}. */
  String protocol();

  /** Whether the connection is encrypted. */
  boolean secure();

  /** What was sent along. */
  RequestBody body();
}
