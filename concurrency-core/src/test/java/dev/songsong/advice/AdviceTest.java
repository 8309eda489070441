// SPDX-License-Identifier: Apache-2.0
package dev.songsong.advice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.songsong.advice.Advice.Choice;
import dev.songsong.advice.Advice.Reason;
import dev.songsong.exec.Mode;
import dev.songsong.machine.Cpu;
import dev.songsong.machine.Machine;
import dev.songsong.machine.Sample;
import dev.songsong.machine.WorkerAdvice;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each rule, flipped by what it looks at and by nothing else. */
@Timeout(10)
class AdviceTest {
  private static final Machine FOUR = Sample.of(4, 4).machine();
  private static final Costs MEASURED =
      new Costs(
          Instant.EPOCH,
          Duration.ofSeconds(1),
          Map.of(
              Cost.CALL_THREAD, figure(2_000),
              Cost.CALL_PROCESS, figure(30_000),
              Cost.COPY_MIB, figure(1_030_000),
              Cost.PROCESS_START, figure(100e6),
              Cost.KILL, figure(10e6)));

  private static Figure figure(double median) {
    return new Figure(median, median, median, 1, 1);
  }

  private static WorkProfile.Builder work() {
    return WorkProfile.builder();
  }

  private static Advice advise(WorkProfile.Builder work) {
    return Advice.of(work.build(), FOUR, MEASURED);
  }

  private static List<String> keys(List<Reason> reasons) {
    return reasons.stream().map(Reason::key).toList();
  }

  @Test
  void plain_work_gets_a_thread_a_core_and_the_reasons_say_that_java_has_no_lock() {
    Advice advice = advise(work());

    assertThat(advice.choice()).isEqualTo(Choice.THREADS);
    assertThat(advice.code()).isEqualTo("ParallelExecutor.threads(4)");
    assertThat(keys(advice.reasons()))
        .containsExactly("advice.no-lock", "advice.share", "advice.start", "advice.memory");
    assertThat(keys(advice.changes())).contains("change.risk", "change.kill", "change.waits");
  }

  @Test
  void work_that_waits_gets_a_virtual_thread_a_task() {
    assertThat(advise(work().cpuShare(0.5)).mode()).isEqualTo(Mode.THREADS);

    Advice advice = advise(work().cpuShare(0.49));

    assertThat(advice.choice()).isEqualTo(Choice.THREADS);
    assertThat(advice.code()).isEqualTo("ParallelExecutor.virtualThreads()");
    assertThat(keys(advice.reasons())).startsWith("advice.waits");
    assertThat(advice.reasons().getFirst().criterion()).isEqualTo(Criterion.BLOCKING);
  }

  @Test
  void native_or_untrusted_code_gets_processes() {
    Advice nativeCode = advise(work().nativeCode(true));
    assertThat(nativeCode.code()).isEqualTo("ParallelExecutor.processes(4)");
    assertThat(keys(nativeCode.reasons())).containsExactly("advice.native", "advice.cheap");
    assertThat(keys(nativeCode.changes())).containsExactly("change.no-wall");

    Advice untrusted = advise(work().untrusted(true));
    assertThat(untrusted.choice()).isEqualTo(Choice.PROCESSES);
    assertThat(keys(untrusted.reasons())).startsWith("advice.untrusted");
  }

  @Test
  void work_that_must_be_killable_gets_a_process_a_task_even_on_many_cores() {
    Advice advice = Advice.of(work().killable(true).build(), Sample.of(64, 64).machine(), MEASURED);

    assertThat(advice.choice()).isEqualTo(Choice.PROCESSES);
    assertThat(advice.reasons().getFirst().key()).isEqualTo("advice.killable");
    assertThat(advice.reasons().getFirst().costs()).containsExactly(Cost.KILL);
  }

  @Test
  void a_large_heap_gets_processes_as_many_as_fit_each_with_that_heap() {
    assertThat(advise(work().heapBytes(AdviceRules.LARGE_HEAP - 1)).choice())
        .isEqualTo(Choice.THREADS);

    // Of 16 GiB free, 2.5 fit six times; four cores take four.
    Advice fits = advise(work().heapBytes(2 * Sample.GIB));
    assertThat(fits.code())
        .isEqualTo(
            "ParallelExecutor.builder(Mode.PROCESSES).processes(4)"
                + ".workers(WorkerOptions.DEFAULT.withHeapMiB(2048)).build()");
    Advice tight = advise(work().heapBytes(6 * Sample.GIB));
    assertThat(tight.processes()).isEqualTo(2);
    assertThat(keys(tight.reasons())).contains("advice.heap", "advice.memory-bound");
    assertThat(advise(work().heapBytes(60 * Sample.GIB)).processes()).isEqualTo(1);
  }

  @Test
  void risky_work_on_many_cores_or_with_little_memory_gets_both() {
    WorkProfile risky = work().untrusted(true).build();

    Advice sixteen = Advice.of(risky, Sample.of(16, 16).machine(), MEASURED);
    Advice many = Advice.of(risky, Sample.of(64, 64).free(64 * Sample.GIB).machine(), MEASURED);
    Advice poor = Advice.of(risky, Sample.of(8, 8).free(Sample.GIB).machine(), MEASURED);

    assertThat(sixteen.choice()).isEqualTo(Choice.PROCESSES);
    assertThat(many.code()).isEqualTo("ParallelExecutor.hybrid(8, 8)");
    assertThat(keys(many.reasons())).contains("advice.wall-many");
    assertThat(poor.code()).isEqualTo("ParallelExecutor.hybrid(2, 4)");
  }

  @Test
  void risky_work_that_waits_gets_both_with_more_threads_than_cores() {
    Advice advice = advise(work().untrusted(true).cpuShare(0.1));

    assertThat(advice.code()).isEqualTo("ParallelExecutor.hybrid(2, 20)");
    assertThat(keys(advice.reasons())).contains("advice.wall-waits");
  }

  @Test
  void several_nodes_and_much_data_get_a_process_a_node() {
    Machine twoNodes = nodes(Sample.of(32, 32).machine(), 2);
    WorkProfile large = work().heapBytes(AdviceRules.LARGE_DATA).build();

    assertThat(Advice.of(large, twoNodes, MEASURED).code())
        .isEqualTo("ParallelExecutor.hybrid(2, 16)");
    assertThat(Advice.of(large, Sample.of(32, 32).machine(), MEASURED).choice())
        .isEqualTo(Choice.THREADS);
    assertThat(Advice.of(WorkProfile.DEFAULT, twoNodes, MEASURED).choice())
        .isEqualTo(Choice.THREADS);
    WorkProfile shared = work().heapBytes(AdviceRules.LARGE_DATA).sharedState(true).build();
    assertThat(Advice.of(shared, twoNodes, MEASURED).choice()).isEqualTo(Choice.THREADS);
  }

  private static Machine nodes(Machine machine, int packages) {
    Cpu cpu = machine.cpu();
    var split =
        new Cpu(
            cpu.name(),
            cpu.architecture(),
            cpu.bits(),
            OptionalInt.of(packages),
            cpu.physicalCores(),
            cpu.logicalProcessors(),
            cpu.caches(),
            cpu.nominalHertz(),
            cpu.maxHertz(),
            cpu.currentHertz());
    return new Machine(
        machine.system(),
        split,
        machine.memory(),
        machine.gpus(),
        machine.virtualization(),
        machine.container(),
        machine.java(),
        machine.warnings());
  }

  @Test
  void shared_state_favours_threads_and_under_risk_stays_behind() {
    assertThat(keys(advise(work().sharedState(true)).reasons())).contains("advice.shared-state");

    Advice risky = advise(work().sharedState(true).nativeCode(true));
    assertThat(risky.choice()).isEqualTo(Choice.PROCESSES);
    assertThat(keys(risky.reasons())).contains("advice.state-stays");
  }

  @Test
  void the_price_of_leaving_the_jvm_is_told_from_what_was_measured() {
    // 30 us for the call and 10 ms for 10 MiB: a hundredth of a second in a task of 20 ms.
    Advice dear = advise(work().untrusted(true).taskTime(Duration.ofMillis(20)).bytes(10 << 20, 0));
    assertThat(keys(dear.reasons())).contains("advice.dear");
    assertThat(dear.choice()).isEqualTo(Choice.PROCESSES);
    Reason change = dear.changes().getFirst();
    assertThat(change.key()).isEqualTo("change.larger-tasks");
    assertThat(change.values().getFirst().number()).isEqualTo(100_300_000.0);

    Advice cheap =
        advise(work().untrusted(true).taskTime(Duration.ofSeconds(20)).bytes(10 << 20, 0));
    assertThat(keys(cheap.reasons())).contains("advice.cheap").doesNotContain("advice.dear");
  }

  @Test
  void haste_is_told_when_a_worker_starts_too_late() {
    assertThat(keys(advise(work().untrusted(true).startUp(Duration.ofMillis(50))).reasons()))
        .contains("advice.slow-start");
    assertThat(keys(advise(work().untrusted(true)).reasons())).doesNotContain("advice.slow-start");
  }

  @Test
  void without_measurements_the_choice_is_the_same_and_no_figure_is_named() {
    for (WorkProfile profile :
        List.of(WorkProfile.DEFAULT, work().killable(true).build(), work().cpuShare(0).build())) {
      Advice bare = Advice.of(profile, FOUR, Costs.NONE);
      Advice measured = Advice.of(profile, FOUR, MEASURED);
      assertThat(bare.code()).isEqualTo(measured.code());
      assertThat(bare.reasons()).allSatisfy(reason -> assertThat(reason.costs()).isEmpty());
      assertThat(bare).isEqualTo(Advice.of(profile, FOUR, Costs.NONE));
    }
  }

  @Test
  void a_container_of_one_and_a_half_cores_is_advised_as_the_machine_s_own_advice_is() {
    Machine container = Sample.of(8, 16).quota(1.5).jvm(2).machine();

    assertThat(Advice.of(WorkProfile.DEFAULT, container, MEASURED).threads())
        .isEqualTo(WorkerAdvice.of(container).cpuThreads().count())
        .isEqualTo(2);
  }

  @Test
  void values_out_of_range_are_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> work().cpuShare(1.1).build())
        .withMessage("cpuShare: 1.1 (expected: 0 to 1)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> work().cpuShare(Double.NaN).build())
        .withMessage("cpuShare: NaN (expected: 0 to 1)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> work().taskTime(Duration.ZERO).build())
        .withMessage("taskTime: PT0S (expected: > 0)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> work().startUp(Duration.ofSeconds(-1)).build())
        .withMessage("startUp: PT-1S (expected: > 0)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> work().bytes(-1, 0).build())
        .withMessage("bytesIn: -1 (expected: >= 0)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> work().heapBytes(-1).build())
        .withMessage("heapBytes: -1 (expected: >= 0)");
  }
}
