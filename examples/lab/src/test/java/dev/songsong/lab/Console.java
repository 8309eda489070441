// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lab;

import java.io.PrintWriter;
import java.io.StringWriter;

/**
 * What one run of the command said.
 *
 * @param code its exit code
 * @param out on standard output
 * @param err on standard error
 */
record Console(int code, String out, String err) {

  /** Runs the command in this JVM. */
  static Console run(String... arguments) {
    var out = new StringWriter();
    var err = new StringWriter();
    int code =
        Main.commandLine()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(arguments);
    return new Console(code, out.toString(), err.toString());
  }
}
