// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web.catalogue;

import com.networknt.schema.Schema;
import dev.songsong.web.HttpException;
import dev.songsong.web.Problem;
import dev.songsong.web.Response;
import dev.songsong.web.catalogue.Operation.Answerer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Answers the operations on books. Thread-safe, as the catalogue is. */
final class BookOperations {
  private static final String IF_MATCH = "if-match";
  private static final String IF_NONE_MATCH = "if-none-match";
  private static final int TURNS = 1_000;

  private final Catalogue catalogue;
  private final Schema bookSchema;

  BookOperations(Catalogue catalogue, Contract contract) {
    this.catalogue = catalogue;
    this.bookSchema = contract.component("Book");
  }

  /** Who answers which operation. */
  Map<String, Answerer> answerers() {
    return Map.of(
        "listBooks", this::list,
        "createBook", this::create,
        "readBook", this::read,
        "replaceBook", this::replace,
        "patchBook", this::patch,
        "deleteBook", this::delete);
  }

  private Response list(Call call) throws InterruptedException {
    List<String> words = call.text("q").map(Terms::words).orElse(List.of());
    int size = (int) call.number("size");
    Listing page = catalogue.list(new Query(words, call.text("tag"), call.number("after"), size));
    var body = new LinkedHashMap<String, Object>();
    body.put("books", page.books().stream().map(BookJson::tree).toList());
    body.put("total", page.total());
    if (!page.more()) {
      return Response.json(body);
    }
    String next = next(call, size, page.books().getLast().id());
    body.put("next", next);
    return Response.json(body).withHeader("link", "<" + next + ">; rel=\"next\"");
  }

  private static String next(Call call, int size, long last) {
    var next = new StringBuilder("/books?size=").append(size).append("&after=").append(last);
    for (String name : List.of("q", "tag")) {
      call.text(name)
          .ifPresent(value ->
              next.append('&')
                  .append(name)
                  .append('=')
                  .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
    }
    return next.toString();
  }

  private Response create(Call call) throws InterruptedException {
    if (call.body().has("id")) {
      throw Invalid.inBody("#/id", "must not be there: the server gives it");
    }
    Stored stored = catalogue.create(BookJson.book(call.body()));
    return whole(stored).withStatus(201).withHeader("location", "/books/" + stored.id());
  }

  private Response read(Call call) throws InterruptedException {
    Stored stored = find(call.number("id"));
    String tag = ETags.of(stored.version());
    // Most requests have no condition: those are not to pay for it.
    if (ETags.in(call.request(), IF_NONE_MATCH)
        && ETags.parse(call.request(), IF_NONE_MATCH).matchWeakly(tag)) {
      return Response.of(304).withHeader("etag", tag);
    }
    return whole(stored);
  }

  private Response replace(Call call) throws InterruptedException {
    requireOwnId(call, call.body());
    Book book = BookJson.book(call.body());
    return change(call, now -> catalogue.replace(now.id(), now.version(), book));
  }

  private Response patch(Call call) throws InterruptedException {
    return change(
        call,
        now -> {
          JsonNode merged = MergePatch.apply(BookJson.tree(now), call.body());
          Invalid.check(bookSchema, merged);
          requireOwnId(call, merged);
          return catalogue.replace(now.id(), now.version(), BookJson.book(merged));
        });
  }

  private static void requireOwnId(Call call, JsonNode body) {
    if (body.has("id") && body.get("id").asLong() != call.number("id")) {
      throw Invalid.inBody("#/id", "must be that of the path, or not be there");
    }
  }

  private Response delete(Call call) throws InterruptedException {
    Response response = change(call, now -> catalogue.remove(now.id(), now.version()));
    return response.status() == 200 ? Response.of(204) : response;
  }

  /** A change of a version that was read. */
  @FunctionalInterface
  private interface Step {
    Change take(Stored now) throws InterruptedException;
  }

  /**
   * Changes the version that the client means. Between reading it and writing another client may
   * have been faster: then a client that means any version is served again, and one that means the
   * old one is told.
   */
  private Response change(Call call, Step step) throws InterruptedException {
    if (!ETags.in(call.request(), IF_MATCH)) {
      throw HttpException.of(
          428, "if-match: none (expected: the book's ETag); read the book first");
    }
    ETags meant = ETags.parse(call.request(), IF_MATCH);
    for (int i = 0; i < TURNS; i++) {
      Stored now = find(call.number("id"));
      if (!meant.match(now.version())) {
        return stale(call, now.version());
      }
      switch (step.take(now)) {
        case Change.Done(var stored) -> {
          return whole(stored);
        }
        case Change.Missing() -> throw missing(now.id());
        case Change.Stale(var version) -> {
          if (!meant.any()) {
            return stale(call, version);
          }
        }
      }
    }
    throw HttpException.of(503, "book: changed by others all the time (expected: a pause)");
  }

  private static Response stale(Call call, long version) {
    String meant = String.join(", ", call.request().headers(IF_MATCH));
    String tag = ETags.of(version);
    return Response.problem(
            Problem.of(412, "if-match: " + meant + " (expected: " + tag + "); read the book again"))
        .withHeader("etag", tag);
  }

  private Stored find(long id) throws InterruptedException {
    return catalogue.find(id).orElseThrow(() -> missing(id));
  }

  private static HttpException missing(long id) {
    return HttpException.of(404, "book: " + id + " (expected: one that is there)");
  }

  private static Response whole(Stored stored) {
    return Response.json(BookJson.tree(stored)).withHeader("etag", ETags.of(stored.version()));
  }
}
