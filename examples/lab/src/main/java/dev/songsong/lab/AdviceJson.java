// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lab;

import dev.songsong.advice.Advice;
import dev.songsong.advice.Cost;
import dev.songsong.advice.Costs;
import dev.songsong.advice.Criterion;
import dev.songsong.advice.Figure;
import dev.songsong.advice.WorkProfile;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Costs and advice as JSON; names are added, never changed. Times are ns, sizes are bytes. */
final class AdviceJson {
  private static final JsonMapper MAPPER = new JsonMapper();

  private AdviceJson() {}

  static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  static ObjectNode of(Costs costs) {
    ObjectNode tree = object();
    tree.put("at", costs.at().toString());
    tree.put("took_ns", costs.took().toNanos());
    ObjectNode figures = tree.putObject("figures");
    costs
        .figures()
        .forEach((cost, figure) ->
            figures
                .putObject(name(cost))
                .put("unit", name(cost.unit()))
                .put("median", figure.median())
                .put("low", figure.low())
                .put("high", figure.high())
                .put("samples", figure.samples())
                .put("scale", figure.scale()));
    return tree;
  }

  /** The costs in a tree that {@link #of(Costs)} wrote; empty when it is anything else. */
  static Optional<Costs> costs(JsonNode tree) {
    try {
      var figures = new EnumMap<Cost, Figure>(Cost.class);
      for (Cost cost : Cost.values()) {
        JsonNode figure = tree.path("figures").path(name(cost));
        if (figure.isObject()) {
          figures.put(
              cost,
              new Figure(
                  figure.path("median").doubleValue(),
                  figure.path("low").doubleValue(),
                  figure.path("high").doubleValue(),
                  figure.path("samples").intValue(),
                  figure.path("scale").intValue()));
        }
      }
      Instant at = Instant.parse(tree.path("at").stringValue());
      Duration took = Duration.ofNanos(tree.path("took_ns").longValue());
      return Optional.of(new Costs(at, took, figures));
    } catch (JacksonException | DateTimeException | IllegalArgumentException notOurs) {
      return Optional.empty();
    }
  }

  static ObjectNode of(WorkProfile work) {
    return object()
        .put("cpu_share", work.cpuShare())
        .put("task_ns", work.taskTime().toNanos())
        .put("bytes_in", work.bytesIn())
        .put("bytes_out", work.bytesOut())
        .put("shared_state", work.sharedState())
        .put("native_code", work.nativeCode())
        .put("untrusted", work.untrusted())
        .put("killable", work.killable())
        .put("heap_bytes", work.heapBytes())
        .put("start_up_ns", work.startUp().toNanos());
  }

  static ObjectNode of(Advice advice, AdviseTexts texts) {
    ObjectNode tree =
        object()
            .put("choice", name(advice.choice()))
            .put("mode", name(advice.mode()))
            .put("processes", advice.processes())
            .put("threads", advice.threads())
            .put("heap_mib", advice.heapMiB())
            .put("code", advice.code());
    reasons(advice.reasons(), texts, tree.putArray("reasons"));
    reasons(advice.changes(), texts, tree.putArray("changes"));
    return tree;
  }

  private static void reasons(List<Advice.Reason> reasons, AdviseTexts texts, ArrayNode array) {
    for (Advice.Reason reason : reasons) {
      ObjectNode node =
          array
              .addObject()
              .put("key", reason.key())
              .put("text", texts.sentence(reason))
              .put("criterion", reason.criterion().key())
              .put("source", texts.source(reason.criterion()));
      ArrayNode costs = node.putArray("costs");
      reason.costs().forEach(cost -> costs.add(name(cost)));
    }
  }

  /** The third question's table; its figures are named, and stand under {@code costs}. */
  static ArrayNode criteria(AdviseTexts texts) {
    ArrayNode array = MAPPER.createArrayNode();
    for (Criterion criterion : Criterion.values()) {
      ObjectNode node =
          array
              .addObject()
              .put("key", criterion.key())
              .put("criterion", texts.criterion(criterion))
              .put("favours", texts.favours(criterion))
              .put("source", texts.source(criterion));
      ArrayNode costs = node.putArray("costs");
      criterion.costs().forEach(cost -> costs.add(name(cost)));
    }
    return array;
  }

  private static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
