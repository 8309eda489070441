// SPDX-License-Identifier: Apache-2.0
package dev.songsong.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What there was at one moment.
 *
 * @param firstNewThread threads with this id or a higher one came later
 * @param children processes below this one
 * @param descriptors what this process has open, the kinds of equal ones repeated
 * @param temp temp files of the project
 */
record Census(long firstNewThread, Set<Long> children, List<String> descriptors, Set<String> temp) {

  static Census take() {
    return new Census(LiveThreads.nextId(), liveChildren(), Descriptors.open(), TempFiles.ours());
  }

  /** What there is now and was not then, a line a kind; empty if nothing. */
  List<String> newSince() {
    var lines = new ArrayList<String>();
    say(lines, "threads", LiveThreads.since(firstNewThread));
    say(lines, "children", newChildren());
    say(lines, "temp files", excess(TempFiles.ours(), temp));
    say(lines, "descriptors", excess(Descriptors.open(), descriptors));
    return lines;
  }

  private static void say(List<String> lines, String what, List<?> left) {
    if (!left.isEmpty()) {
      lines.add(what + " left behind: " + left);
    }
  }

  private static Set<Long> liveChildren() {
    return ProcessHandle.current()
        .descendants()
        .map(ProcessHandle::pid)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private List<String> newChildren() {
    return ProcessHandle.current()
        .descendants()
        .filter(child -> !children.contains(child.pid()))
        .map(child -> child.pid() + " " + child.info().command().orElse("?"))
        .toList();
  }

  /** The elements of the first that the second has not, each as often as it has more. */
  private static List<String> excess(Iterable<String> now, Iterable<String> before) {
    var left = new ArrayList<String>();
    now.forEach(left::add);
    before.forEach(left::remove);
    return left;
  }
}
