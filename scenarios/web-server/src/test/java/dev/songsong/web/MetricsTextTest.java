// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.testkit.LeakCheck;
import dev.songsong.testkit.RequiresTool;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@Timeout(60)
@ExtendWith(LeakCheck.class)
final class MetricsTextTest {

  private static String merged(String... texts) {
    var all = new MetricsText();
    for (int i = 0; i < texts.length; i++) {
      all.add(Integer.toString(i + 1), texts[i]);
    }
    return all.text();
  }

  @Test
  void samples_of_a_family_stand_together_and_say_whose_they_are() {
    String text = "# HELP a_total All.\n# TYPE a_total counter\na_total 1.0\n";
    String labelled = "# TYPE b gauge\nb{x=\"{} \\\"q\\\"\",y=\"2\"} 7.0\n";

    assertThat(merged(text + labelled, labelled + text))
        .isEqualTo(
            """
            # HELP a_total All.
            # TYPE a_total counter
            a_total{worker="1"} 1.0
            a_total{worker="2"} 1.0
            # TYPE b gauge
            b{worker="1",x="{} \\"q\\"",y="2"} 7.0
            b{worker="2",x="{} \\"q\\"",y="2"} 7.0
            """);
  }

  @Test
  void a_family_of_another_type_is_left_out_rather_than_mixed() {
    String counter = "# TYPE a counter\na 1.0\n";
    String gauge = "# TYPE a gauge\na 2.0\n# TYPE c gauge\nc 3.0\n";

    assertThat(merged(counter, gauge))
        .isEqualTo("# TYPE a counter\na{worker=\"1\"} 1.0\n# TYPE c gauge\nc{worker=\"2\"} 3.0\n");
  }

  @Test
  void without_a_name_nothing_is_added() {
    var all = new MetricsText();
    all.add("", "# TYPE a gauge\na 1.0\n");

    assertThat(all.text()).isEqualTo("# TYPE a gauge\na 1.0\n");
  }

  @Test
  void garbage_makes_no_text_that_cannot_be_read() {
    String garbage = "<html>\n# what\n# TYPE\n# HELP\n\n\n# TYPE x";

    assertThat(merged(garbage, "# TYPE a gauge\na 1.0\n"))
        .isEqualTo("# TYPE a gauge\na{worker=\"2\"} 1.0\n");
  }

  private static String twoProcesses() {
    var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    try (var jvm = new JvmMeters(registry)) {
      assertThat(jvm).isNotNull();
      Timer.builder("http.server.requests")
          .description("A \"quoted\" one.\nTwo lines.")
          .tag("uri", "/a\"b\\c\n{d}")
          .serviceLevelObjectives(Duration.ofMillis(5))
          .register(registry)
          .record(3, TimeUnit.MILLISECONDS);
      return merged(registry.scrape(), registry.scrape());
    }
  }

  @Test
  void what_the_registry_writes_stays_in_the_format() {
    Map<String, Double> series = PrometheusGrammar.parse(twoProcesses());

    assertThat(series)
        .containsEntry(
            "http_server_requests_seconds_count{worker=\"2\",uri=\"/a\\\"b\\\\c\\n{d}\"}", 1.0);
  }

  /** By the parser of Prometheus' client for Python; Debian's python3-prometheus-client. */
  @Test
  @RequiresTool("/usr/bin/python3")
  void the_parser_of_prometheus_client_reads_it() throws Exception {
    String program =
        """
        import sys
        from prometheus_client.parser import text_string_to_metric_families
        for family in text_string_to_metric_families(sys.stdin.read()):
            for sample in family.samples:
                print(sample.name, sample.labels.get("worker"))
        """;
    Process reader =
        new ProcessBuilder("/usr/bin/python3", "-c", program).redirectErrorStream(true).start();
    try {
      reader.getOutputStream().write(twoProcesses().getBytes(StandardCharsets.UTF_8));
      reader.getOutputStream().close();
      String said = new String(reader.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

      assertThat(reader.waitFor()).as(said).isZero();
      assertThat(said)
          .contains("http_server_requests_seconds_count 1", "http_server_requests_seconds_count 2");
    } finally {
      reader.destroyForcibly();
    }
  }
}
