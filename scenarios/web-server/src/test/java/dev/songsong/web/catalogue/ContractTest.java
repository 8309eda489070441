// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import dev.songsong.testkit.LeakCheck;
import dev.songsong.web.Handler;
import dev.songsong.web.HealthCheck;
import dev.songsong.web.Method;
import dev.songsong.web.Routes;
import dev.songsong.web.WebServer;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** That the document says what is, and all of it. Reads the document by itself, not by Contract. */
@Timeout(60)
@ExtendWith(LeakCheck.class)
class ContractTest {
  private static final JsonNode DOCUMENT =
      JsonMapper.shared().readTree(ContractTest.class.getResourceAsStream("openapi.json"));
  private static final SchemaRegistry SCHEMAS =
      SchemaRegistry.withDialect(
          Dialects.getOpenApi31(), to -> to.schemas(Map.of("urn:test", DOCUMENT.toString())));

  @BeforeAll
  static void startClient() {
    Api.warmUp();
  }

  /** Notes the routes. */
  private static final class Noted implements Routes {
    final Set<String> routes = new TreeSet<>();
    final List<AutoCloseable> resources = new ArrayList<>();

    @Override
    public Routes route(Method method, String path, Handler handler) {
      routes.add(method + " " + path);
      return this;
    }

    @Override
    public Routes nonBlocking(Method method, String path, Handler handler) {
      return route(method, path, handler);
    }

    @Override
    public Routes health(String name, HealthCheck check) {
      return this;
    }

    @Override
    public Routes onClose(AutoCloseable resource) {
      resources.add(resource);
      return this;
    }

    @Override
    public int replica() {
      return 0;
    }
  }

  private static Set<String> documented() {
    var all = new TreeSet<String>();
    for (var path : DOCUMENT.get("paths").properties()) {
      for (String method : path.getValue().propertyNames()) {
        if (!method.equals("parameters")) {
          all.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey());
        }
      }
    }
    return all;
  }

  private static JsonNode resolved(JsonNode node) {
    return node.has("$ref") ? DOCUMENT.at(node.get("$ref").asString().substring(1)) : node;
  }

  private static Schema schema(String pointer) {
    return SCHEMAS.getSchema(SchemaLocation.of("urn:test#" + pointer));
  }

  @Test
  void every_route_is_documented_and_every_operation_is_a_route() throws Exception {
    var noted = new Noted();
    CatalogueApp.inHeap(0).configure(noted);
    for (AutoCloseable resource : noted.resources) {
      resource.close();
    }

    assertThat(noted.routes).isEqualTo(documented()).hasSize(9);
  }

  @Test
  void server_allows_the_methods_that_are_documented_and_serves_the_document() throws Exception {
    try (var server = WebServer.start(CatalogueApp.inHeap(1))) {
      var api = new Api(server.uri());
      for (String path : DOCUMENT.get("paths").propertyNames()) {
        var options = api.send("OPTIONS", path.replace("{id}", "1").replace("{file}", "x"), "");
        Set<String> allowed =
            Set.of(Api.header(options, "allow").split(", ")).stream()
                .filter(method -> !method.equals("OPTIONS") && !method.equals("HEAD"))
                .map(method -> method + " " + path)
                .collect(Collectors.toSet());
        assertThat(documented()).containsAll(allowed);
        assertThat(allowed)
            .hasSize((int) documented().stream().filter(one -> one.endsWith(" " + path)).count());
      }
      assertThat(Api.json(api.get("/openapi.json"))).isEqualTo(DOCUMENT);
    }
  }

  @Test
  void every_example_is_as_its_schema_says() {
    var checked = new ArrayList<String>();
    checkExamples(DOCUMENT, "", checked);

    assertThat(checked).hasSizeGreaterThan(25);
  }

  /** Finds whatever has a schema and an example beside it, at any depth. */
  private static void checkExamples(JsonNode node, String pointer, List<String> checked) {
    if (node.isObject() && node.has("schema")) {
      Schema schema = schema(pointer + "/schema");
      var examples = new ArrayList<JsonNode>();
      if (node.has("example")) {
        examples.add(node.get("example"));
      }
      node.path("examples").forEach(example -> examples.add(example.get("value")));
      for (JsonNode example : examples) {
        assertThat(schema.validate(example)).as(pointer).isEmpty();
        checked.add(pointer);
      }
    }
    if (node.isObject()) {
      node.forEachEntry((name, child) ->
          checkExamples(
              child, pointer + "/" + name.replace("~", "~0").replace("/", "~1"), checked));
    } else if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        checkExamples(node.get(i), pointer + "/" + i, checked);
      }
    }
  }

  @Test
  void example_requests_are_answered_as_documented() throws Exception {
    try (var server = WebServer.start(CatalogueApp.inHeap(3))) {
      var api = new Api(server.uri());
      for (var path : DOCUMENT.get("paths").properties()) {
        // The examples all speak of book 1: what removes it comes last.
        List<String> methods = new ArrayList<>(List.of("get", "post", "put", "patch", "delete"));
        methods.retainAll(List.copyOf(path.getValue().propertyNames()));
        for (String method : methods) {
          callByExamples(api, path.getKey(), method, path.getValue());
        }
      }
    }
  }

  private static void callByExamples(Api api, String path, String method, JsonNode item)
      throws Exception {
    JsonNode operation = item.get(method);
    JsonNode content = operation.at("/requestBody/content");
    if (content.isEmpty()) {
      call(api, path, method, item, List.of(), "");
      return;
    }
    for (var media : content.properties()) {
      var examples = new ArrayList<JsonNode>();
      media.getValue().path("examples").forEach(one -> examples.add(one.get("value")));
      if (media.getValue().has("example")) {
        examples.add(media.getValue().get("example"));
      }
      assertThat(examples).as(method + " " + path).isNotEmpty();
      for (JsonNode example : examples) {
        call(api, path, method, item, List.of("content-type", media.getKey()), example.toString());
      }
    }
  }

  private static void call(
      Api api, String path, String method, JsonNode item, List<String> type, String body)
      throws Exception {
    var headers = new ArrayList<>(type);
    var parameters = new ArrayList<JsonNode>();
    item.path("parameters").forEach(one -> parameters.add(resolved(one)));
    item.get(method).path("parameters").forEach(one -> parameters.add(resolved(one)));
    String target = path;
    var query = new ArrayList<String>();
    for (JsonNode parameter : parameters) {
      String name = parameter.get("name").asString();
      String value = parameter.path("example").asString("");
      switch (parameter.get("in").asString()) {
        case "path" -> target = target.replace("{" + name + "}", value);
        case "query" -> {
          if (!value.isEmpty()) {
            query.add(name + "=" + value.replace(" ", "%20"));
          }
        }
        default -> {
          // Whoever changes must name the version that is there now.
          boolean change = name.equals("If-Match");
          headers.add(name);
          headers.add(change ? Api.header(api.get(target), "etag") : value);
        }
      }
    }
    target += query.isEmpty() ? "" : "?" + String.join("&", query);
    assertDocumented(
        api.send(method.toUpperCase(Locale.ROOT), target, body, headers.toArray(String[]::new)),
        path,
        method,
        item.get(method));
  }

  private static void assertDocumented(
      HttpResponse<String> response, String path, String method, JsonNode operation) {
    String status = Integer.toString(response.statusCode());
    assertThat(status).as(method + " " + path + " " + response.body()).matches("20[014]|304");
    JsonNode answers = operation.get("responses");
    assertThat(answers.has(status)).as(method + " " + path + " " + status).isTrue();
    JsonNode answer = resolved(answers.get(status));
    for (var header : answer.path("headers").properties()) {
      if (resolved(header.getValue()).path("required").asBoolean(false)) {
        assertThat(response.headers().firstValue(header.getKey())).as(header.getKey()).isPresent();
      }
    }
    if (answer.has("content")) {
      String type = Api.header(response, "content-type").split(";", 2)[0];
      assertThat(answer.get("content").has(type)).as(path + " " + type).isTrue();
      String pointer =
          answers.get(status).has("$ref")
              ? answers.get(status).get("$ref").asString().substring(1)
              : "/paths/" + path.replace("/", "~1") + "/" + method + "/responses/" + status;
      if (type.equals("application/json")) {
        assertThat(
                schema(pointer + "/content/application~1json/schema").validate(Api.json(response)))
            .as(path)
            .isEmpty();
      }
    }
  }

  @Test
  void problems_are_as_documented() throws Exception {
    try (var server = WebServer.start(CatalogueApp.inHeap(1))) {
      var api = new Api(server.uri());
      var invalid = api.post("{}");
      assertThat(schema("/components/schemas/InvalidProblem").validate(Api.json(invalid)))
          .isEmpty();
      var missing = api.get("/books/77");
      assertThat(schema("/components/schemas/Problem").validate(Api.json(missing))).isEmpty();
    }
  }

  @Test
  void operation_names_are_unique_and_every_reference_leads_somewhere() {
    var names = DOCUMENT.findValuesAsString("operationId");
    assertThat(names).doesNotHaveDuplicates().hasSize(9);
    assertThat(DOCUMENT.findValuesAsString("$ref"))
        .hasSizeGreaterThan(30)
        .allSatisfy(reference ->
            assertThat(DOCUMENT.at(reference.substring(1)).isMissingNode())
                .as(reference)
                .isFalse());
  }
}
