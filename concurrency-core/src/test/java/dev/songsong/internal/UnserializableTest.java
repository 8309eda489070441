// SPDX-License-Identifier: Apache-2.0
package dev.songsong.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Serializable;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnserializableTest {
  private static final String HERE = UnserializableTest.class.getName();

  /** Work that may be shipped. */
  private interface Work extends Runnable, Serializable {}

  private record Holder(String name, Object value) implements Serializable {}

  @Test
  void captured_variable_is_named() {
    var pool = new Object();
    Work work = pool::notifyAll;
    Work wordy = () -> System.out.println(pool);

    assertThat(Unserializable.in(wordy))
        .contains("captured variable `pool` of a lambda in " + HERE + ": java.lang.Object");
    assertThat(Unserializable.in(work))
        .contains("object of a method reference in " + HERE + ": java.lang.Object");
  }

  @Test
  void field_is_named_however_deep() {
    var inner = new Holder("inner", new Object());
    Work work = () -> System.out.println(inner);

    assertThat(Unserializable.in(new Holder("outer", work)))
        .contains("field `value` of " + HERE + "$Holder: java.lang.Object");
  }

  @Test
  void what_fits_has_no_culprit() {
    assertThat(Unserializable.in(new Holder("a", List.of(1, 2)))).isEmpty();
  }

  @Test
  void circles_end() {
    var circle = new Object[1];
    circle[0] = circle;
    assertThat(Unserializable.in(new Holder("a", circle))).isEmpty();
    var broken = new Object[] {null, new Object()};
    broken[0] = broken;
    assertThat(Unserializable.in(new Holder("a", broken)))
        .contains("field `value` of " + HERE + "$Holder: java.lang.Object[]");
  }
}
