// SPDX-License-Identifier: Apache-2.0
package dev.songsong.spmd;

import static java.util.Objects.requireNonNull;

import java.util.function.DoubleBinaryOperator;
import java.util.function.LongBinaryOperator;

/**
 * How the numbers of the ranks become one: {@code ((r0 op r1) op r2) ...}, in rank order.
 *
 * <p>An operation of one's own therefore needs to be neither associative nor commutative, unless
 * another {@link Algorithm} is chosen. Immutable.
 */
public final class Op {
  enum Kind {
    SUM,
    PROD,
    MIN,
    MAX,
    AVG,
    OWN
  }

  /** The sum. Integers wrap around. */
  public static final Op SUM = new Op(Kind.SUM);

  /** The product. Integers wrap around. */
  public static final Op PROD = new Op(Kind.PROD);

  /** The least, as {@link Math#min}: NaN wins. */
  public static final Op MIN = new Op(Kind.MIN);

  /** The greatest, as {@link Math#max}: NaN wins. */
  public static final Op MAX = new Op(Kind.MAX);

  /**
   * The sum, divided by the number of ranks. Integers are divided towards zero, and a sum that
   * wraps around makes a wrong average: send small types as larger ones.
   */
  public static final Op AVG = new Op(Kind.AVG);

  private final String name;
  private final Kind kind;
  private final DoubleBinaryOperator doubles;
  private final LongBinaryOperator longs;

  private Op(Kind kind) {
    this(kind.name(), kind, (a, b) -> a, (a, b) -> a);
  }

  private Op(String name, Kind kind, DoubleBinaryOperator doubles, LongBinaryOperator longs) {
    this.name = requireNonNull(name, "name");
    this.kind = kind;
    this.doubles = requireNonNull(doubles, "doubles");
    this.longs = requireNonNull(longs, "longs");
  }

  /**
   * An operation of one's own.
   *
   * @param name by which it is compared between ranks, and shown in messages
   * @param doubles for {@code double}, and for {@code float} with its result rounded
   * @param longs for {@code long}, and for {@code int} and {@code byte} with its result narrowed
   */
  public static Op of(String name, DoubleBinaryOperator doubles, LongBinaryOperator longs) {
    return new Op(name, Kind.OWN, doubles, longs);
  }

  Kind kind() {
    return kind;
  }

  DoubleBinaryOperator doubles() {
    return doubles;
  }

  LongBinaryOperator longs() {
    return longs;
  }

  /** Equal for equal operations on every rank; the kinds of the JDK's own stay below ten. */
  int id() {
    return kind == Kind.OWN ? name.hashCode() | 1 << 30 : kind.ordinal();
  }

  static String describe(int id) {
    return id >= 0 && id < Kind.OWN.ordinal()
        ? Kind.values()[id].name()
        : "own operation " + Integer.toHexString(id);
  }

  @Override
  public String toString() {
    return name;
  }
}
