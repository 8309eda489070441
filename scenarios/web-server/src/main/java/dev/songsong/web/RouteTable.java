// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The routes of an application as a tree of segments. Filled by the thread that configures, before
 * any loop looks; never changed after.
 */
final class RouteTable implements Routes {

  /**
   * What answers.
   *
   * @param names of the path's parameters, in the order of the values that were found
   * @param template the path as it was given, for metrics
   */
  record Route(Handler handler, boolean blocking, List<String> names, String template) {}

  /** A route with the method that it was given for. */
  record Known(Method method, Route route) {}

  /**
   * What was found for a path.
   *
   * @param route none if the path is known, but not for the method
   * @param values of the path's parameters
   * @param allowed the methods of the path
   */
  record Match(@Nullable Route route, List<String> values, Set<Method> allowed) {}

  private static final class Node {
    final Map<String, Node> exact = new HashMap<>();
    @Nullable Node any;
    final Map<Method, Route> here = new EnumMap<>(Method.class);
    final Map<Method, Route> rest = new EnumMap<>(Method.class);
  }

  private final Node root = new Node();
  // Paths without parameters, which most are: one look finds them.
  private final Map<String, Node> plain = new HashMap<>();
  private final List<Known> known = new ArrayList<>();
  private final Deque<AutoCloseable> resources = new ArrayDeque<>();
  private final HealthChecks checks = new HealthChecks();
  private final Set<Method> methods = EnumSet.noneOf(Method.class);
  private final int replica;

  RouteTable(int replica) {
    this.replica = replica;
  }

  @Override
  public Routes route(Method method, String path, Handler handler) {
    return add(method, path, handler, true);
  }

  @Override
  public Routes nonBlocking(Method method, String path, Handler handler) {
    return add(method, path, handler, false);
  }

  private Routes add(Method method, String path, Handler handler, boolean blocking) {
    PathPattern pattern = PathPattern.parse(path);
    Node node = root;
    List<String> segments = pattern.segments();
    int walked = pattern.rest() ? segments.size() - 1 : segments.size();
    for (String segment : segments.subList(0, walked)) {
      node = child(node, segment);
    }
    var route = new Route(handler, blocking, pattern.names(), path);
    if ((pattern.rest() ? node.rest : node.here).putIfAbsent(method, route) != null) {
      throw new IllegalArgumentException(
          "route: " + method + " " + path + " (expected: not there yet)");
    }
    known.add(new Known(method, route));
    methods.add(method);
    if (pattern.names().isEmpty()) {
      plain.put(path, node);
    }
    return this;
  }

  private static Node child(Node node, String segment) {
    if (!segment.equals(PathPattern.ANY)) {
      return node.exact.computeIfAbsent(segment, _ -> new Node());
    }
    Node any = node.any;
    if (any == null) {
      any = new Node();
      node.any = any;
    }
    return any;
  }

  @Override
  public Routes health(String name, HealthCheck check) {
    checks.add(name, check);
    return this;
  }

  @Override
  public Routes onClose(AutoCloseable resource) {
    resources.push(resource);
    return this;
  }

  @Override
  public int replica() {
    return replica;
  }

  /** All routes, as they were given. */
  List<Known> known() {
    return List.copyOf(known);
  }

  HealthChecks checks() {
    return checks;
  }

  /** The methods of all routes, and those that they bring along. */
  Set<Method> methods() {
    return allowed(methods);
  }

  /** What was given to {@link #onClose}, the last first. */
  List<AutoCloseable> resources() {
    return List.copyOf(resources);
  }

  /** Finds the route of a path without dot segments; null if there is none for any method. */
  @Nullable Match find(Method method, Target target) {
    // A slash that was encoded is part of a segment, and parts none.
    Node quick = target.plain() ? plain.get(target.path()) : null;
    if (quick != null) {
      return match(quick.here, method, List.of());
    }
    var values = new ArrayList<String>();
    return walk(root, target.segments(), 0, method, values);
  }

  private static @Nullable Match walk(
      Node node, List<String> segments, int at, Method method, List<String> values) {
    if (at == segments.size()) {
      return node.here.isEmpty() ? null : match(node.here, method, values);
    }
    Node exact = node.exact.get(segments.get(at));
    Match found = exact == null ? null : walk(exact, segments, at + 1, method, values);
    if (found == null && node.any != null && !segments.get(at).isEmpty()) {
      values.add(segments.get(at));
      found = walk(node.any, segments, at + 1, method, values);
      if (found == null) {
        values.removeLast();
      }
    }
    if (found == null && !node.rest.isEmpty()) {
      values.add(String.join("/", segments.subList(at, segments.size())));
      found = match(node.rest, method, values);
    }
    return found;
  }

  private static Match match(Map<Method, Route> routes, Method method, List<String> values) {
    Route route = routes.get(method);
    if (route == null && method == Method.HEAD) {
      route = routes.get(Method.GET);
    }
    return new Match(route, values, route == null ? allowed(routes.keySet()) : Set.of());
  }

  private static Set<Method> allowed(Set<Method> known) {
    EnumSet<Method> all = EnumSet.of(Method.OPTIONS);
    all.addAll(known);
    if (known.contains(Method.GET)) {
      all.add(Method.HEAD);
    }
    return all;
  }
}
