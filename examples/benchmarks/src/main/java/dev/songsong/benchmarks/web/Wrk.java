// SPDX-License-Identifier: Apache-2.0
package dev.songsong.benchmarks.web;

import static java.util.Objects.requireNonNull;

import dev.songsong.process.Command;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The load generator wrk: so many connections, each asks again when it is answered. */
final class Wrk {
  /** Connections. */
  private static final int CONNECTIONS = 64;

  private static final String SCRIPT = "ten.lua";
  private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([0-9.]+)");
  private static final Pattern REQUESTS = Pattern.compile("([0-9]+) requests in");
  private static final Pattern TROUBLE = Pattern.compile("(Non-2xx.*|Socket errors.*)");

  private Wrk() {}

  /** What was answered, and how many of it a second. */
  record Answered(long requests, double perSecond) {}

  /** Requests over connections that are kept. */
  static Answered kept(int port, String path, int seconds)
      throws IOException, InterruptedException {
    return run(port, path, seconds, List.of());
  }

  /** Requests over connections that are closed after about ten of them. */
  static Answered ofTen(int port, String path, int seconds)
      throws IOException, InterruptedException {
    Path script = Files.createTempFile("songsong-ten-", ".lua");
    try (InputStream content = Wrk.class.getResourceAsStream(SCRIPT)) {
      Files.write(script, requireNonNull(content, SCRIPT).readAllBytes());
      return run(port, path, seconds, List.of("-s", script.toString()));
    } finally {
      Files.delete(script);
    }
  }

  private static Answered run(int port, String path, int seconds, List<String> more)
      throws IOException, InterruptedException {
    var line = new ArrayList<>(List.of("wrk", "-t1", "-c" + CONNECTIONS, "-d" + seconds + "s"));
    line.addAll(more);
    line.add("http://127.0.0.1:" + port + path);
    String said = Command.of(line).run().orThrow().stdout().text();
    Matcher trouble = TROUBLE.matcher(said);
    if (trouble.find()) {
      throw new IOException("wrk: " + trouble.group() + " (expected: every answer, and right)");
    }
    return new Answered((long) number(REQUESTS, said), number(RATE, said));
  }

  private static double number(Pattern pattern, String said) throws IOException {
    Matcher found = pattern.matcher(said);
    if (!found.find()) {
      throw new IOException("wrk: " + said + " (expected: " + pattern + ")");
    }
    return Double.parseDouble(found.group(1));
  }
}
