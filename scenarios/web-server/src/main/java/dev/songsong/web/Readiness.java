// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Whether requests should be sent here, and why not.
 *
 * <p>One process that answers is enough, for it takes the requests of those that don't. One whose
 * checks fail is not: it still gets its share of the connections.
 *
 * @param told what the checks of each process say; none from one that is silent
 */
record Readiness(boolean draining, Map<String, Optional<Map<String, HealthChecks.Result>>> told) {

  boolean ready() {
    return reason().isEmpty();
  }

  /** Empty if requests are welcome. */
  private String reason() {
    if (draining) {
      return "draining";
    }
    if (told.values().stream().noneMatch(Optional::isPresent)) {
      return told.isEmpty() ? "no worker is up" : "no worker answers";
    }
    boolean failed =
        told.values().stream()
            .flatMap(Optional::stream)
            .flatMap(checks -> checks.values().stream())
            .anyMatch(result -> !result.up());
    return failed ? "a check failed" : "";
  }

  /** As JSON: the status, and each process with its checks. */
  Map<String, Object> body() {
    String reason = reason();
    var body = new LinkedHashMap<String, Object>();
    body.put("status", status(reason.isEmpty()));
    if (!reason.isEmpty()) {
      body.put("reason", reason);
    }
    var workers = new LinkedHashMap<String, Object>();
    // The only one of threads mode has no name.
    told.forEach((name, checks) -> workers.put(name.isEmpty() ? "0" : name, worker(checks)));
    body.put("workers", workers);
    return body;
  }

  private static Map<String, Object> worker(Optional<Map<String, HealthChecks.Result>> told) {
    var worker = new LinkedHashMap<String, Object>();
    if (told.isEmpty()) {
      worker.put("status", "silent");
      return worker;
    }
    Map<String, HealthChecks.Result> results = told.get();
    worker.put("status", status(results.values().stream().allMatch(HealthChecks.Result::up)));
    var checks = new LinkedHashMap<String, Object>();
    results.forEach((name, result) -> checks.put(name, check(result)));
    worker.put("checks", checks);
    return worker;
  }

  private static Map<String, Object> check(HealthChecks.Result result) {
    var check = new LinkedHashMap<String, Object>();
    check.put("status", status(result.up()));
    if (!result.detail().isEmpty()) {
      check.put("detail", result.detail());
    }
    return check;
  }

  private static String status(boolean up) {
    return up ? "up" : "down";
  }
}
