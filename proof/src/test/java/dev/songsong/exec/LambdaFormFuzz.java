// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** Any bytes read as a lambda's form, and as what it captured. */
public final class LambdaFormFuzz {
  private static final ShipFilter FILTER = new ShipFilter(LambdaFormFuzz.class, List.of());

  private LambdaFormFuzz() {}

  private static RemoteCallable<String> lambda(int number, String text) {
    return () -> text + number;
  }

  private static LambdaForm form() {
    return requireNonNull(LambdaForm.of(lambda(7, "x"), LambdaFormFuzz.class));
  }

  /** A form, and a capture. */
  public static List<byte[]> seeds() {
    byte[] captured = requireNonNull(form().captured(lambda(8, "y"), FILTER));
    return List.of(behind((byte) 0, form().encoded()), behind((byte) 1, captured));
  }

  private static byte[] behind(byte choice, byte[] bytes) {
    var all = new byte[bytes.length + 1];
    all[0] = choice;
    System.arraycopy(bytes, 0, all, 1, bytes.length);
    return all;
  }

  /** Called by Jazzer: the first byte says which of the two. */
  public static void fuzzerTestOneInput(byte[] input) throws Exception {
    if (input.length == 0) {
      return;
    }
    byte[] bytes = Arrays.copyOfRange(input, 1, input.length);
    try {
      if (input[0] == 0) {
        LambdaForm.decode(bytes, LambdaFormFuzz.class, FILTER);
      } else {
        form().again(bytes, FILTER);
      }
    } catch (NotShippableException | IOException e) {
      // What damaged bytes are answered.
    }
  }
}
