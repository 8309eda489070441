// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.codec.http.multipart.Attribute;
import io.netty.handler.codec.http.multipart.HttpPostMultipartRequestDecoder;
import io.netty.handler.codec.http.multipart.HttpPostRequestDecoder;
import io.netty.handler.codec.http.multipart.InterfaceHttpData;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 * Netty's decoder takes multipart apart, fed from the body's stream by the thread that reads it.
 * Three things it does not do. It takes a CR that ends a chunk for content, also if the LF and the
 * delimiter come with the next one. It takes a chunk that begins like a delimiter for one, also if
 * no line has ended before it. So here a chunk neither ends with a CR whose LF may come, nor begins
 * with a dash. And it doesn't mind a body that ends before the last delimiter, so it is asked for
 * its state at the end. What stays is that it makes blanks of : ; , = in the names of fields.
 */
/** Reads forms. Used by one thread, which may block. */
final class FormReader {
  static final String MULTIPART = "multipart/form-data";
  static final String ENCODED = "application/x-www-form-urlencoded";
  static final int MOST_PARTS = 1_000;

  private static final Logger LOG = LoggerFactory.getLogger(FormReader.class);
  private static final ByteBufAllocator HEAP = new UnpooledByteBufAllocator(false);
  private static final int CHUNK = 16 << 10;
  private static final int MOST_HEADER_BYTES = 8 << 10;
  private static final int MOST_KEPT_READ = 64 << 10;
  private static final String RIGHT = "parts as in RFC 7578";

  private FormReader() {}

  /** A form whose fields stand in one long line. */
  static SentForm encoded(InputStream body) throws IOException {
    byte[] bytes = body.readNBytes(FormParts.MOST_FIELD_BYTES + 1);
    if (bytes.length > FormParts.MOST_FIELD_BYTES) {
      throw HttpException.of(
          413, "form: too large (expected: <= " + FormParts.MOST_FIELD_BYTES + " bytes)");
    }
    String text = new String(bytes, StandardCharsets.US_ASCII);
    if (text.chars().filter(c -> c == '&').count() >= MOST_PARTS) {
      throw tooMany();
    }
    var form = new SentForm();
    try {
      var fields = new QueryStringDecoder(text, StandardCharsets.UTF_8, false, MOST_PARTS, true);
      fields.parameters().forEach((name, values) -> values.forEach(v -> form.add(name, v)));
    } catch (IllegalArgumentException e) {
      throw malformed("percent-encoded UTF-8", e);
    }
    return form;
  }

  private static HttpException tooMany() {
    return HttpException.of(413, "form: too many fields (expected: <= " + MOST_PARTS + ")");
  }

  private static HttpException malformed(String expected, @Nullable Throwable cause) {
    Problem problem = Problem.of(400, "form: malformed (expected: " + expected + ")");
    return cause == null ? new HttpException(problem) : new HttpException(problem, cause);
  }

  /**
   * A form of parts, with its files on disk. If this fails, nothing is left there.
   *
   * @throws HttpException with 400 if it is malformed, 413 if it is too large, 507 if the disk is
   *     full
   */
  static SentForm multipart(InputStream body, String contentType, Uploads uploads)
      throws IOException {
    var form = new SentForm();
    boolean whole = false;
    try (var parts = new FormParts(form, uploads, StandardCharsets.UTF_8)) {
      read(body, contentType, parts, form);
      whole = true;
    } finally {
      if (!whole) {
        form.close();
      }
    }
    return form;
  }

  private static void read(InputStream body, String contentType, FormParts parts, SentForm form)
      throws IOException {
    var head = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, "/");
    head.headers().set(HttpHeaderNames.CONTENT_TYPE, contentType);
    HttpPostMultipartRequestDecoder decoder = null;
    try {
      decoder =
          new HttpPostMultipartRequestDecoder(
              parts, head, StandardCharsets.UTF_8, MOST_PARTS, MOST_HEADER_BYTES);
      decoder.setDiscardThreshold(MOST_KEPT_READ);
      feed(body, decoder, form);
      decoder.offer(LastHttpContent.EMPTY_LAST_CONTENT);
      if (take(decoder, form)) {
        throw malformed("ends with the boundary and --", null);
      }
    } catch (HttpPostRequestDecoder.TooManyFormFieldsException e) {
      throw tooMany();
    } catch (HttpPostRequestDecoder.ErrorDataDecoderException e) {
      throw e.getCause() instanceof IOException onDisk ? unkept(onDisk) : malformed(RIGHT, e);
    } catch (UncheckedIOException e) {
      throw unkept(e.getCause());
    } catch (HttpException e) {
      throw e;
    } catch (RuntimeException e) {
      // The decoder also fails in ways that it doesn't foresee, all of them by what it was given.
      throw malformed(RIGHT, e);
    } finally {
      if (decoder != null) {
        decoder.destroy();
      }
    }
  }

  private static void feed(InputStream body, HttpPostMultipartRequestDecoder decoder, SentForm form)
      throws IOException {
    var chunk = new byte[CHUNK];
    int kept = 0;
    int read;
    do {
      read = body.read(chunk, kept, CHUNK - kept);
      int all = kept + Math.max(0, read);
      int cut = read < 0 ? all : cut(chunk, all);
      var content = new DefaultHttpContent(HEAP.heapBuffer(cut).writeBytes(chunk, 0, cut));
      try {
        decoder.offer(content);
      } finally {
        content.release();
      }
      take(decoder, form);
      kept = all - cut;
      System.arraycopy(chunk, cut, chunk, 0, kept);
    } while (read >= 0);
  }

  /** Where to cut: before the last byte that is no dash, and not between CR and LF. */
  private static int cut(byte[] chunk, int all) {
    int cut = all - 1;
    while (cut > 0 && chunk[cut] == '-') {
      cut--;
    }
    if (cut > 0 && chunk[cut - 1] == '\r') {
      cut--;
    }
    // So many dashes are no delimiter.
    return cut == 0 && all == CHUNK ? all : cut;
  }

  /** Takes the parts that are whole; false if there will be no more. */
  private static boolean take(HttpPostMultipartRequestDecoder decoder, SentForm form)
      throws IOException {
    try {
      while (decoder.hasNext()) {
        InterfaceHttpData part = decoder.next();
        switch (part) {
          case FormParts.OnDisk file -> file.addTo(form);
          case Attribute field ->
              form.add(field.getName(), Texts.decode(field.get(), field.getCharset()));
          default -> throw malformed("of fields and files", null);
        }
        part.release();
      }
      return true;
    } catch (HttpPostRequestDecoder.EndOfDataDecoderException end) {
      return false;
    }
  }

  private static RuntimeException unkept(IOException e) throws IOException {
    String why = String.valueOf(e.getMessage());
    if (why.contains("No space left") || why.contains("quota exceeded")) {
      LOG.error("form: no room on disk", e);
      return new HttpException(
          Problem.of(507, "form: no room on disk (expected: some; try again later)"), e);
    }
    throw e;
  }
}
