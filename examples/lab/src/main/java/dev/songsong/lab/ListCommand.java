// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lab;

import dev.songsong.command.Language;
import dev.songsong.command.Texts;
import dev.songsong.scenario.Scenario;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/** {@code songsong list}: the problems that are built. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = "Lists the problems that can be compared and run.")
final class ListCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Option(names = "--json", description = "Write JSON.")
  private boolean json;

  @Option(
      names = "--lang",
      paramLabel = "LANG",
      description = "Language of the titles: en or vi (default: your locale's).")
  private Language language = Language.preferred();

  @Override
  public void run() {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(asJson());
      return;
    }
    var texts = Texts.named(Main.class, "report", language);
    int width = Problems.all().stream().mapToInt(s -> s.name().length()).max().orElse(0);
    for (Scenario scenario : Problems.all()) {
      out.printf(
          "%2d  %-" + width + "s  %s%n",
          scenario.number(),
          scenario.name(),
          texts.get("problem." + scenario.number()));
    }
  }

  private static String asJson() {
    ArrayNode problems = JsonMapper.shared().createArrayNode();
    for (Scenario scenario : Problems.all()) {
      problems
          .addObject()
          .put("number", scenario.number())
          .put("name", scenario.name())
          .put("unit", scenario.unit())
          .putPOJO("faults", scenario.faults());
    }
    return problems.toPrettyString();
  }
}
