// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import io.netty.handler.codec.http.HttpResponseStatus;

/** Status codes in words. */
final class Statuses {
  private Statuses() {}

  static String phrase(int status) {
    return HttpResponseStatus.valueOf(status).reasonPhrase();
  }
}
