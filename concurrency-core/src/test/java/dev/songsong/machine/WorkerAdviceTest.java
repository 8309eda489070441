// SPDX-License-Identifier: Apache-2.0
package dev.songsong.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.songsong.machine.WorkerAdvice.Reason;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class WorkerAdviceTest {
  @Test
  void plain_cores_get_a_thread_and_a_process_each() {
    var advice = WorkerAdvice.of(Sample.of(4, 4).machine());

    assertThat(advice.cpuThreads().count()).isEqualTo(4);
    assertThat(advice.cpuThreads().reason()).isEqualTo(Reason.ONE_PER_PROCESSOR);
    assertThat(advice.cpuProcesses().count()).isEqualTo(4);
    assertThat(advice.cpuProcesses().reason()).isEqualTo(Reason.ONE_PER_PROCESSOR);
  }

  @Test
  void hyper_threading_doubles_threads_but_not_processes() {
    // GIVEN the laptop of the notes
    var advice = WorkerAdvice.of(Sample.of(6, 12).machine());

    assertThat(advice.cpuThreads().count()).isEqualTo(12);
    assertThat(advice.cpuThreads().reason()).isEqualTo(Reason.HARDWARE_THREADS);
    assertThat(advice.cpuThreads().why()).contains("6 cores run 12 hardware threads");
    assertThat(advice.cpuProcesses().count()).isEqualTo(6);
    assertThat(advice.cpuProcesses().reason()).isEqualTo(Reason.ONE_PER_CORE);
    assertThat(advice.cpuProcesses().why()).endsWith("give each 2 threads");
  }

  @Test
  void unknown_cores_count_as_one_for_each_logical_processor() {
    var advice = WorkerAdvice.of(Sample.of(0, 8).machine());

    assertThat(advice.cpuThreads().reason()).isEqualTo(Reason.ONE_PER_PROCESSOR);
    assertThat(advice.cpuProcesses().count()).isEqualTo(8);
  }

  @Test
  void quota_flips_the_reason_and_the_count() {
    var advice = WorkerAdvice.of(Sample.of(8, 16).quota(1.5).jvm(2).machine());

    assertThat(advice.cpuThreads().count()).isEqualTo(2);
    assertThat(advice.cpuThreads().reason()).isEqualTo(Reason.QUOTA);
    assertThat(advice.cpuThreads().why()).isEqualTo("the container's quota is 1.5 of 16 cores");
    assertThat(advice.cpuProcesses().count()).isEqualTo(2);
    assertThat(advice.cpuProcesses().reason()).isEqualTo(Reason.QUOTA);
    assertThat(advice.blockingThreads().count()).isEqualTo(20);
  }

  @Test
  void processor_set_flips_the_reason() {
    var advice = WorkerAdvice.of(Sample.of(8, 16).cpuset(4).jvm(4).machine());

    assertThat(advice.cpuThreads().count()).isEqualTo(4);
    assertThat(advice.cpuThreads().reason()).isEqualTo(Reason.CPUSET);
  }

  @Test
  void the_option_of_the_jvm_flips_the_reason() {
    var advice = WorkerAdvice.of(Sample.of(8, 8).jvm(3).machine());

    assertThat(advice.cpuThreads().count()).isEqualTo(3);
    assertThat(advice.cpuThreads().reason()).isEqualTo(Reason.JVM_LIMIT);
    assertThat(advice.cpuThreads().why()).contains("-XX:ActiveProcessorCount");
  }

  @Test
  void processes_stop_where_memory_stops_and_threads_do_not() {
    var advice = WorkerAdvice.of(Sample.of(8, 8).free(Sample.GIB).machine());

    assertThat(advice.cpuProcesses().count()).isEqualTo(2);
    assertThat(advice.cpuProcesses().reason()).isEqualTo(Reason.MEMORY);
    assertThat(advice.cpuProcesses().why())
        .isEqualTo("1.0 GiB are free, and a worker JVM takes about 512 MiB");
    assertThat(advice.cpuThreads().count()).isEqualTo(8);
  }

  @Test
  void memory_of_the_container_counts_before_the_hosts() {
    var machine = Sample.of(8, 8).machine(OptionalLong.of(Sample.GIB));

    assertThat(WorkerAdvice.of(machine).cpuProcesses().count()).isEqualTo(2);
  }

  @Test
  void at_least_one_process_even_without_memory() {
    var advice = WorkerAdvice.of(Sample.of(8, 8).free(1).machine());

    assertThat(advice.cpuProcesses().count()).isEqualTo(1);
  }

  @Test
  void waiting_work_gets_more_threads_than_cores_and_one_process() {
    var advice = WorkerAdvice.of(Sample.of(4, 4).machine());

    assertThat(advice.blockingThreads().count()).isEqualTo(40);
    assertThat(advice.blockingThreads().reason()).isEqualTo(Reason.THREAD_PER_TASK);
    assertThat(advice.blockingProcesses().count()).isEqualTo(1);
    assertThat(advice.blockingProcesses().reason()).isEqualTo(Reason.ONE_SUFFICES);
  }

  @Test
  void workers_of_several_threads_are_about_as_many_as_their_threads() {
    assertThat(WorkerAdvice.hybridProcesses(1)).isEqualTo(1);
    assertThat(WorkerAdvice.hybridProcesses(4)).isEqualTo(2);
    assertThat(WorkerAdvice.hybridProcesses(12)).isEqualTo(3);
    assertThat(WorkerAdvice.hybridProcesses(64)).isEqualTo(8);
    assertThatThrownBy(() -> WorkerAdvice.hybridProcesses(0))
        .hasMessage("cores: 0 (expected: 1 or more)");
  }

  @Test
  void threads_for_waiting_work_follow_the_share_of_waiting() {
    assertThat(WorkerAdvice.blockingThreads(4, 0)).isEqualTo(4);
    assertThat(WorkerAdvice.blockingThreads(4, 1)).isEqualTo(8);
    assertThat(WorkerAdvice.blockingThreads(4, 49)).isEqualTo(200);
    assertThatThrownBy(() -> WorkerAdvice.blockingThreads(0, 1))
        .hasMessage("cores, waitPerCompute: 0, 1.0 (expected: 1 or more, 0 or more)");
    assertThatThrownBy(() -> WorkerAdvice.blockingThreads(1, Double.NaN))
        .hasMessage("cores, waitPerCompute: 1, NaN (expected: 1 or more, 0 or more)");
  }
}
