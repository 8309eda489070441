// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web.catalogue;

import dev.songsong.web.HttpException;
import dev.songsong.web.Response;
import dev.songsong.web.catalogue.Operation.Answerer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Properties;

/**
 * The document, and the page to try it: Swagger UI from its jar on the class path, so that no other
 * server is asked for anything.
 */
final class Pages {
  private static final String JAR = "/META-INF/resources/webjars/swagger-ui/";
  private static final String VERSION = "/META-INF/maven/org.webjars/swagger-ui/pom.properties";
  private static final String SCRIPT = "text/javascript; charset=utf-8";
  private static final String STYLE = "text/css; charset=utf-8";

  // Only what lies here is fetched; Swagger UI styles elements one by one, and draws its arrows as
  // data.
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline';"
          + " img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none';"
          + " frame-ancestors 'none'";

  /**
   * A file that is sent as it is.
   *
   * @param tag stands for the file, compressed or not: so it is a weak one, without its W/
   */
  private record Asset(Response whole, String tag) {
    static Asset of(String type, byte[] bytes, String version) {
      String tag = "\"" + version + "-" + bytes.length + "\"";
      return new Asset(
          Response.bytes(type, bytes)
              .withHeader("etag", "W/" + tag)
              // A new release must be seen, and asking costs little.
              .withHeader("cache-control", "no-cache")
              .withHeader("x-content-type-options", "nosniff"),
          tag);
    }
  }

  private final Response document;
  private final Response page;
  private final Map<String, Asset> assets;

  Pages(Contract contract) {
    String version = version();
    String jar = JAR + version + "/";
    document =
        Response.bytes("application/json", contract.document())
            .withHeader("x-content-type-options", "nosniff");
    page =
        Response.bytes("text/html; charset=utf-8", resource("page.html"))
            .withHeader("content-security-policy", POLICY)
            .withHeader("x-content-type-options", "nosniff")
            .withHeader("cache-control", "no-cache");
    assets =
        Map.of(
            "page.js", Asset.of(SCRIPT, resource("page.js"), version),
            "page.css", Asset.of(STYLE, resource("page.css"), version),
            "swagger-ui.css", Asset.of(STYLE, resource(jar + "swagger-ui.css"), version),
            "swagger-ui-bundle.js",
                Asset.of(SCRIPT, resource(jar + "swagger-ui-bundle.js"), version),
            "favicon.png", Asset.of("image/png", resource(jar + "favicon-32x32.png"), version));
  }

  /** Who answers which operation. */
  Map<String, Answerer> answerers() {
    return Map.of(
        "readDocument", _ -> document, "readPage", _ -> page, "readPageFile", this::asset);
  }

  private Response asset(Call call) {
    Asset asset = assets.get(call.text("file").orElse(""));
    if (asset == null) {
      throw HttpException.of(404, "file: nothing is there (expected: a part of the page)");
    }
    return ETags.parse(call.request(), "if-none-match").matchWeakly(asset.tag())
        ? Response.of(304).withHeader("etag", "W/" + asset.tag())
        : asset.whole();
  }

  /** The folder in the jar bears the version's name. */
  private static String version() {
    var properties = new Properties();
    try (InputStream in = open(VERSION)) {
      properties.load(in);
      return properties.getProperty("version");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] resource(String name) {
    try (InputStream in = open(name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InputStream open(String name) throws IOException {
    InputStream in = Pages.class.getResourceAsStream(name);
    if (in == null) {
      throw new IOException("resource: " + name + " (expected: on the class path)");
    }
    return in;
  }
}
