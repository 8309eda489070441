// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web.catalogue;

import dev.songsong.web.catalogue.Caller.Reply;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * A client that does, from its seed on, always the same: it adds books of its own, reads, lists,
 * finds, changes and removes them, and makes mistakes. Its answers depend on nobody else, so they
 * are the same whoever answers. Used by one thread.
 */
final class Visitor {
  private static final int MOST_BOOKS = 40;
  private static final String JSON = "content-type: application/json\r\n";
  private static final String PATCH = "content-type: application/merge-patch+json\r\n";
  private static final Pattern IDS = Pattern.compile("(?<=\"id\":|/books/|after=|book: )[0-9]+");

  private static final class Own {
    final long id;
    String tag;

    Own(long id, String tag) {
      this.id = id;
      this.tag = tag;
    }

    String path() {
      return "/books/" + id;
    }
  }

  private final String name;
  private final Random random;
  private final List<Own> books = new ArrayList<>();
  private final Map<String, String> numbers = new HashMap<>(); // ids as this visitor counts them

  Visitor(int number, long seed) {
    this.name = "khach" + number;
    this.random = new Random(seed * 1_000 + number);
  }

  /** Makes the next request. */
  Reply ask(Caller caller) throws IOException {
    int dice = random.nextInt(100);
    if (books.isEmpty() || dice < 18 && books.size() < MOST_BOOKS) {
      return create(caller);
    }
    Own book = books.get(random.nextInt(books.size()));
    if (dice < 50) {
      return caller.ask("GET", book.path(), "", "");
    }
    if (dice < 58) {
      return caller.ask("GET", book.path(), "if-none-match: " + book.tag + "\r\n", "");
    }
    if (dice < 66) {
      return caller.ask("GET", "/books?size=5&tag=" + name, "", "");
    }
    if (dice < 72) {
      return caller.ask("GET", "/books?size=5&q=kh%C3%A1ch+" + name, "", "");
    }
    if (dice < 90) {
      return change(caller, book, dice);
    }
    return dice < 95 ? remove(caller, book) : mistake(caller, book, dice);
  }

  private Reply create(Caller caller) throws IOException {
    Reply reply = caller.ask("POST", "/books", JSON, book());
    String place = reply.header("location");
    if (reply.status() == 201 && place.startsWith("/books/")) {
      String id = place.substring("/books/".length());
      numbers.put(id, name + "-" + numbers.size());
      books.add(new Own(Long.parseLong(id), reply.header("etag")));
    }
    return reply;
  }

  private String book() {
    return "{\"title\":\"Sách của khách "
        + random.nextInt(1_000)
        + "\",\"authors\":[\"Nguyễn "
        + name
        + "\"],\"year\":"
        + random.nextInt(1900, 2026)
        + ",\"price\":"
        + random.nextInt(500) * 1_000
        + ",\"tags\":[\""
        + name
        + "\"]}";
  }

  private Reply change(Caller caller, Own book, int dice) throws IOException {
    String version = "if-match: " + book.tag + "\r\n";
    Reply reply =
        dice < 80
            ? caller.ask("PUT", book.path(), JSON + version, book())
            : caller.ask(
                "PATCH",
                book.path(),
                PATCH + version,
                "{\"price\":" + random.nextInt(500) * 1_000 + ",\"isbn\":null}");
    keepTag(book, reply);
    return reply;
  }

  private Reply remove(Caller caller, Own book) throws IOException {
    Reply reply = caller.ask("DELETE", book.path(), "if-match: " + book.tag + "\r\n", "");
    if (reply.status() == 204 || reply.status() == 404) {
      books.remove(book);
    }
    keepTag(book, reply);
    return reply;
  }

  private static void keepTag(Own book, Reply reply) {
    if (!reply.header("etag").isEmpty()) {
      book.tag = reply.header("etag");
    }
  }

  private Reply mistake(Caller caller, Own book, int dice) throws IOException {
    return switch (dice) {
      case 95 -> caller.ask("PUT", book.path(), JSON + "if-match: \"0\"\r\n", book());
      case 96 -> caller.ask("DELETE", book.path(), "", "");
      case 97 -> caller.ask("GET", "/books/9007199254740991", "", "");
      case 98 -> caller.ask("POST", "/books", JSON, "{\"title\":\"\",\"year\":\"?\"}");
      default -> caller.ask("POST", "/books", JSON, "{\"title\":");
    };
  }

  /** What an answer means: its ids are who came when, so they are told as this visitor's. */
  String meaning(Reply reply) {
    String all =
        reply.status()
            + " "
            + reply.header("etag")
            + " "
            + reply.header("location")
            + " "
            + reply.header("link")
            + " "
            + reply.body()
            + "\n";
    return IDS.matcher(all).replaceAll(this::number);
  }

  private String number(MatchResult id) {
    return numbers.getOrDefault(id.group(), id.group());
  }
}
