// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web.catalogue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.Executors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The catalogue as a foreign client sees it: the JDK's own. */
final class Api {
  static final String JSON = "application/json";
  static final String MERGE = "application/merge-patch+json";
  static final String KIEU =
      """
      {"title":"Truyện Kiều","authors":["Nguyễn Du"],"year":1820,"price":85000,"tags":["tho"]}\
      """;

  // One for all tests: its end would take a second in each.
  private static final HttpClient CLIENT =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .executor(Executors.newVirtualThreadPerTaskExecutor())
          .build();

  private final URI base;

  Api(URI base) {
    this.base = base;
  }

  static HttpClient client() {
    return CLIENT;
  }

  /** Starts the client, whose threads stay. */
  static void warmUp() {
    try {
      new Api(URI.create("http://127.0.0.1:1/")).get("/");
    } catch (IOException nobodyThere) {
      // As expected: but its selector runs now.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Sends a request; headers are names and values in turn. */
  HttpResponse<String> send(String method, String path, String body, String... headers)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(base.resolve(path))
            .timeout(Duration.ofSeconds(20))
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return CLIENT.send(request.build(), BodyHandlers.ofString());
  }

  HttpResponse<String> get(String path, String... headers)
      throws IOException, InterruptedException {
    return send("GET", path, "", headers);
  }

  HttpResponse<String> post(String body) throws IOException, InterruptedException {
    return send("POST", "/books", body, "content-type", JSON);
  }

  /** Adds a book and says where it is. */
  String added(String body) throws IOException, InterruptedException {
    return header(post(body), "location");
  }

  static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("none");
  }

  static JsonNode json(HttpResponse<String> response) {
    return JsonMapper.shared().readTree(response.body());
  }
}
