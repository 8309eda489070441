// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web.catalogue;

import static dev.songsong.web.catalogue.Api.JSON;
import static dev.songsong.web.catalogue.Api.KIEU;
import static dev.songsong.web.catalogue.Api.header;
import static dev.songsong.web.catalogue.Api.json;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What is wrong with a request is told, all of it and with its place. */
@Timeout(60)
class BadRequestTest extends ApiFixture {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "\"title\":\"Truyện Kiều\" | \"title\":\"\" | #/title | must be at least 1 characters long",
        "\"title\":\"Truyện Kiều\" | \"title\":\" x\" | #/title | must be without a blank at either end",
        "\"title\":\"Truyện Kiều\" | \"title\":\"a\\u0000b\" | #/title | must be without a blank at either end",
        "\"title\":\"Truyện Kiều\" | \"title\":\"\\ud800\" | #/title | must be without a blank at either end",
        "\"title\":\"Truyện Kiều\" | \"title\":7 | #/title | integer found, string expected",
        "\"title\":\"Truyện Kiều\", | '' | #/title | must be there",
        "1820 | 3000 | #/year | must have a maximum value of 2100",
        "1820 | 1820.5 | #/year | number found, integer expected",
        "1820 | 1e99999 | #/year | integer expected",
        "85000 | -1 | #/price | must have a minimum value of 0",
        "[\"Nguyễn Du\"] | [] | #/authors | must have at least 1 items but found 0",
        "[\"Nguyễn Du\"] | [\"A\",\"\"] | #/authors/1 | must be at least 1 characters long",
        "[\"tho\"] | [\"Thơ\"] | #/tags/0 | must be of lower-case letters",
        "[\"tho\"] | [\"a\",\"a\"] | #/tags | must have only unique items in the array",
        "[\"tho\"] | [],\"a/b~c\":1 | #/a~1b~0c | must not be there",
        "[\"tho\"] | [],\"id\":3 | #/id | must not be there: the server gives it",
      })
  void invalid_book_is_refused_with_the_place_of_the_mistake(
      String part, String instead, String pointer, String detail) throws Exception {
    var response = api.post(KIEU.replace(part, instead));

    assertProblem(response, 422, "request: invalid (expected: as /openapi.json says)");
    JsonNode error = json(response).at("/errors/0");
    assertThat(error.get("pointer").asString()).isEqualTo(pointer);
    assertThat(error.get("detail").asString()).contains(detail);
  }

  @Test
  void all_mistakes_are_told_at_once() throws Exception {
    var response = api.post("{\"title\":\"\",\"authors\":\"x\",\"pages\":3}");

    assertThat(json(response).get("errors").valueStream().map(e -> e.get("pointer").asString()))
        .contains("#/title", "#/authors", "#/year", "#/price", "#/pages");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "{\"title\": | 400 | (expected: JSON)",
        "{\"title\":\"a\",\"title\":\"b\"} | 400 | Duplicate",
        "{} {} | 400 | (expected: JSON)",
        "NaN | 400 | (expected: JSON)",
        "[] | 422 | request: invalid",
        "null | 422 | request: invalid",
      })
  void body_that_is_no_object_is_refused(String body, int status, String detail) throws Exception {
    assertProblem(api.post(body), status, detail);
  }

  @Test
  void body_of_another_type_and_no_body_are_refused() throws Exception {
    var text = api.send("POST", "/books", KIEU, "content-type", "text/plain");
    assertProblem(text, 415, "content-type: text/plain (expected: application/json)");
    assertThat(header(text, "accept")).isEqualTo(JSON);
    assertProblem(api.send("POST", "/books", KIEU), 415, "content-type: none");
    assertProblem(api.post(""), 400, "body: empty (expected: JSON)");
    var charset =
        api.send("POST", "/books", KIEU, "content-type", "Application/JSON; charset=utf-8");
    assertThat(charset.statusCode()).isEqualTo(201);
  }

  @Test
  void deep_and_long_json_ends_in_400_or_422() throws Exception {
    assertProblem(api.post("[".repeat(20_000)), 400, "(expected: JSON)");
    assertProblem(api.post("{\"year\":" + "9".repeat(5_000) + "}"), 400, "(expected: JSON)");
    var many = api.post("{\"authors\":[" + "1,".repeat(50_000) + "1]}");
    assertProblem(many, 422, "request: invalid");
    assertThat(json(many).get("errors").size()).isLessThanOrEqualTo(50);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "size=0 | size | must have a minimum value of 1",
        "size=101 | size | must have a maximum value of 100",
        "size=ten | size | string found, integer expected",
        "size=1&size=2 | size | must be given once",
        "after=-1 | after | must have a minimum value of 0",
        "after=99999999999999999999 | after | string found, integer expected",
        "tag=THO | tag | must be of lower-case letters",
      })
  void invalid_parameter_is_named(String query, String name, String detail) throws Exception {
    var response = api.get("/books?" + query);

    assertProblem(response, 400, "request: invalid (expected: as /openapi.json says)");
    assertThat(json(response).at("/errors/0/parameter").asString()).isEqualTo(name);
    assertThat(json(response).at("/errors/0/detail").asString()).contains(detail);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "x", "1.0", "99999999999999999999", "%20", "1%2F2"})
  void what_can_not_be_an_id_is_not_there(String id) throws Exception {
    assertProblem(api.get("/books/" + id), 404, "id: nothing is there");
  }
}
