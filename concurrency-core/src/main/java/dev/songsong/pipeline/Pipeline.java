// SPDX-License-Identifier: Apache-2.0
package dev.songsong.pipeline;

import static java.util.Objects.requireNonNull;

import dev.songsong.exec.RemoteFunction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A source of items, and the stages they pass through.
 *
 * <p>Immutable: each method gives a longer pipeline, and nothing runs before {@link #forEach},
 * {@link #toList}, {@link #start} or a subscriber of {@link #publisher}. Each stage works at the
 * same time as the others, in its own {@linkplain Stage mode and width}, behind a queue with a
 * bound. When a queue is full, the stage before it waits, back to the source: it is never ahead of
 * the sink by more than the sum of the bounds, and one item a source.
 *
 * <p>Results come in the order of the items unless a stage is {@link Stage#unordered}. When a stage
 * fails (see {@link FailurePolicy}), everything stops, before and behind it; the exception has the
 * first cause, and later ones suppressed.
 *
 * @param <T> the type of the items that come out at the end
 */
public final class Pipeline<T> {
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final Part last;
  private final Duration patience;

  private Pipeline(Part last, Duration patience) {
    this.last = last;
    this.patience = patience;
  }

  private static <T> Pipeline<T> source(Supplier<Feed.Source> source) {
    return new Pipeline<>(new Part.From(source), PATIENCE);
  }

  /** The items of a collection or any other iterable, iterated once a run. */
  public static <T> Pipeline<T> from(Iterable<? extends T> items) {
    requireNonNull(items, "items");
    return source(() -> Feed.iterating(items::iterator));
  }

  /** The items of an iterator; such a pipeline runs once. */
  public static <T> Pipeline<T> from(Iterator<? extends T> items) {
    requireNonNull(items, "items");
    return source(once("iterator", Feed.iterating(() -> items)));
  }

  /** The items of a stream, which is closed after them; such a pipeline runs once. */
  public static <T> Pipeline<T> from(Stream<? extends T> items) {
    requireNonNull(items, "items");
    Feed.Source iterating = Feed.iterating(items::iterator);
    return source(
        once(
            "stream",
            feed -> {
              try (items) {
                iterating.run(feed);
              }
            }));
  }

  /** What a publisher sends, asked for as there is room. */
  public static <T> Pipeline<T> from(Flow.Publisher<? extends T> publisher) {
    requireNonNull(publisher, "publisher");
    return source(() -> new Inbox(publisher));
  }

  /** What a plain loop gives; it waits in {@code out.accept} while the pipeline is full. */
  public static <T> Pipeline<T> fromLoop(Loop<T> loop) {
    requireNonNull(loop, "loop");
    return source(() -> feed -> loop.run(feed::accept));
  }

  private static Supplier<Feed.Source> once(String kind, Feed.Source source) {
    var used = new AtomicBoolean();
    return () -> {
      if (used.getAndSet(true)) {
        throw new IllegalStateException(
            kind + ": used up (expected: one run); start from an Iterable to run several times");
      }
      return source;
    };
  }

  /** A stage with one thread; otherwise as {@link #stage(String, Stage, RemoteFunction)}. */
  public <R> Pipeline<R> stage(String name, RemoteFunction<? super T, ? extends R> work) {
    return stage(name, Stage.threads(1), work);
  }

  /**
   * A stage that makes one result of each item. The same function runs in any mode; for worker
   * processes it, the items and the results must be serializable.
   */
  public <R> Pipeline<R> stage(
      String name, Stage how, RemoteFunction<? super T, ? extends R> work) {
    return through(name, how, Work.Shape.MAP, work);
  }

  /** A stage that leaves out the items for which the test says no. */
  public Pipeline<T> filter(String name, Stage how, RemoteFunction<? super T, Boolean> test) {
    return through(name, how, Work.Shape.FILTER, test);
  }

  /**
   * A stage that makes any number of results of each item. With several threads and in order, an
   * item's results are collected before they are handed on; else they flow as they are iterated.
   * When iterating fails, what was handed on stays.
   */
  public <R> Pipeline<R> flatMap(
      String name, Stage how, RemoteFunction<? super T, ? extends Iterable<? extends R>> work) {
    return through(name, how, Work.Shape.FLAT_MAP, work);
  }

  @SuppressWarnings("unchecked") // The types agree from stage to stage; within a run all is Object.
  private <R> Pipeline<R> through(
      String name, Stage how, Work.Shape shape, RemoteFunction<? super T, ?> work) {
    requireNonNull(how, "how");
    requireNonNull(work, "work");
    int width = how.where().executor() == null ? how.where().parallelism() : 1;
    if (how.places() < width) {
      throw new IllegalArgumentException(
          "stage "
              + name
              + ": queue: "
              + how.places()
              + " (expected: >= its parallelism, "
              + width
              + "); each item worked on needs a place");
    }
    var same = (RemoteFunction<Object, Object>) (RemoteFunction<?, ?>) work;
    return new Pipeline<>(new Part.Through(last, free(name), how, shape, same), patience);
  }

  /** Lists of items instead of single ones: fewer, larger hand-overs to the stages behind. */
  @SuppressWarnings("unchecked") // As in through.
  public Pipeline<List<T>> batch(String name, Batching<? super T> batching) {
    requireNonNull(batching, "batching");
    return new Pipeline<>(
        new Part.Batched(last, free(name), (Batching<Object>) batching), patience);
  }

  /**
   * The items of both, as they come; each pipeline's own order is kept. When one has ended the
   * other goes on; when one fails both stop.
   */
  public Pipeline<T> merge(Pipeline<? extends T> other) {
    List<String> names = last.names().toList();
    List<String> twice = other.last.names().filter(names::contains).toList();
    if (!twice.isEmpty()) {
      throw new IllegalArgumentException(
          "merge: both have the stages " + twice + " (expected: different names); rename them");
    }
    return new Pipeline<>(new Part.Merged(List.of(last, other.last)), patience);
  }

  /** How long threads may take to end after a stop before they are given up and named; 2 s. */
  public Pipeline<T> patience(Duration longest) {
    if (longest.isNegative() || longest.isZero()) {
      throw new IllegalArgumentException(
          "patience: " + longest + " (expected: > 0); it takes a thread some time to end");
    }
    return new Pipeline<>(last, longest);
  }

  private String free(String name) {
    requireNonNull(name, "name");
    boolean reserved = name.isBlank() || name.equals("sink") || name.startsWith("source");
    if (reserved || last.names().anyMatch(name::equals)) {
      throw new IllegalArgumentException(
          "stage: '"
              + name
              + "' (expected: a name of its own, not source or sink); in use: "
              + last.names().collect(Collectors.joining(", ")));
    }
    return name;
  }

  /**
   * Gives every item to the sink, on one thread, and waits for the end.
   *
   * @throws PipelineException if a stage, the source or the sink failed
   * @throws InterruptedException if the caller is interrupted; the pipeline is then cancelled
   */
  public void forEach(Sink<? super T> sink) throws InterruptedException {
    try (RunningPipeline run = start(sink)) {
      run.await();
    }
  }

  /** All items in a list; otherwise as {@link #forEach}. */
  public List<T> toList() throws InterruptedException {
    // Written by the sink's thread, read here after its end.
    var all = new ArrayList<T>();
    forEach(all::add);
    return List.copyOf(all);
  }

  /** Starts the pipeline with a sink on one thread. */
  public RunningPipeline start(Sink<? super T> sink) {
    return start(Stage.threads(1), sink);
  }

  /**
   * Starts the pipeline with a sink that runs as {@code how} says, by threads of this JVM.
   *
   * @throws IllegalStateException if the source can be used once and has been
   * @throws dev.songsong.exec.NotShippableException if a stage's function can't be sent to workers
   * @throws PipelineException if a stage's executor is closed
   */
  public RunningPipeline start(Stage how, Sink<? super T> sink) {
    Run run = assemble(how, sink);
    run.start();
    return run;
  }

  @SuppressWarnings("unchecked") // As in through.
  private Run assemble(Stage how, Sink<? super T> sink) {
    requireNonNull(sink, "sink");
    if (how.where().byExecutor()) {
      throw new IllegalArgumentException(
          "sink: "
              + how.where().mode()
              + " (expected: threads of this JVM); put the remote work into a stage before it");
    }
    return Assembly.of(last, how, (Sink<Object>) sink, patience);
  }

  /**
   * This pipeline as a publisher: each subscriber starts a run of its own, gets items as it asks
   * for them, and by cancelling ends that run. It follows the rules of Reactive Streams.
   */
  public Flow.Publisher<T> publisher() {
    return subscriber -> {
      requireNonNull(subscriber, "subscriber");
      var outflow = new Outflow<T>(subscriber);
      Run run;
      try {
        run = assemble(Stage.threads(1), outflow);
      } catch (RuntimeException e) {
        subscriber.onSubscribe(outflow);
        outflow.ended(e);
        return;
      }
      run.atEnd(outflow::ended);
      outflow.runs(run);
      subscriber.onSubscribe(outflow);
      try {
        run.start();
      } catch (RuntimeException e) {
        outflow.ended(e);
      }
    };
  }
}
