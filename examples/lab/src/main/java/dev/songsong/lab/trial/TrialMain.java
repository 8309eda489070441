// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lab.trial;

import dev.songsong.scenario.Scenario;
import dev.songsong.scenario.Trial;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ServiceLoader;
import java.util.concurrent.Semaphore;
import tools.jackson.databind.json.JsonMapper;

/**
 * The child's side of {@link TrialProcess}: one trial in this JVM.
 *
 * <p>It says {@code ready} when the input is made, waits for a byte, works, says {@code done} and
 * waits again, so that the lab reads the CPU clock at the right moments. Standard input at its end
 * means that the lab is gone: then this JVM ends too, whatever it was doing.
 */
final class TrialMain {
  static final String READY = "songsong-trial: ready";
  static final String DONE = "songsong-trial: done";

  private TrialMain() {}

  public static void main(String[] args) throws InterruptedException {
    PrintStream control = System.out;
    // What a scenario prints must not get between the control lines.
    System.setOut(System.err);
    var mayGoOn = new Semaphore(0);
    Thread.ofPlatform().daemon().name("trial-parent-watch").start(() -> watchParent(mayGoOn));
    TrialReport report;
    try {
      report = run(args, control, mayGoOn);
    } catch (Exception e) {
      report = TrialReport.failed(e.toString());
    }
    control.println(DONE);
    mayGoOn.acquire();
    // Only now: loading the JSON library would be counted as the work's CPU time.
    JsonMapper.shared().writeValue(Path.of(args[7]), report);
    // Not by returning: threads that a fault left hanging would keep this JVM alive.
    System.exit(0);
  }

  private static TrialReport run(String[] args, PrintStream control, Semaphore mayGoOn)
      throws Exception {
    String fault = args[8];
    Trial trial = scenario(args[0]).prepare(TrialRequest.setup(args));
    control.println(READY);
    mayGoOn.acquire();
    if (!fault.isEmpty()) {
      return TrialReport.of(trial.provoke(fault));
    }
    try (trial) {
      return TrialReport.of(trial.run());
    }
  }

  private static Scenario scenario(String name) {
    return ServiceLoader.load(Scenario.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(scenario -> scenario.name().equals(name))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "scenario: " + name + " (expected: one on the class path)"));
  }

  private static void watchParent(Semaphore mayGoOn) {
    try {
      while (System.in.read() >= 0) {
        mayGoOn.release();
      }
    } catch (IOException parentGone) {
      // Ends below, as at the stream's end.
    }
    ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
    Runtime.getRuntime().halt(1);
  }
}
