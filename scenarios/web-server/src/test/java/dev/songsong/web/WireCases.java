// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import static dev.songsong.web.RawConnection.latin1;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A table of bytes that a client may send, and the status that each is to get. */
final class WireCases {
  /** Its name, for the report, tells how the bytes are sent too. */
  record Case(String name, int status, byte[] bytes, boolean oneByOne) {
    void sendTo(RawConnection client) throws IOException {
      if (oneByOne) {
        client.sendOneByOne(bytes);
      } else {
        client.send(bytes);
      }
    }

    @Override
    public String toString() {
      return status + " for " + name + (oneByOne ? ", byte by byte" : "");
    }
  }

  private final List<Case> all = new ArrayList<>();

  void raw(int status, String name, String text) {
    all.add(new Case(name, status, latin1(text), false));
  }

  void get(int status, String name, String... headers) {
    raw(status, name, head("GET /", headers));
  }

  void post(int status, String name, String... headers) {
    raw(status, name, head("POST /", headers));
  }

  /** A body in chunks that is refused. */
  void chunked(String name, String body) {
    raw(400, name, head("POST /", "transfer-encoding: chunked") + body);
  }

  /** A head with these headers. */
  static String head(String line, String... headers) {
    return line + " HTTP/1.1\r\nhost: a\r\n" + String.join("\r\n", headers) + "\r\n\r\n";
  }

  /** Each twice: sent whole, and in writes of one byte. */
  Stream<Case> bothWays() {
    return all.stream()
        .flatMap(one -> Stream.of(one, new Case(one.name(), one.status(), one.bytes(), true)));
  }
}
