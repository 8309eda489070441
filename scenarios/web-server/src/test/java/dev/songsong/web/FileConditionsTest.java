// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.testkit.LeakCheck;
import dev.songsong.web.ContentWire.Answer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(LeakCheck.class)
@Timeout(60)
class FileConditionsTest extends FolderFixture {
  @Test
  void a_file_that_was_not_changed_is_not_sent_again() throws Exception {
    String tag = get("a.txt").header("etag");

    Answer same = get("a.txt", "if-none-match: \"x\", W/" + tag);
    assertThat(same.status()).isEqualTo(304);
    assertThat(same.header("etag")).isEqualTo(tag);
    assertThat(same.has("content-length")).isFalse();
    assertThat(get("a.txt", "if-none-match: *").status()).isEqualTo(304);
    assertThat(get("a.txt", "if-none-match: \"x,\", \"y\"").status()).isEqualTo(200);
    assertThat(get("a.txt", "if-modified-since: " + DATE).status()).isEqualTo(304);
    assertThat(get("a.txt", "if-modified-since: Fri, 02 Jan 2026 03:04:04 GMT").status())
        .isEqualTo(200);
    assertThat(get("a.txt", "if-modified-since: Friday, 02-Jan-26 03:04:05 GMT").status())
        .isEqualTo(304);
    assertThat(get("a.txt", "if-modified-since: yesterday").status()).isEqualTo(200);
    // The tag says more than the date.
    assertThat(get("a.txt", "if-none-match: \"x\"", "if-modified-since: " + DATE).status())
        .isEqualTo(200);
    assertThat(ContentWire.ask(server, "HEAD", "/files/a.txt", "if-none-match: " + tag).status())
        .isEqualTo(304);
  }

  @Test
  void what_the_client_insists_on_is_kept_or_refused() throws Exception {
    String tag = get("a.txt").header("etag");

    assertThat(get("a.txt", "if-match: " + tag).status()).isEqualTo(200);
    assertThat(get("a.txt", "if-match: *").status()).isEqualTo(200);
    assertThat(get("a.txt", "if-match: \"x\"").status()).isEqualTo(412);
    assertThat(get("a.txt", "if-match: W/" + tag).status()).isEqualTo(412);
    assertThat(get("a.txt", "if-unmodified-since: " + DATE).status()).isEqualTo(200);
    assertThat(get("a.txt", "if-unmodified-since: Fri, 02 Jan 2026 03:04:04 GMT").status())
        .isEqualTo(412);
    assertThat(get("missing.txt", "if-match: \"x\"").status()).isEqualTo(404);
  }

  @Test
  void conditions_and_ranges_are_for_reading_only() throws Exception {
    Answer posted =
        ContentWire.ask(server, "POST", "/files/a.txt", "range: bytes=0-1", "if-none-match: *");
    assertThat(posted.status()).isEqualTo(200);
    assertThat(posted.text()).isEqualTo("0123456789");
    assertThat(ContentWire.get(server, "/lost", "range: bytes=0-1").status()).isEqualTo(404);
  }

  @Test
  void a_tag_of_the_handlers_is_the_one_that_counts() throws Exception {
    assertThat(ContentWire.get(server, "/own").header("etag")).isEqualTo("\"v1\"");
    assertThat(ContentWire.get(server, "/own", "if-none-match: \"v1\"").status()).isEqualTo(304);
    assertThat(ContentWire.get(server, "/own", "if-match: \"v2\"").status()).isEqualTo(412);
  }

  @Test
  void a_file_changed_a_moment_ago_has_a_weak_tag() throws Exception {
    Files.setLastModifiedTime(root.resolve("a.txt"), FileTime.from(Instant.now()));

    String tag = get("a.txt").header("etag");
    assertThat(tag).startsWith("W/\"");
    assertThat(get("a.txt", "if-none-match: " + tag).status()).isEqualTo(304);
    assertThat(get("a.txt", "range: bytes=0-1", "if-range: " + tag).status()).isEqualTo(200);
  }

  @Test
  void a_replaced_file_has_another_tag_even_with_equal_size_and_date() throws Exception {
    String tag = get("a.txt").header("etag");
    Path other = put("other", "9876543210");
    Files.move(other, root.resolve("a.txt"), StandardCopyOption.REPLACE_EXISTING);

    assertThat(get("a.txt").header("etag")).isNotEqualTo(tag);
  }

  @Test
  void several_dates_say_nothing_and_a_star_stands_alone() throws Exception {
    String early = "Fri, 02 Jan 2015 03:04:05 GMT";
    assertThat(get("a.txt", "if-modified-since: " + DATE + ", " + DATE).status()).isEqualTo(200);
    assertThat(get("a.txt", "if-modified-since: " + DATE, "if-modified-since: " + DATE).status())
        .isEqualTo(200);
    assertThat(get("a.txt", "if-unmodified-since: " + early + ", " + early).status())
        .isEqualTo(200);
    assertThat(get("a.txt", "if-none-match: x*y").status()).isEqualTo(200);
    assertThat(get("a.txt", "if-match: x*y").status()).isEqualTo(412);
  }

  @Test
  void a_file_of_the_future_was_changed_now() throws Exception {
    Path file = put("future.txt", "0123456789");
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(100_000)));

    Answer answer = get("future.txt");

    assertThat(instant(answer.header("last-modified")))
        .isBeforeOrEqualTo(instant(answer.header("date")));
    assertThat(answer.header("etag")).startsWith("W/");
  }

  private static Instant instant(String date) {
    return DateTimeFormatter.RFC_1123_DATE_TIME.parse(date, Instant::from);
  }

  @Test
  void a_date_of_the_handlers_is_the_one_that_counts() throws Exception {
    String own = "Thu, 01 Jan 2026 00:00:00 GMT";
    Answer answer = ContentWire.get(server, "/dated");

    assertThat(answer.headers().get("last-modified")).containsExactly(own);
    assertThat(ContentWire.get(server, "/dated", "if-modified-since: " + own).status())
        .isEqualTo(304);
    assertThat(ContentWire.get(server, "/dated", "if-unmodified-since: " + own).status())
        .isEqualTo(200);
  }

  @Test
  void one_range_is_a_part() throws Exception {
    assertPart("bytes=0-0", "0", "bytes 0-0/10");
    assertPart("bytes=2-4", "234", "bytes 2-4/10");
    assertPart("bytes=7-", "789", "bytes 7-9/10");
    assertPart("bytes=7-99", "789", "bytes 7-9/10");
    assertPart("bytes=-3", "789", "bytes 7-9/10");
    assertPart("bytes=-99", "0123456789", "bytes 0-9/10");
    assertPart("bytes=0-", "0123456789", "bytes 0-9/10");
    assertPart("BYTES=0-99999999999999999999999", "0123456789", "bytes 0-9/10");
    // Those that touch are one.
    assertPart("bytes=0-2,3-4, 4-5", "012345", "bytes 0-5/10");
    // What is not there is left out.
    assertPart("bytes=2-3,50-60", "23", "bytes 2-3/10");
  }

  private void assertPart(String range, String content, String contentRange) throws Exception {
    Answer answer = get("a.txt", "range: " + range);
    assertThat(answer.status()).as(range).isEqualTo(206);
    assertThat(answer.text()).as(range).isEqualTo(content);
    assertThat(answer.header("content-range")).isEqualTo(contentRange);
    assertThat(answer.header("content-length")).isEqualTo("" + content.length());
    assertThat(answer.header("content-type")).isEqualTo("text/plain; charset=utf-8");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bytes=",
        "bytes=-",
        "bytes=a-b",
        "bytes=5-2",
        "items=0-1",
        "bytes 0-1",
        "bytes=0-1,x",
        "bytes=1",
        "bytes=--1",
        "bytes=0x0-1",
        "bytes=0-1\r\nrange: bytes=2-3",
        "bytes=+1-2",
        "bytes=0-0,2-2,4-4,6-6,8-8,1-1,3-3,5-5,7-7"
      })
  void a_range_that_cannot_be_read_or_asks_too_much_gets_the_whole(String range) throws Exception {
    Answer answer = get("a.txt", "range: " + range);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text()).isEqualTo("0123456789");
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=10-", "bytes=10-20", "bytes=99-", "bytes=-0", "bytes=20-21,30-"})
  void a_range_past_the_end_is_told_the_size(String range) throws Exception {
    Answer answer = get("a.txt", "range: " + range);

    assertThat(answer.status()).isEqualTo(416);
    assertThat(answer.header("content-range")).isEqualTo("bytes */10");
    assertThat(answer.text()).contains("range: past the end (expected: within the 10 bytes");
  }

  @Test
  void several_ranges_are_parts_of_one_answer() throws Exception {
    Answer answer = get("a.txt", "range: bytes=-2,0-1,4-4");

    assertThat(answer.status()).isEqualTo(206);
    String type = answer.header("content-type");
    assertThat(type).startsWith("multipart/byteranges; boundary=");
    String boundary = type.substring(type.indexOf('=') + 1);
    String each =
        "\r\n--" + boundary + "\r\ncontent-type: text/plain; charset=utf-8\r\ncontent-range: ";
    assertThat(answer.text())
        .isEqualTo(
            each
                + "bytes 0-1/10\r\n\r\n01"
                + each
                + "bytes 4-4/10\r\n\r\n4"
                + each
                + "bytes 8-9/10\r\n\r\n89"
                + "\r\n--"
                + boundary
                + "--\r\n");
    assertThat(answer.header("content-length")).isEqualTo("" + answer.body().length);
    assertThat(answer.has("content-range")).isFalse();
  }

  @Test
  void a_part_is_given_only_of_what_the_client_has_the_rest_of() throws Exception {
    String tag = get("a.txt").header("etag");

    assertThat(get("a.txt", "range: bytes=0-1", "if-range: " + tag).status()).isEqualTo(206);
    assertThat(get("a.txt", "range: bytes=0-1", "if-range: W/" + tag).status()).isEqualTo(200);
    assertThat(get("a.txt", "range: bytes=0-1", "if-range: \"x\"").status()).isEqualTo(200);
    assertThat(get("a.txt", "range: bytes=0-1", "if-range: " + DATE).status()).isEqualTo(206);
    assertThat(get("a.txt", "range: bytes=0-1", "if-range: Fri, 02 Jan 2026 03:04:06 GMT").status())
        .isEqualTo(200);
    assertThat(ContentWire.ask(server, "HEAD", "/files/a.txt", "range: bytes=0-1").status())
        .isEqualTo(200);
  }
}
