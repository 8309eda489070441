// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web.catalogue;

import dev.songsong.web.HttpException;
import dev.songsong.web.Problem;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Books as JSON. */
final class BookJson {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          // Who sends a member twice may be understood in two ways.
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private BookJson() {}

  /**
   * Any JSON.
   *
   * @throws HttpException with 400 if it is malformed
   */
  static JsonNode parse(byte[] body) {
    try {
      JsonNode node = MAPPER.readTree(body);
      if (!node.isMissingNode()) {
        return node;
      }
      throw HttpException.of(400, "body: empty (expected: JSON)");
    } catch (JacksonException e) {
      throw new HttpException(
          Problem.of(400, "body: " + e.getOriginalMessage() + " (expected: JSON)"), e);
    }
  }

  /** The book in a tree that its schema allows. */
  static Book book(JsonNode tree) {
    return new Book(
        tree.get("title").asString(),
        texts(tree.get("authors")),
        tree.get("year").asInt(),
        tree.get("price").asLong(),
        Optional.ofNullable(tree.get("isbn")).map(JsonNode::asString),
        texts(tree.get("tags")));
  }

  private static List<String> texts(@Nullable JsonNode array) {
    return array == null ? List.of() : array.valueStream().map(JsonNode::asString).toList();
  }

  /** The tree of a book, without an id. */
  static ObjectNode tree(Book book) {
    return fill(MAPPER.createObjectNode(), book);
  }

  /** The tree of a stored book. */
  static ObjectNode tree(Stored stored) {
    return fill(MAPPER.createObjectNode().put("id", stored.id()), stored.book());
  }

  private static ObjectNode fill(ObjectNode tree, Book book) {
    tree.put("title", book.title());
    var authors = tree.putArray("authors");
    book.authors().forEach(authors::add);
    tree.put("year", book.year()).put("price", book.price());
    book.isbn().ifPresent(isbn -> tree.put("isbn", isbn));
    var tags = tree.putArray("tags");
    book.tags().forEach(tags::add);
    return tree;
  }

  /** The text of a book, without an id. */
  static String write(Book book) {
    return MAPPER.writeValueAsString(tree(book));
  }

  /** The book of such a text. */
  static Book read(String text) {
    return book(MAPPER.readTree(text));
  }
}
