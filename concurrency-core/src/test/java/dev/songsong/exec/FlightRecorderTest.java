// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class FlightRecorderTest {

  @Test
  void recording_holds_each_task_and_each_worker(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("pool.jfr");
    try (var recording = new Recording()) {
      recording.enable("dev.songsong.TaskRun").withoutThreshold();
      recording.enable("dev.songsong.WorkerChange");
      recording.start();
      try (var pool = ParallelExecutor.builder(Mode.PROCESSES).processes(1).name("seen").build()) {
        pool.submit(TaskOptions.DEFAULT.withName("fine"), () -> 1).get();
        pool.submit(TaskOptions.DEFAULT.withName("fatal"), FlightRecorderTest::die).outcome();
      }
      recording.dump(file);
    }
    List<RecordedEvent> events = RecordingFile.readAllEvents(file);
    assertThat(events)
        .filteredOn(event -> event.getEventType().getName().equals("dev.songsong.TaskRun"))
        .extracting(event -> event.getString("task") + " " + event.getString("outcome"))
        .contains("fine Done", "fatal WorkerDied");
    assertThat(events)
        .filteredOn(event -> event.getEventType().getName().equals("dev.songsong.WorkerChange"))
        .extracting(event -> event.getString("change"))
        .contains("started")
        .anyMatch(change -> change.endsWith(": exit 5"));
  }

  private static int die() {
    Runtime.getRuntime().halt(5);
    return 0;
  }
}
