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
  private static final String UNPACK = "org.sqlite.tmpdir";

  private final @Nullable File file; // none: in the heap
  private final @Nullable File scratch;
  private final boolean durable;
  private final int readers;
  private final int samples;

  private CatalogueApp(
      @Nullable File file, @Nullable File scratch, boolean durable, int readers, int samples) {
    this.file = file;
    this.scratch = scratch;
    this.durable = durable;
    this.readers = readers;
    this.samples = samples;
  }

  /** Books in the heap of the one process that serves, beginning with so many samples. */
  public static CatalogueApp inHeap(int samples) {
    return new CatalogueApp(null, null, false, 1, samples);
  }

  /**
   * Books in a file that all processes share. To be called once, before they open it: makes the
   * file, or checks that it is a catalogue, and adds so many sample books if it is empty.
   *
   * @param file on a local disk
   * @param scratch a folder for what is not to outlive the server; the caller deletes it
   * @param durable whether the file is to be whole after a power cut, perhaps without the last
   *     changes; what was written outlives any process in any case
   * @param readers how many requests of one process read the file at once
   * @throws CatalogueException if the file can't be used
   */
  static CatalogueApp inFile(Path file, Path scratch, boolean durable, int readers, int samples)
      throws InterruptedException {
    var app = new CatalogueApp(file.toFile(), scratch.toFile(), durable, readers, samples);
    try (Catalogue catalogue = app.open()) {
      if (catalogue.list(new Query(List.of(), Optional.empty(), 0, 1)).total() == 0) {
        fill(catalogue, samples);
      }
    }
    return app;
  }

  private static void fill(Catalogue catalogue, int samples) throws InterruptedException {
    for (Book book : SampleBooks.of(samples, SEED)) {
      catalogue.create(book);
    }
  }

  @Override
  public void configure(Routes routes) throws Exception {
    if (file != null && !file.exists()) {
      // A new one would hold no books, while other processes go on to serve those of the old one.
      throw new CatalogueException("data: " + file + ": gone (expected: the catalogue)");
    }
    Catalogue catalogue = open();
    routes.onClose(catalogue);
    routes.health("catalogue", () -> isReadable(catalogue));
    serve(routes, catalogue, Contract.load());
  }

  private static boolean isReadable(Catalogue catalogue) throws InterruptedException {
    var unused = catalogue.find(1); // whether it is there or not
    return true;
  }

  private Catalogue open() throws InterruptedException {
    if (file == null || scratch == null) {
      var catalogue = new HeapCatalogue();
      fill(catalogue, samples);
      return catalogue;
    }
    // A process that is killed can't delete the native library that it unpacked.
    if (System.getProperty(UNPACK) == null) {
      System.setProperty(UNPACK, scratch.getPath());
    }
    return SqliteCatalogue.open(file.toPath(), durable, readers);
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
