// SPDX-License-Identifier: Apache-2.0
package dev.songsong.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.songsong.testkit.Await;
import dev.songsong.testkit.LeakCheck;
import java.io.IOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.opentest4j.TestAbortedException;
import org.reactivestreams.tck.TestEnvironment;
import org.reactivestreams.tck.flow.FlowPublisherVerification;
import org.reactivestreams.tck.flow.FlowSubscriberBlackboxVerification;
import org.testng.SkipException;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;
import org.testng.annotations.BeforeMethod;

/** The rules of Reactive Streams, by their own test kit: its TestNG tests run here by JUnit. */
@Timeout(120)
@ExtendWith(LeakCheck.class)
class ReactiveStreamsTest {
  // Milliseconds for a signal that must come, on a busy machine too, and for one that must not.
  private static final TestEnvironment KIT = new TestEnvironment(2_000, 50);

  private static Iterable<Long> upTo(long n) {
    return () -> LongStream.range(0, n).boxed().iterator();
  }

  /** A pipeline's end, seen as a publisher. */
  static final class Publishing extends FlowPublisherVerification<Long> {
    private final Stage stage;

    Publishing(Stage stage) {
      super(KIT);
      this.stage = stage;
    }

    @Override
    public Flow.Publisher<Long> createFlowPublisher(long elements) {
      return Pipeline.<Long>from(upTo(elements)).stage("same", stage, i -> i).publisher();
    }

    @Override
    public Flow.Publisher<Long> createFailedFlowPublisher() {
      var used = Pipeline.<Long>from(Stream.<Long>of());
      try {
        used.toList();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return used.publisher();
    }
  }

  /** A pipeline's source, seen as a subscriber. */
  static final class Subscribing extends FlowSubscriberBlackboxVerification<Long> {
    // Runs that the kit's tests have begun; ended after each test.
    private final List<RunningPipeline> runs = new CopyOnWriteArrayList<>();

    Subscribing() {
      super(KIT);
    }

    @Override
    @SuppressWarnings("unchecked") // The pipeline takes whatever the kit sends.
    public Flow.Subscriber<Long> createFlowSubscriber() {
      var handedOut = new CompletableFuture<Flow.Subscriber<? super Long>>();
      runs.add(Pipeline.<Long>from(handedOut::complete).start(item -> {}));
      return (Flow.Subscriber<Long>) handedOut.join();
    }

    @Override
    public Long createElement(int element) {
      return (long) element;
    }

    void close() {
      runs.forEach(RunningPipeline::close);
    }
  }

  @TestFactory
  Stream<DynamicTest> publisher_of_one_thread_keeps_the_rules() {
    return testsOf(() -> new Publishing(Stage.threads(1)));
  }

  @TestFactory
  Stream<DynamicTest> publisher_of_several_threads_keeps_the_rules() {
    return testsOf(() -> new Publishing(Stage.threads(2)));
  }

  @TestFactory
  Stream<DynamicTest> source_that_subscribes_keeps_the_rules() {
    return testsOf(Subscribing::new);
  }

  private static Stream<DynamicTest> testsOf(Supplier<Object> kit) {
    return Arrays.stream(kit.get().getClass().getMethods())
        .filter(method -> method.isAnnotationPresent(org.testng.annotations.Test.class))
        .map(method -> DynamicTest.dynamicTest(method.getName(), () -> run(kit.get(), method)));
  }

  private static void run(Object kit, Method test) throws Throwable {
    try {
      all(kit, BeforeClass.class);
      all(kit, BeforeMethod.class);
      test.invoke(kit);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof SkipException skipped) {
        throw new TestAbortedException(skipped.getMessage());
      }
      throw e.getCause();
    } finally {
      if (kit instanceof Subscribing subscribing) {
        subscribing.close();
      }
      all(kit, AfterClass.class);
    }
  }

  private static void all(Object kit, Class<? extends Annotation> mark) throws Exception {
    for (Method method : kit.getClass().getMethods()) {
      if (method.isAnnotationPresent(mark)) {
        method.invoke(kit);
      }
    }
  }

  @Test
  void submission_publisher_flows_through_two_pipelines() throws Exception {
    var source = new SubmissionPublisher<Integer>();
    var first = Pipeline.<Integer>from(source).stage("one", Stage.threads(2), i -> i + 1);
    var second = Pipeline.<Integer>from(first.publisher()).stage("two", i -> i * 2);
    var seen = new ArrayList<Integer>();
    try (var run = second.start(seen::add)) {
      Await.until("subscribed", Duration.ofSeconds(10), source::hasSubscribers);
      for (int i = 0; i < 10_000; i++) {
        source.submit(i);
      }
      source.close();
      run.await();
    }
    assertThat(seen).hasSize(10_000).startsWith(2, 4, 6).endsWith(20_000).isSorted();
  }

  @Test
  void cancelled_pipeline_cancels_its_publisher() throws Exception {
    try (var source = new SubmissionPublisher<Integer>()) {
      var run = Pipeline.<Integer>from(source).start(i -> {});
      Await.until("subscribed", Duration.ofSeconds(10), source::hasSubscribers);
      run.close();
      Await.until("unsubscribed", Duration.ofSeconds(10), () -> !source.hasSubscribers());
    }
  }

  @Test
  void failing_publisher_fails_the_pipeline() throws Exception {
    try (var source = new SubmissionPublisher<Integer>()) {
      try (var run = Pipeline.<Integer>from(source).start(i -> {})) {
        Await.until("subscribed", Duration.ofSeconds(10), source::hasSubscribers);
        source.closeExceptionally(new IOException("line cut"));
        assertThatThrownBy(run::await)
            .hasMessageContaining("stage source: threw: ")
            .hasMessageContaining("publisher: java.io.IOException: line cut");
      }
    }
  }

  @Test
  void publisher_that_gives_more_than_asked_for_is_named() {
    Flow.Publisher<Integer> rude =
        subscriber ->
            subscriber.onSubscribe(
                new Flow.Subscription() {
                  @Override
                  public void request(long n) {
                    for (long i = 0; i <= n; i++) {
                      subscriber.onNext(1);
                    }
                  }

                  @Override
                  public void cancel() {}
                });
    assertThatThrownBy(() -> Pipeline.<Integer>from(rude).toList())
        .hasMessageContaining("gave more than was requested (expected: at most 256)");
  }
}
