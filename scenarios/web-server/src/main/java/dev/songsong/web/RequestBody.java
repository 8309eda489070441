// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import java.io.IOException;
import java.io.InputStream;
import java.util.OptionalLong;

/**
 * What a request carries, to be read once, by one of these methods.
 *
 * <p>It comes while it is read: a slow reader slows the client down. A body with {@code
 * Content-Encoding: gzip} is inflated. What exceeds {@link Limits#bodyBytes} ends in an {@link
 * HttpException} with 413, also when only the inflated body does. If the client leaves or stalls,
 * reading throws an {@link IOException}.
 */
public interface RequestBody {

  /** The length that was announced; none for a chunked or inflated body. */
  OptionalLong length();

  /** The bytes as they come. */
  InputStream stream();

  /** All bytes. */
  byte[] bytes() throws IOException;

  /**
   * All as text, in the charset that the content type names; UTF-8 by default.
   *
   * @throws HttpException with 415 if the charset is not known, 400 if the bytes are none in it
   */
  String text() throws IOException;

  /**
   * All as JSON. Nothing is bent to fit: no member may be unknown or come twice, 1.9 and "5" are no
   * whole numbers, 1 is not true and 5 no text; what is missing is null, 0 or false.
   *
   * @throws HttpException with 415 if the content type is not JSON, 400 if it is malformed, 422 if
   *     it doesn't fit the type; the problem says where
   */
  <T> T json(Class<T> type) throws IOException;

  /**
   * The parts of a form, {@code multipart/form-data} or {@code application/x-www-form-urlencoded}.
   * Files are kept on disk until the form is closed; the server closes it after the answer. There
   * may be 1,000 parts; files may be as large as the whole body, all fields together 1 MiB. In the
   * names of fields that come as parts, {@code : ; , =} are blanks.
   *
   * @throws HttpException with 415 if it is no form, 400 if it is malformed, 413 if it is too
   *     large, 507 if the disk is full
   * @throws IllegalStateException if it came in parts and the handler is {@linkplain
   *     Routes#nonBlocking non-blocking}
   */
  Form form() throws IOException;
}
