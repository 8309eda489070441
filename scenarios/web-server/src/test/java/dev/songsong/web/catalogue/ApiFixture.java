// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web.catalogue;

import static dev.songsong.web.catalogue.Api.header;
import static dev.songsong.web.catalogue.Api.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.web.WebServer;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import tools.jackson.databind.JsonNode;

/** One server for all tests of a class, its catalogue empty before each. */
abstract class ApiFixture {
  private static WebServer server;
  static Api api;

  @BeforeAll
  static void start() throws Exception {
    server = WebServer.start(CatalogueApp.inHeap(0));
    api = new Api(server.uri());
    // What is started once stays: the client's selector, a connection.
    api.get("/books");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  /** Each test finds the catalogue empty. */
  @BeforeEach
  void removeAll() throws Exception {
    for (JsonNode book : json(api.get("/books?size=100")).get("books")) {
      api.send("DELETE", "/books/" + book.get("id").asLong(), "", "if-match", "*");
    }
  }

  static void assertProblem(HttpResponse<String> response, int status, String detail) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(header(response, "content-type")).isEqualTo("application/problem+json");
    JsonNode problem = json(response);
    assertThat(problem.get("status").asInt()).isEqualTo(status);
    assertThat(problem.get("type").asString()).isEqualTo("about:blank");
    assertThat(problem.get("title").asString()).isNotBlank();
    assertThat(problem.get("detail").asString()).contains(detail);
  }
}
