// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web.catalogue;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Books in the heap of this JVM: nothing waits for a disk, and nothing is left after its end. A
 * search looks at every book, which is right for some ten thousand.
 */
final class HeapCatalogue implements Catalogue {

  /** A book with what it is found by; compared by identity, so that a swap names one version. */
  private static final class Entry {
    final Stored stored;
    final NavigableSet<String> terms;

    Entry(Stored stored, NavigableSet<String> terms) {
      this.stored = stored;
      this.terms = terms;
    }

    boolean matches(Query query) {
      return query.tag().map(tag -> terms.contains(Terms.tag(tag))).orElse(true)
          && query.words().stream().allMatch(this::hasBeginning);
    }

    private boolean hasBeginning(String word) {
      String first = terms.ceiling(word);
      return first != null && first.startsWith(word);
    }
  }

  // Written and read by all handlers; an entry never changes, it is replaced.
  private final ConcurrentSkipListMap<Long, Entry> books = new ConcurrentSkipListMap<>();
  private final ReentrantLock adding = new ReentrantLock();
  private long lastId; // guarded by adding
  private final LongAdder count = new LongAdder(); // the map would have to count

  @Override
  public Stored create(Book book) {
    NavigableSet<String> terms = Terms.of(book);
    // In the order of the ids: else who pages through could pass an id that appears just after.
    adding.lock();
    try {
      lastId++;
      var stored = new Stored(lastId, 1, book);
      books.put(lastId, new Entry(stored, terms));
      count.increment();
      return stored;
    } finally {
      adding.unlock();
    }
  }

  @Override
  public Optional<Stored> find(long id) {
    return Optional.ofNullable(books.get(id)).map(entry -> entry.stored);
  }

  @Override
  public Listing list(Query query) {
    boolean all = query.words().isEmpty() && query.tag().isEmpty();
    var page = new ArrayList<Stored>();
    for (Entry entry : books.tailMap(query.after(), false).values()) {
      if (page.size() > query.size()) {
        break;
      }
      if (all || entry.matches(query)) {
        page.add(entry.stored);
      }
    }
    boolean more = page.size() > query.size();
    List<Stored> shown = more ? page.subList(0, query.size()) : page;
    return new Listing(shown, all ? count.sum() : matching(query), more);
  }

  private long matching(Query query) {
    return books.values().stream().filter(entry -> entry.matches(query)).count();
  }

  @Override
  public Change replace(long id, long version, Book book) {
    Entry now = books.get(id);
    if (now == null) {
      return new Change.Missing();
    }
    if (now.stored.version() == version) {
      var next = new Entry(new Stored(id, version + 1, book), Terms.of(book));
      if (books.replace(id, now, next)) {
        return new Change.Done(next.stored);
      }
    }
    return late(id);
  }

  @Override
  public Change remove(long id, long version) {
    Entry now = books.get(id);
    if (now == null) {
      return new Change.Missing();
    }
    if (now.stored.version() == version && books.remove(id, now)) {
      count.decrement();
      return new Change.Done(now.stored);
    }
    return late(id);
  }

  private Change late(long id) {
    Entry now = books.get(id);
    return now == null ? new Change.Missing() : new Change.Stale(now.stored.version());
  }

  @Override
  public boolean mayBlock() {
    return false;
  }

  @Override
  public void close() {
    books.clear();
    count.reset();
  }
}
