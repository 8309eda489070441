// SPDX-License-Identifier: Apache-2.0
/** Executors, pipelines, graphs, ranks, supervision, programs, shared memory and the machine. */
module dev.songsong.core {
  requires transitive com.google.common;
  requires java.management;
  requires jdk.jfr;
  requires jdk.net;
  requires jdk.management;
  requires transitive org.jspecify;

  exports dev.songsong.advice;
  exports dev.songsong.exec;
  exports dev.songsong.graph;
  exports dev.songsong.machine;
  exports dev.songsong.memory;
  exports dev.songsong.pipeline;
  exports dev.songsong.process;
  exports dev.songsong.scenario;
  exports dev.songsong.spmd;
  exports dev.songsong.supervise;

  uses dev.songsong.machine.MachineProbe;
  uses dev.songsong.scenario.Scenario;
  uses dev.songsong.scenario.ScenarioCommand;
}
