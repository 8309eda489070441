// SPDX-License-Identifier: Apache-2.0
package dev.songsong.hardware;

import dev.songsong.machine.ContainerLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** Reads what the control groups of this process allow it. */
final class Cgroups {
  /*
   * Where the limits are. /proc/self/cgroup names this process's group in each hierarchy, and
   * /proc/self/mountinfo tells where a hierarchy is mounted and which part of it:
   *
   *   v1:  4:memory:/docker/abc     one hierarchy for each controller
   *   v2:  0::/user.slice/x.scope   one for all
   *
   * A group is bound by its own limits and by those of every group above it, so the path is walked
   * up to the mount point, and the smallest limit counts. Both versions may be mounted at once: a
   * controller that v1 has is not in v2.
   */

  // Version 1 writes "no limit" as the largest multiple of a page below 2^63.
  private static final long NO_LIMIT = 1L << 60;

  /** A mounted hierarchy: where, which group is at its root, and whose controllers. */
  private record Mount(String point, String root, String type, List<String> options) {}

  private final SystemFiles files;
  private final List<Mount> mounts;
  private final List<String> groups;

  private Cgroups(SystemFiles files) {
    this.files = files;
    this.mounts =
        lines("/proc/self/mountinfo").map(Cgroups::mount).flatMap(Optional::stream).toList();
    this.groups = lines("/proc/self/cgroup").toList();
  }

  /**
   * The limits below those of the host.
   *
   * @param online the host's logical processors; a set of all of them is no limit
   */
  static ContainerLimits read(SystemFiles files, int online) {
    var cgroups = new Cgroups(files);
    return new ContainerLimits(
        cgroups.version(),
        cgroups.cpuQuota(),
        cgroups.cpuset(online),
        cgroups.memory(),
        cgroups.swap());
  }

  private int version() {
    if (Stream.of("cpu", "cpuset", "memory").anyMatch(name -> !v1(name).isEmpty())) {
      return 1;
    }
    return v2().isEmpty() ? 0 : 2;
  }

  private OptionalDouble cpuQuota() {
    List<String> old = v1("cpu");
    Stream<OptionalDouble> quotas =
        old.isEmpty()
            ? v2().stream().map(group -> quota(files.text(group + "/cpu.max").orElse("")))
            : old.stream()
                .map(group ->
                    quota(
                        files.text(group + "/cpu.cfs_quota_us").orElse("")
                            + " "
                            + files.text(group + "/cpu.cfs_period_us").orElse("")));
    return quotas.filter(OptionalDouble::isPresent).mapToDouble(OptionalDouble::getAsDouble).min();
  }

  /** Microseconds of processor time in each period: {@code 150000 100000} is 1.5 cores. */
  private static OptionalDouble quota(String text) {
    if (!text.matches("[1-9]\\d{0,17} [1-9]\\d{0,17}")) {
      return OptionalDouble.empty(); // "max 100000" in version 2, "-1 100000" in version 1
    }
    String[] parts = text.split(" ");
    return OptionalDouble.of(Double.parseDouble(parts[0]) / Long.parseLong(parts[1]));
  }

  private OptionalInt cpuset(int online) {
    List<String> old = v1("cpuset");
    Optional<String> set =
        old.isEmpty()
            ? first(v2(), "cpuset.cpus.effective")
            : first(old, "cpuset.effective_cpus").or(() -> first(old, "cpuset.cpus"));
    int size = CpuList.parse(set.orElse("")).size();
    return size > 0 && size < online ? OptionalInt.of(size) : OptionalInt.empty();
  }

  private OptionalLong memory() {
    List<String> old = v1("memory");
    return old.isEmpty() ? smallest(v2(), "memory.max") : smallest(old, "memory.limit_in_bytes");
  }

  private OptionalLong swap() {
    List<String> old = v1("memory");
    if (old.isEmpty()) {
      return smallest(v2(), "memory.swap.max");
    }
    // Version 1 limits memory and swap together.
    OptionalLong both = smallest(old, "memory.memsw.limit_in_bytes");
    OptionalLong memory = memory();
    return both.isPresent() && memory.isPresent()
        ? OptionalLong.of(Math.max(0, both.getAsLong() - memory.getAsLong()))
        : OptionalLong.empty();
  }

  private OptionalLong smallest(List<String> directories, String file) {
    return directories.stream()
        .map(directory -> files.number(directory + "/" + file))
        .flatMapToLong(OptionalLong::stream)
        .filter(limit -> limit >= 0 && limit < NO_LIMIT)
        .min();
  }

  /** From the innermost group that has the file. */
  private Optional<String> first(List<String> directories, String file) {
    return directories.stream()
        .map(directory -> files.text(directory + "/" + file))
        .flatMap(Optional::stream)
        .filter(text -> !text.isEmpty())
        .findFirst();
  }

  private List<String> v1(String controller) {
    return groups.stream()
        .map(line -> line.split(":", 3))
        .filter(parts -> parts.length == 3 && List.of(parts[1].split(",")).contains(controller))
        .findFirst()
        .flatMap(parts ->
            mounts.stream()
                .filter(m -> m.type().equals("cgroup") && m.options().contains(controller))
                .findFirst()
                .map(mount -> upward(mount, parts[2])))
        .orElse(List.of());
  }

  private List<String> v2() {
    return groups.stream()
        .filter(line -> line.startsWith("0::"))
        .findFirst()
        .flatMap(line ->
            mounts.stream()
                .filter(mount -> mount.type().equals("cgroup2"))
                .findFirst()
                .map(mount -> upward(mount, line.substring(3))))
        .orElse(List.of());
  }

  /** The directories of {@code group} and of those above it, innermost first. */
  private static List<String> upward(Mount mount, String group) {
    var directories = new ArrayList<String>();
    String inside = inside(mount.root(), group);
    while (!inside.isEmpty()) {
      directories.add(mount.point() + inside);
      inside = inside.substring(0, inside.lastIndexOf('/'));
    }
    directories.add(mount.point());
    return directories;
  }

  /** The group's path below what is mounted; a group that lies outside sees only the mount. */
  private static String inside(String root, String group) {
    String path = group.equals("/") ? "" : group;
    if (root.equals("/")) {
      return path.startsWith("/..") ? "" : path;
    }
    return path.startsWith(root + "/") ? path.substring(root.length()) : "";
  }

  /** {@code 35 31 0:32 /root /point rw - cgroup cgroup rw,memory}; see proc_pid_mountinfo(5). */
  private static Optional<Mount> mount(String line) {
    int dash = line.indexOf(" - ");
    String[] left = dash < 0 ? new String[0] : line.substring(0, dash).split(" ");
    String[] right = dash < 0 ? new String[0] : line.substring(dash + 3).split(" ");
    return left.length >= 5 && right.length >= 3
        ? Optional.of(new Mount(left[4], left[3], right[0], List.of(right[2].split(","))))
        : Optional.empty();
  }

  private Stream<String> lines(String file) {
    return files.text(file).orElse("").lines();
  }
}
