// SPDX-License-Identifier: Apache-2.0
package dev.songsong.pipeline;

import dev.songsong.exec.RemoteFunction;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** One piece of a pipeline's description, with what comes before it. */
sealed interface Part {

  /** The names in use up to here. */
  Stream<String> names();

  /** Where items come from; the supplier is asked once a run. */
  record From(Supplier<Feed.Source> source) implements Part {
    @Override
    public Stream<String> names() {
      return Stream.of();
    }
  }

  /** A stage with the user's function. */
  record Through(
      Part before, String name, Stage how, Work.Shape shape, RemoteFunction<Object, Object> work)
      implements Part {
    @Override
    public Stream<String> names() {
      return Stream.concat(before.names(), Stream.of(name));
    }
  }

  /** Items put together into lists. */
  record Batched(Part before, String name, Batching<Object> batching) implements Part {
    @Override
    public Stream<String> names() {
      return Stream.concat(before.names(), Stream.of(name));
    }
  }

  /** Several pipelines flowing into one. */
  record Merged(List<Part> parts) implements Part {
    @Override
    public Stream<String> names() {
      return parts.stream().flatMap(Part::names);
    }
  }
}
