// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web.catalogue;

import dev.songsong.web.Routes;
import dev.songsong.web.WebApp;
import dev.songsong.web.catalogue.Operation.Answerer;
import java.io.File;
import java.io.Serial;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The catalogue as a web application: create, read, list, search, change and remove books, by the
 * interface that {@code /openapi.json} describes and {@code /} lets try.
 *
 * <p>In the heap it suits one process; from a file each of several serves the same books.
 * Immutable.
 */
public final class CatalogueApp implements WebApp {
  @Serial private static final long serialVersionUID = 1L;
  private static final long SEED = 1;

  private final @Nullable File file; // none: in the heap
  private final boolean durable;
  private final int readers;
  private final int samples;

  private CatalogueApp(@Nullable File file, boolean durable, int readers, int samples) {
    this.file = file;
    this.durable = durable;
    this.readers = readers;
    this.samples = samples;
  }

  /** Books in the heap of the one process that serves, beginning with so many samples. */
  public static CatalogueApp inHeap(int samples) {
    return new CatalogueApp(null, false, 1, samples);
  }

  /**
   * Books in a file that all processes share.
   *
   * @param readers how many requests of one process read it at once
   * @param durable whether what was written is to outlive a power cut, and not only any process
   */
  public static CatalogueApp inFile(Path file, int readers, boolean durable) {
    return new CatalogueApp(file.toFile(), durable, readers, 0);
  }

  /**
   * Makes the file, or checks that it is a catalogue, and adds so many sample books if it is empty.
   * To be done once, before processes open it.
   *
   * @return how many books there are
   */
  public static long prepare(Path file, boolean durable, int samples) throws InterruptedException {
    try (var catalogue = SqliteCatalogue.open(file, durable, 1)) {
      long there = count(catalogue);
      return there > 0 ? there : fill(catalogue, samples);
    }
  }

  private static long fill(Catalogue catalogue, int samples) throws InterruptedException {
    for (Book book : SampleBooks.of(samples, SEED)) {
      catalogue.create(book);
    }
    return samples;
  }

  private static long count(Catalogue catalogue) throws InterruptedException {
    return catalogue.list(new Query(List.of(), Optional.empty(), 0, 1)).total();
  }

  @Override
  public void configure(Routes routes) throws Exception {
    Catalogue catalogue = open();
    routes.onClose(catalogue);
    serve(routes, catalogue, Contract.load());
  }

  private Catalogue open() throws InterruptedException {
    if (file != null) {
      return SqliteCatalogue.open(file.toPath(), durable, readers);
    }
    var catalogue = new HeapCatalogue();
    fill(catalogue, samples);
    return catalogue;
  }

  private static void serve(Routes routes, Catalogue catalogue, Contract contract) {
    Map<String, Answerer> answerers = new HashMap<>();
    answerers.putAll(new BookOperations(catalogue, contract).answerers());
    answerers.putAll(new Pages(contract).answerers());
    for (Operation operation : contract.operations()) {
      Answerer answerer = answerers.remove(operation.id());
      if (answerer == null) {
        throw new IllegalStateException(
            "operation: " + operation.id() + " (expected: one that somebody answers)");
      }
      if (operation.id().equals("readBook") && !catalogue.mayBlock()) {
        routes.nonBlocking(
            operation.method(), operation.path(), request -> operation.answer(request, answerer));
      } else {
        routes.route(
            operation.method(), operation.path(), request -> operation.answer(request, answerer));
      }
    }
    if (!answerers.isEmpty()) {
      throw new IllegalStateException(
          "answerers: " + answerers.keySet() + " (expected: of operations in the document)");
    }
  }
}
