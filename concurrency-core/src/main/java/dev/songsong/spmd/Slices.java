// SPDX-License-Identifier: Apache-2.0
package dev.songsong.spmd;

/** Numbers divided among members: each has a slice, and their lengths differ by one at most. */
record Slices(long length, int members) {

  long start(int member) {
    return length / members * member + Math.min(member, length % members);
  }

  long count(int member) {
    return start(member + 1) - start(member);
  }

  Data of(Data data, int member) {
    return data.slice(start(member), count(member));
  }
}
