// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web.catalogue;

import static dev.songsong.web.catalogue.Api.KIEU;
import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.testkit.Await;
import dev.songsong.testkit.LeakCheck;
import dev.songsong.testkit.RequiresTool;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A disk that is full refuses changes and damages nothing. */
@Timeout(120)
@ExtendWith(LeakCheck.class)
@RequiresTool({"unshare", "mount", "env", "kill"})
class FullDiskTest {
  private static final Pattern PLACE = Pattern.compile("http://[0-9.]+:[0-9]+");
  private static final String SMALL_DISK =
      "mount -t tmpfs -o size=400k none disk"
          + " && { while [ ! -e room ]; do sleep 0.1; done; mount -o remount,size=50m disk; } &"
          + " until mountpoint -q disk; do sleep 0.1; done; exec \"$@\"";

  @TempDir Path root;

  @BeforeAll
  static void startClient() {
    Api.warmUp();
  }

  @ParameterizedTest
  @ValueSource(strings = {"threads", "processes"})
  void changes_are_refused_until_there_is_room_and_books_are_read_meanwhile(String mode)
      throws Exception {
    Files.createDirectory(root.resolve("disk"));
    try (Jvm server =
        Jvm.startUnder(
            List.of("unshare", "-Urm", "sh", "-c", SMALL_DISK, "sh"),
            root,
            Main.class,
            "--port=0",
            "--lang=en",
            "--data=disk/books.db",
            "--mode=" + mode)) {
      var place = PLACE.matcher(server.line());
      assertThat(place.find()).isTrue();
      var api = new Api(URI.create(place.group()));

      long kept = 0;
      HttpResponse<String> last = api.post(KIEU);
      while (last.statusCode() == 201) {
        kept++;
        last = api.post(KIEU);
      }

      assertThat(last.statusCode()).isEqualTo(507);
      assertThat(Api.json(last).get("detail").asString())
          .isEqualTo("catalogue: the disk is full (expected: room for the change)");
      assertThat(Api.json(api.get("/books")).get("total").asLong()).isEqualTo(kept).isPositive();
      assertThat(api.get("/books/" + kept).statusCode()).isEqualTo(200);

      Files.createFile(root.resolve("room"));
      Await.until("room", Duration.ofSeconds(20), () -> api.post(KIEU).statusCode() == 201);
      assertThat(Api.json(api.get("/books")).get("total").asLong()).isEqualTo(kept + 1);
      server.signal("TERM");
      assertThat(server.status()).isEqualTo(143);
    }
  }
}
