// SPDX-License-Identifier: Apache-2.0
package dev.songsong.benchmarks;

/** A program of a contest that says what it is told to: {@code ANSWER TIME ... EFFORT}. */
final class ToyProgram {
  private ToyProgram() {}

  public static void main(String[] args) {
    System.out.println("a line that is for people");
    switch (Effort.of(args)) {
      case CHECK -> System.out.println("answer sum " + args[0]);
      case QUICK, FULL -> {
        if (args[1].equals("fails")) {
          System.err.println("out of luck");
          System.exit(3);
        }
        System.out.println("TIME " + args[1]);
        if (args.length == 4) {
          System.out.println("RATE " + args[2]);
        }
      }
    }
  }
}
