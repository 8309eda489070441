// SPDX-License-Identifier: Apache-2.0
package dev.songsong.supervise;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.ObjectInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * A worker JVM: reads a token and a body from its standard input, and then answers there whether it
 * is still there, until the word to stop. The input's end without that word means that the
 * supervisor is gone, and so is the worker. What it reads comes from the JVM that started it, by a
 * pipe that nobody else has.
 */
final class BodyMain {
  static final String STOP = "stop";

  /** Asks whether it is still there. */
  static final String ASK = "there";

  /** The exit code of a worker that lost its supervisor. */
  static final int ORPHANED = 113;

  private BodyMain() {}

  public static void main(String[] args) throws Exception {
    var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    String token = input.readLine();
    String body = input.readLine();
    if (token == null || body == null) {
      Runtime.getRuntime().halt(ORPHANED);
    }
    var control = new BodyControl(System.out, token);
    byte[] bytes = Base64.getDecoder().decode(body);
    System.setIn(InputStream.nullInputStream());
    Thread.ofPlatform().daemon().name("worker-control").start(() -> obey(input, control));
    try (var objects = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
      ((Body) objects.readObject()).live(control);
      System.exit(0);
    } catch (Throwable e) {
      e.printStackTrace();
      System.exit(1);
    }
  }

  /** Ends with the word: a JVM that exits waits for threads that read. */
  private static void obey(BufferedReader input, BodyControl control) {
    String line = read(input);
    while (ASK.equals(line)) {
      control.answer();
      line = read(input);
    }
    if (STOP.equals(line)) {
      control.askedToStop();
    } else {
      ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
      Runtime.getRuntime().halt(ORPHANED);
    }
  }

  private static @Nullable String read(BufferedReader input) {
    try {
      return input.readLine();
    } catch (IOException e) {
      return null;
    }
  }
}
