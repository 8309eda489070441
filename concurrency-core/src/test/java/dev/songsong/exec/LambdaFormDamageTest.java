// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Forms of lambdas, and what they captured, as somebody hostile or a broken pipe would send it. */
@Timeout(60)
class LambdaFormDamageTest {
  private static final ShipFilter FILTER = new ShipFilter(LambdaFormDamageTest.class, List.of());
  private static final int LENGTH_AT = 1; // in captured values, behind the byte that counts them

  private static RemoteCallable<String> lambda(int number, String text) {
    return () -> text + number;
  }

  private static LambdaForm form() {
    return requireNonNull(LambdaForm.of(lambda(7, "x"), LambdaFormDamageTest.class));
  }

  private static byte[] captured() {
    return requireNonNull(form().captured(lambda(8, "y"), FILTER));
  }

  private static LambdaForm decoded(byte[] form) throws IOException {
    return LambdaForm.decode(form, LambdaFormDamageTest.class, FILTER);
  }

  @Test
  void sound_form_and_values_make_the_lambda_again() throws Exception {
    Object again = decoded(form().encoded()).again(captured(), FILTER);

    assertThat(((RemoteCallable<?>) again).call()).isEqualTo("y8");
  }

  @Test
  void form_that_is_cut_anywhere_is_refused() {
    byte[] whole = form().encoded();
    for (int length = 0; length < whole.length; length++) {
      byte[] part = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> decoded(part)).isInstanceOf(EOFException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0x7fff, 0x8000, 0xffff})
  void name_that_claims_to_be_longer_than_what_is_there_is_refused(int length) {
    byte[] bad = form().encoded();
    ByteBuffer.wrap(bad).putShort(2, (short) length);

    assertThatThrownBy(() -> decoded(bad)).isInstanceOf(IOException.class);
  }

  @Test
  void form_of_a_class_that_may_not_cross_is_refused_before_it_is_read() {
    assertThatThrownBy(() -> LambdaForm.decode(new byte[0], ParameterizedTest.class, FILTER))
        .isInstanceOf(NotShippableException.class)
        .hasMessageStartingWith("org.junit.jupiter.params.ParameterizedTest")
        .hasMessageEndingWith(": not allowed to cross (expected: allowed)");
  }

  /** Has no lambda that could cross, and so no method that makes one again. */
  private static final class WithoutLambdas {}

  @Test
  void form_of_a_class_without_lambdas_is_refused() {
    assertThatThrownBy(() -> LambdaForm.decode(form().encoded(), WithoutLambdas.class, FILTER))
        .isInstanceOf(NotShippableException.class)
        .hasMessageContaining("WithoutLambdas")
        .hasMessageContaining("NoSuchMethodException")
        .hasMessageEndingWith(" (expected: the class that wrote the lambda)");
  }

  @Test
  void lambda_that_its_class_does_not_know_is_not_made() throws Exception {
    byte[] renamed = form().encoded();
    byte[] name = "lambda$lambda$".getBytes(StandardCharsets.UTF_8);
    String all = new String(renamed, StandardCharsets.ISO_8859_1);
    renamed[all.indexOf(new String(name, StandardCharsets.ISO_8859_1))] = 'm';
    LambdaForm unknown = decoded(renamed);

    assertThatThrownBy(() -> unknown.again(captured(), FILTER))
        .isInstanceOf(NotShippableException.class)
        .hasMessageStartingWith("lambda: ")
        .hasMessageEndingWith(" (expected: known to its class)");
  }

  @ParameterizedTest
  @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 1_000, Integer.MAX_VALUE})
  void length_that_is_claimed_is_not_believed(int length) {
    byte[] bad = captured();
    ByteBuffer.wrap(bad).putInt(LENGTH_AT, length);

    assertThatThrownBy(() -> form().again(bad, FILTER))
        .isInstanceOf(NotShippableException.class)
        .hasMessage("captured value 0: " + length + " bytes (expected: what is there)");
  }

  @Test
  void values_that_are_cut_anywhere_are_refused() {
    byte[] whole = captured();
    for (int length = 0; length < whole.length; length++) {
      byte[] part = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> form().again(part, FILTER))
          .isInstanceOf(NotShippableException.class)
          .hasMessageStartingWith("captured value")
          .hasMessageContaining(" bytes (expected: ");
    }
    assertThatThrownBy(() -> form().again(new byte[0], FILTER))
        .hasMessage("captured values: 0 bytes (expected: whole values)");
  }

  @Test
  void more_and_fewer_values_than_the_lambda_takes_are_refused() {
    byte[] none = {0};
    byte[] more = captured();
    more[0] = (byte) 255;

    assertThatThrownBy(() -> form().again(none, FILTER)).isInstanceOf(NotShippableException.class);
    assertThatThrownBy(() -> form().again(more, FILTER)).isInstanceOf(NotShippableException.class);
  }

  @Test
  void damaged_bytes_are_answered_by_a_value_or_a_refusal() throws Exception {
    long seed = 29;
    System.out.println("seed " + seed);
    var random = new Random(seed);
    for (int round = 0; round < 5_000; round++) {
      byte[] form = damaged(form().encoded(), random);
      byte[] values = damaged(captured(), random);
      try {
        LambdaForm read = decoded(form);
        assertThat(read.again(values, FILTER)).isInstanceOf(RemoteCallable.class);
      } catch (NotShippableException | IOException refused) {
        assertThat(refused).hasNoSuppressedExceptions();
      }
    }
  }

  private static byte[] damaged(byte[] sound, Random random) {
    byte[] bytes = sound.clone();
    for (int i = random.nextInt(3); i > 0; i--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
    }
    return bytes;
  }
}
