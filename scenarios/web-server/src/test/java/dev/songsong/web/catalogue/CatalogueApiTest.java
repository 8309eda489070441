// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web.catalogue;

import static dev.songsong.web.catalogue.Api.JSON;
import static dev.songsong.web.catalogue.Api.KIEU;
import static dev.songsong.web.catalogue.Api.MERGE;
import static dev.songsong.web.catalogue.Api.header;
import static dev.songsong.web.catalogue.Api.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The interface at the wire: one server for all tests; ContractTest sees to leaks. */
@Timeout(60)
class CatalogueApiTest extends ApiFixture {
  @Test
  void created_book_has_a_place_and_a_version_and_is_read_there() throws Exception {
    var created = api.post(KIEU);

    assertThat(created.statusCode()).isEqualTo(201);
    String book = header(created, "location");
    assertThat(book).matches("/books/[1-9][0-9]*");
    assertThat(header(created, "etag")).isEqualTo("\"1\"");
    var read = api.get(book);
    assertThat(read.statusCode()).isEqualTo(200);
    assertThat(header(read, "etag")).isEqualTo("\"1\"");
    assertThat(header(read, "content-type")).isEqualTo(JSON);
    assertThat(read.body()).isEqualTo(created.body());
    assertThat(book).endsWith("/" + json(read).get("id").asLong());
    assertThat(json(read).get("title").asString()).isEqualTo("Truyện Kiều");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"1\"", "W/\"1\"", "\"7\", \"1\"", "*", ",, \"1\" ,"})
  void client_that_has_the_version_gets_304_without_a_body(String tags) throws Exception {
    String book = api.added(KIEU);

    var read = api.get(book, "if-none-match", tags);

    assertThat(read.statusCode()).isEqualTo(304);
    assertThat(read.body()).isEmpty();
    assertThat(header(read, "etag")).isEqualTo("\"1\"");
    assertThat(api.get(book, "if-none-match", "\"2\"").statusCode()).isEqualTo(200);
  }

  @Test
  void list_goes_on_where_its_link_says_to_the_end() throws Exception {
    for (int i = 0; i < 7; i++) {
      api.post(KIEU.replace("Kiều", "tập " + i));
    }
    var titles = new ArrayList<String>();
    String next = "/books?size=3&q=" + "tap" + "&tag=tho";
    int pages = 0;
    while (!next.isEmpty()) {
      var page = api.get(next);
      assertThat(json(page).get("total").asInt()).isEqualTo(7);
      json(page).get("books").forEach(book -> titles.add(book.get("title").asString()));
      next = json(page).path("next").asString("");
      assertThat(header(page, "link"))
          .isEqualTo(next.isEmpty() ? "none" : "<" + next + ">; rel=\"next\"");
      pages++;
    }
    assertThat(pages).isEqualTo(3);
    assertThat(titles).hasSize(7).doesNotHaveDuplicates().first().isEqualTo("Truyện tập 0");
  }

  @Test
  void search_finds_without_accents() throws Exception {
    api.post(KIEU);
    api.post(KIEU.replace("Nguyễn Du", "Đoàn Giỏi"));

    for (String words : List.of("nguyen", "NGUY%E1%BB%84N+du", "kieu%20nguyen", "ngu")) {
      var found = json(api.get("/books?q=" + words));
      assertThat(found.get("total").asInt()).as(words).isEqualTo(1);
      assertThat(found.at("/books/0/authors/0").asString()).isEqualTo("Nguyễn Du");
    }
    assertThat(json(api.get("/books?q=doan")).get("total").asInt()).isEqualTo(1);
    assertThat(json(api.get("/books?q=kieu")).get("total").asInt()).isEqualTo(2);
    assertThat(api.get("/books?q=homer").body()).isEqualTo("{\"books\":[],\"total\":0}");
  }

  @Test
  void put_replaces_the_version_that_is_named() throws Exception {
    String book = api.added(KIEU);
    String dearer = KIEU.replace("85000", "90000");

    var put = api.send("PUT", book, dearer, "content-type", JSON, "if-match", "\"1\"");

    assertThat(put.statusCode()).isEqualTo(200);
    assertThat(header(put, "etag")).isEqualTo("\"2\"");
    assertThat(json(api.get(book)).get("price").asInt()).isEqualTo(90_000);

    var late = api.send("PUT", book, KIEU, "content-type", JSON, "if-match", "\"1\"");
    assertProblem(late, 412, "if-match: \"1\" (expected: \"2\"); read the book again");
    assertThat(header(late, "etag")).isEqualTo("\"2\"");
    var any = api.send("PUT", book, KIEU, "content-type", JSON, "if-match", "*");
    assertThat(header(any, "etag")).isEqualTo("\"3\"");
    // What was read can be sent back as it is.
    var same = api.send("PUT", book, any.body(), "content-type", JSON, "if-match", "\"3\"");
    assertThat(header(same, "etag")).isEqualTo("\"4\"");
  }

  @Test
  void patch_changes_and_removes_members_and_its_result_must_be_a_book() throws Exception {
    String book = api.added(KIEU.replace("\"year\"", "\"isbn\":\"9786041004757\",\"year\""));
    String change = "{\"price\":1,\"isbn\":null,\"tags\":null}";

    var patched = api.send("PATCH", book, change, "content-type", MERGE, "if-match", "\"1\"");

    assertThat(json(patched).get("price").asInt()).isEqualTo(1);
    assertThat(json(patched).has("isbn")).isFalse();
    assertThat(json(patched).get("tags")).isEmpty();
    assertThat(json(patched).get("title").asString()).isEqualTo("Truyện Kiều");
    var broken =
        api.send("PATCH", book, "{\"title\":null}", "content-type", MERGE, "if-match", "\"2\"");
    assertProblem(broken, 422, "request: invalid");
    assertThat(json(broken).at("/errors/0/pointer").asString()).isEqualTo("#/title");
    var moved = api.send("PATCH", book, "{\"id\":5}", "content-type", MERGE, "if-match", "\"2\"");
    assertThat(json(moved).at("/errors/0/detail").asString())
        .isEqualTo("must be that of the path, or not be there");
    var asJson = api.send("PATCH", book, change, "content-type", JSON, "if-match", "\"2\"");
    assertProblem(asJson, 415, "(expected: application/merge-patch+json)");
    assertThat(header(asJson, "accept-patch")).isEqualTo(MERGE);
  }

  @Test
  void delete_removes_the_version_that_is_named() throws Exception {
    String book = api.added(KIEU);

    assertProblem(api.send("DELETE", book, "", "if-match", "\"2\""), 412, "\"1\"");
    var deleted = api.send("DELETE", book, "", "if-match", "\"1\"");

    assertThat(deleted.statusCode()).isEqualTo(204);
    assertThat(deleted.body()).isEmpty();
    assertProblem(api.get(book), 404, "(expected: one that is there)");
    assertProblem(api.send("DELETE", book, "", "if-match", "\"1\""), 404, "book: ");
    assertThat(api.added(KIEU)).isNotEqualTo(book);
  }

  @ParameterizedTest
  @ValueSource(strings = {"PUT", "PATCH", "DELETE"})
  void change_without_a_version_is_refused(String method) throws Exception {
    String book = api.added(KIEU);
    String type = method.equals("PATCH") ? MERGE : JSON;
    String body = method.equals("DELETE") ? "" : KIEU;

    assertProblem(
        api.send(method, book, body, "content-type", type),
        428,
        "if-match: none (expected: the book's ETag); read the book first");
    assertProblem(
        api.send(method, book, body, "content-type", type, "if-match", "1"),
        400,
        "if-match: malformed (expected: * or tags such as \"1\", with their quotes)");
    assertProblem(
        api.send(method, book, body, "content-type", type, "if-match", "W/\"1\""), 412, "\"1\"");
    assertProblem(
        api.send(method, "/books/999999", body, "content-type", type, "if-match", "\"1\""),
        404,
        "book: 999999");
  }

  @Test
  void known_path_says_what_it_allows() throws Exception {
    var response = api.send("DELETE", "/books", "");

    assertProblem(response, 405, "DELETE");
    assertThat(header(response, "allow").split(", "))
        .containsExactlyInAnyOrder("GET", "HEAD", "POST", "OPTIONS");
  }

  @Test
  void head_answers_as_get_without_the_book() throws Exception {
    String book = api.added(KIEU);

    var head = api.send("HEAD", book, "");

    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    assertThat(header(head, "etag")).isEqualTo("\"1\"");
  }
}
