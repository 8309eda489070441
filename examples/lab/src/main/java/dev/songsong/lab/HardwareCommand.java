// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lab;

import dev.songsong.machine.Machine;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code songsong hardware}: the machine this runs on, and how many workers to give it. */
@Command(
    name = "hardware",
    mixinStandardHelpOptions = true,
    description = "Describes this machine and recommends threads and processes for it.")
final class HardwareCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--json", description = "Print JSON instead of a table.")
  private boolean json;

  @Option(
      names = "--lang",
      paramLabel = "LANG",
      description = "Language of the table: en or vi (default: your locale's).")
  private Language language = Language.preferred();

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    Machine machine = Machine.probe();
    if (json) {
      out.println(MachineJson.write(machine));
    } else {
      MachineTable.of(machine, language)
          .lines(spec.usageMessage().width(), Terminal.colours())
          .forEach(out::println);
    }
    out.flush();
    return 0;
  }
}
