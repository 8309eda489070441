// SPDX-License-Identifier: Apache-2.0
package dev.songsong.proof;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.songsong.exec.BrokenTaskModel;
import dev.songsong.exec.PooledTaskModel;
import dev.songsong.exec.TaskQueueModel;
import dev.songsong.graph.WorkDequeModel;
import dev.songsong.pipeline.PipelineRingModel;
import dev.songsong.process.BoundedCaptureModel;
import java.util.concurrent.TimeUnit;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Lincheck runs small programs of the models' operations under many schedules, and asks whether
 * each result could have come from the same operations one after another.
 */
@Timeout(value = 4, unit = TimeUnit.HOURS)
class ModelCheckTest {

  @ParameterizedTest
  @ValueSource(
      classes = {
        PooledTaskModel.class,
        TaskQueueModel.class,
        BoundedCaptureModel.class,
        PipelineRingModel.class,
        WorkDequeModel.class
      })
  void every_schedule_has_an_order_that_explains_it(Class<?> model) {
    options().check(model);
  }

  @Test
  void a_step_that_looks_and_then_sets_is_caught() {
    assertThatThrownBy(() -> options().check(BrokenTaskModel.class))
        .isInstanceOf(LincheckAssertionError.class)
        .hasMessageContaining("Invalid execution results")
        .hasMessageContaining("true");
  }

  private static ModelCheckingOptions options() {
    return new ModelCheckingOptions()
        // By default five operations come first, alone: what ends once would have ended by then.
        .actorsBefore(0)
        .threads(2)
        .actorsPerThread(3)
        .actorsAfter(2)
        .iterations(Effort.now().scenarios())
        .invocationsPerIteration(Effort.now().schedules());
  }
}
