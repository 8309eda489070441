// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import io.netty.handler.codec.http.HttpUtil;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Text of bytes that came: what does not fit its charset is refused, not replaced. */
final class Texts {
  private Texts() {}

  /**
   * The text.
   *
   * @throws HttpException with 400 if the bytes are none in the charset
   */
  static String decode(byte[] bytes, Charset charset) {
    try {
      return charset.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new HttpException(
          Problem.of(400, "body: malformed text (expected: " + charset + ")"), e);
    }
  }

  /**
   * The charset that a content type names; UTF-8 if none.
   *
   * @throws HttpException with 415 if it is not known
   */
  static Charset charset(@Nullable String contentType) {
    CharSequence named = contentType == null ? null : HttpUtil.getCharsetAsSequence(contentType);
    if (named == null) {
      return StandardCharsets.UTF_8;
    }
    String name = named.toString().replace("\"", "").strip();
    try {
      return Charset.forName(name);
    } catch (IllegalArgumentException e) {
      throw new HttpException(
          Problem.of(415, "charset: " + name + " (expected: one that is known, such as utf-8)"), e);
    }
  }
}
