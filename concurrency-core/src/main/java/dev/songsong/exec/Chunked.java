// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import dev.songsong.exec.Chunk.Thrown;
import dev.songsong.exec.Outcome.Cancelled;
import dev.songsong.exec.Outcome.Done;
import dev.songsong.exec.Outcome.Failed;
import dev.songsong.exec.Outcome.TimedOut;
import dev.songsong.exec.Outcome.WorkerDied;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Work on an item, applied to the items of a chunk one after the other.
 *
 * @param work the work on an item
 */
record Chunked<A, R>(RemoteFunction<A, R> work) implements RemoteFunction<Chunk, Chunk> {

  /** See {@link ParallelExecutor#mapInChunks}. */
  static <A, R> List<Outcome<R>> map(
      ParallelExecutor pool,
      TaskOptions options,
      int size,
      Collection<? extends A> items,
      RemoteFunction<A, R> work)
      throws InterruptedException {
    if (size < 1) {
      throw new IllegalArgumentException(
          "chunk: " + size + " (expected: >= 1); a thousand is a good start for tiny items");
    }
    var all = new ArrayList<@Nullable Object>(items);
    var chunks = new ArrayList<Chunk>();
    for (int first = 0; first < all.size(); first += size) {
      int end = (int) Math.min(all.size(), (long) first + size);
      chunks.add(new Chunk(first, all.subList(first, end)));
      if (end == all.size()) {
        break;
      }
    }
    List<Outcome<Chunk>> ended = pool.map(options, chunks, new Chunked<>(work));
    var outcomes = new ArrayList<Outcome<R>>(all.size());
    for (int i = 0; i < chunks.size(); i++) {
      addEach(ended.get(i), chunks.get(i).values().size(), outcomes);
    }
    return List.copyOf(outcomes);
  }

  private static <R> void addEach(Outcome<Chunk> ended, int count, List<Outcome<R>> outcomes) {
    // A worker's word for it that this is a chunk.
    if (ended instanceof Done<?>(Object value)
        && value instanceof Chunk results
        && results.values().size() == count) {
      results.values().forEach(result -> outcomes.add(outcomeOf(result)));
      return;
    }
    Outcome<R> same =
        switch (ended) {
          case Done<Chunk> d ->
              new Failed<>(
                  new TaskException(
                      "results: not " + count + " of them (expected: one an item)", null));
          case Failed<Chunk>(Throwable error) -> new Failed<>(error);
          case Cancelled<Chunk>(boolean started) -> new Cancelled<>(started);
          case TimedOut<Chunk>(var limit, boolean running) -> new TimedOut<>(limit, running);
          case WorkerDied<Chunk>(WorkerDeath cause) -> new WorkerDied<>(cause);
        };
    for (int i = 0; i < count; i++) {
      outcomes.add(same);
    }
  }

  /** The work's own type says that what it returned is an R. */
  @SuppressWarnings("unchecked")
  private static <R> Outcome<R> outcomeOf(@Nullable Object result) {
    return result instanceof Thrown(Throwable error) ? new Failed<>(error) : new Done<>((R) result);
  }

  @Override
  @SuppressWarnings("unchecked") // what is in a chunk was taken from the items
  public Chunk apply(Chunk items) throws InterruptedException {
    var results = new ArrayList<@Nullable Object>(items.values().size());
    for (Object item : items.values()) {
      if (Thread.currentThread().isInterrupted()) {
        throw new InterruptedException("stopped after " + results.size() + " items of a chunk");
      }
      if (item instanceof Thrown) {
        // It could not be read here.
        results.add(item);
        continue;
      }
      try {
        results.add(work.apply((A) item));
      } catch (InterruptedException e) {
        throw e;
      } catch (Throwable error) {
        results.add(new Thrown(error));
      }
    }
    return new Chunk(items.first(), results);
  }
}
