// SPDX-License-Identifier: Apache-2.0
package dev.songsong.pipeline;

import dev.songsong.exec.Mode;
import dev.songsong.exec.ParallelExecutor;
import dev.songsong.pipeline.Part.Batched;
import dev.songsong.pipeline.Part.From;
import dev.songsong.pipeline.Part.Merged;
import dev.songsong.pipeline.Part.Through;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Makes a run out of a description, from the sink back to the sources. */
final class Assembly {
  private final Run run;
  private int sources;

  private Assembly(Duration patience) {
    this.run = new Run(patience);
  }

  /** A run that is ready to be started. */
  static Run of(Part last, Stage sinkHow, Sink<Object> sink, Duration patience) {
    var assembly = new Assembly(patience);
    Ring<Object> in = assembly.ringAfter(last, sinkHow.places(), sinkHow.where().threads());
    assembly.local("sink", sinkHow, (item, out) -> sink.accept(item), false, in, null);
    assembly.connect(last, in);
    return assembly.run;
  }

  private Ring<Object> ringAfter(Part before, int places, int consumers) {
    return ringAfter(before, places, consumers, consumers);
  }

  private Ring<Object> ringAfter(Part before, int places, int consumers, int workedOn) {
    return run.add(new Ring<>(places, producers(before), consumers, feeders(before), workedOn));
  }

  /** How many threads put items into the ring after this part, in no order among themselves. */
  private static int producers(Part part) {
    return switch (part) {
      case From f -> 1;
      case Batched b -> 1;
      case Through t ->
          t.how().ordered() || t.how().where().byExecutor() ? 1 : t.how().where().threads();
      case Merged m -> m.parts().stream().mapToInt(Assembly::producers).sum();
    };
  }

  private static int feeders(Part part) {
    return part instanceof Merged m ? m.parts().stream().mapToInt(Assembly::feeders).sum() : 1;
  }

  private void connect(Part part, Ring<Object> out) {
    switch (part) {
      case From from -> source(from, out);
      case Merged merged -> merged.parts().forEach(each -> connect(each, out));
      case Batched batched -> {
        Ring<Object> in = ringAfter(batched.before(), Stage.DEFAULT_QUEUE, 1);
        batcher(batched, in, out);
        connect(batched.before(), in);
      }
      case Through through -> {
        Stage how = through.how();
        if (how.where().byExecutor()) {
          Ring<Object> in = ringAfter(through.before(), how.places(), 1, how.where().parallelism());
          remote(through, in, out);
          connect(through.before(), in);
        } else {
          Ring<Object> in = ringAfter(through.before(), how.places(), how.where().threads());
          Work work = (item, to) -> through.shape().give(item, through.work().apply(item), to);
          // Its iterating may take any time, and go on for ever.
          boolean flows = through.shape() == Work.Shape.FLAT_MAP && !how.ordered();
          local(through.name(), how, work, flows, in, out);
          connect(through.before(), in);
        }
      }
    }
  }

  private void source(From from, Ring<Object> out) {
    String name = ++sources == 1 ? "source" : "source-" + sources;
    var meter = new Meter();
    StageRun stage = stage(name, 1, null, new FailurePolicy.Fail(), List.of(meter));
    run.add(stage, out, false, 1, new Feed(stage, from.source().get(), out, meter));
  }

  private void batcher(Batched batched, Ring<Object> in, Ring<Object> out) {
    var meter = new Meter();
    StageRun stage = stage(batched.name(), 1, in, new FailurePolicy.Fail(), List.of(meter));
    run.add(stage, out, false, 1, new Batcher(run, batched.batching(), in, out, meter));
  }

  private void local(
      String name,
      Stage how,
      Work work,
      boolean flows,
      Ring<Object> in,
      @Nullable Ring<Object> out) {
    int n = how.where().threads();
    List<Meter> meters = IntStream.range(0, n).mapToObj(i -> new Meter()).toList();
    StageRun stage = stage(name, n, in, how.onFailure(), meters);
    Reorder reorder = n > 1 && how.ordered() && out != null ? new Reorder(in, out) : null;
    boolean watched = how.limits().time().isPresent() || how.limits().nonBlocking().isPresent();
    boolean direct = n == 1 || flows;
    for (int i = 0; i < n; i++) {
      ItemWatch watch = watched ? new ItemWatch(stage, how.limits(), run.patience()) : null;
      var worker =
          new LocalWorker(stage, work, in, out, reorder, watch, meters.get(i), direct, how.take());
      run.add(stage, out, how.where().mode() == Mode.VIRTUAL_THREADS, i + 1, worker);
      if (watch != null) {
        run.watchLast(watch);
      }
    }
  }

  private void remote(Through through, Ring<Object> in, Ring<Object> out) {
    ParallelExecutor given = through.how().where().executor();
    ParallelExecutor executor = given != null ? given : own(through);
    var submitting = new Meter();
    var handingOn = new Meter();
    var stage =
        new StageRun(
            run,
            through.name(),
            executor.parallelism(),
            in,
            through.how().onFailure(),
            List.of(handingOn),
            List.of(submitting, handingOn));
    run.add(stage);
    var remote =
        new RemoteStage(stage, executor, through.how(), through.shape(), through.work(), in, out);
    run.atStart(remote::check);
    run.atStop(remote::cancelAll);
    run.add(stage, out, false, 1, () -> remote.submitAll(submitting));
    run.add(stage, out, false, 2, () -> remote.handOn(handingOn));
  }

  private ParallelExecutor own(Through through) {
    Stage.Where where = through.how().where();
    ParallelExecutor executor =
        ParallelExecutor.builder(where.mode())
            .name(through.name())
            .processes(where.processes())
            .threads(where.threads())
            .build();
    run.closeAfter(inGoodOrder -> {
      if (inGoodOrder) {
        executor.close();
      } else {
        executor.closeNow();
      }
    });
    return executor;
  }

  private StageRun stage(
      String name, int n, @Nullable Ring<Object> in, FailurePolicy policy, List<Meter> meters) {
    var stage = new StageRun(run, name, n, in, policy, meters, new ArrayList<>(meters));
    run.add(stage);
    return stage;
  }
}
