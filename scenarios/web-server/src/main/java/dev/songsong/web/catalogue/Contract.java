// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web.catalogue;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.Dialects;
import dev.songsong.web.Method;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * What the interface promises: the operations of {@code openapi.json}, each with the schemas of its
 * parameters and bodies. The routes are made of it, so that what is documented, what is checked and
 * what is answered can't differ. Immutable.
 */
final class Contract {
  private static final String NAME = "urn:songsong:catalogue";
  private static final String RESOURCE = "openapi.json";
  private static final Set<String> METHODS =
      Set.of("get", "head", "post", "put", "patch", "delete", "options");

  private final byte[] document;
  private final JsonNode root;
  private final SchemaRegistry schemas;
  private final List<Operation> operations = new ArrayList<>();

  private Contract(byte[] document) {
    this.document = document;
    this.root = BookJson.parse(document);
    this.schemas =
        SchemaRegistry.withDialect(
            Dialects.getOpenApi31(),
            registry ->
                registry
                    // English on any machine, as all messages are.
                    .schemaRegistryConfig(
                        SchemaRegistryConfig.builder()
                            .locale(Locale.ROOT)
                            // A regular expression says little to most.
                            .errorMessageKeyword("x-message")
                            .build())
                    .schemas(Map.of(NAME, new String(document, StandardCharsets.UTF_8))));
    root.get("paths").forEachEntry(this::addPath);
  }

  /** Reads the document that lies beside this class. */
  static Contract load() {
    try (var in = Objects.requireNonNull(Contract.class.getResourceAsStream(RESOURCE), RESOURCE)) {
      return new Contract(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The document, as it is. */
  byte[] document() {
    return document.clone();
  }

  /** All operations, in the document's order. */
  List<Operation> operations() {
    return List.copyOf(operations);
  }

  /** The schema of this name among the document's components. */
  Schema component(String name) {
    return schema("/components/schemas/" + name);
  }

  private Schema schema(String pointer) {
    return schemas.getSchema(SchemaLocation.of(NAME + "#" + pointer));
  }

  private void addPath(String path, JsonNode item) {
    String place = "/paths/" + escaped(path);
    item.forEachEntry((method, operation) -> {
      if (METHODS.contains(method)) {
        String own = place + "/" + method;
        var parameters = new ArrayList<Parameter>();
        Stream.of(place, own).forEach(at -> addParameters(at + "/parameters", parameters));
        operations.add(
            new Operation(
                operation.get("operationId").asString(),
                Method.valueOf(method.toUpperCase(Locale.ROOT)),
                path,
                parameters,
                bodies(operation, own)));
      }
    });
  }

  private void addParameters(String place, List<Parameter> into) {
    JsonNode list = root.at(place);
    for (int i = 0; i < list.size(); i++) {
      String at = list.get(i).has("$ref") ? reference(list.get(i)) : place + "/" + i;
      JsonNode parameter = root.at(at);
      into.add(
          new Parameter(
              parameter.get("name").asString(),
              Parameter.Place.valueOf(parameter.get("in").asString().toUpperCase(Locale.ROOT)),
              schema(at + "/schema")));
    }
  }

  private Map<String, Schema> bodies(JsonNode operation, String place) {
    var bodies = new LinkedHashMap<String, Schema>();
    operation
        .at("/requestBody/content")
        .propertyNames()
        .forEach(type ->
            bodies.put(type, schema(place + "/requestBody/content/" + escaped(type) + "/schema")));
    return bodies;
  }

  private static String reference(JsonNode node) {
    return node.get("$ref").asString().substring(1);
  }

  private static String escaped(String name) {
    return name.replace("~", "~0").replace("/", "~1");
  }
}
