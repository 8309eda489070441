// SPDX-License-Identifier: Apache-2.0
package dev.songsong.hardware;

import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.machine.ContainerLimits;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(10)
class CgroupsTest {
  private static final String V2_MOUNT =
      "31 23 0:28 / /sys/fs/cgroup rw,relatime - cgroup2 cgroup2 rw";
  private static final int ONLINE = 8;

  @TempDir private Path root;
  private Tree tree;

  @BeforeEach
  void setUp() {
    tree = new Tree(root);
  }

  private ContainerLimits read() {
    return Cgroups.read(tree.files(), ONLINE);
  }

  @Test
  void no_control_groups_no_limits() {
    assertThat(read()).isEqualTo(ContainerLimits.NONE);
    assertThat(read().limited()).isFalse();
  }

  @Test
  void docker_with_version_2_sees_its_limits_at_the_mount() {
    tree.file("/proc/self/cgroup", "0::/")
        .file("/proc/self/mountinfo", V2_MOUNT)
        .file("/sys/fs/cgroup/cpu.max", "150000 100000")
        .file("/sys/fs/cgroup/cpuset.cpus.effective", "0-1,5")
        .file("/sys/fs/cgroup/memory.max", "536870912")
        .file("/sys/fs/cgroup/memory.swap.max", "0");

    assertThat(read().cgroupVersion()).isEqualTo(2);
    assertThat(read().cpuQuota()).hasValue(1.5);
    assertThat(read().cpuset()).hasValue(3);
    assertThat(read().memoryBytes()).hasValue(512L << 20);
    assertThat(read().swapBytes()).hasValue(0);
    assertThat(read().limited()).isTrue();
  }

  @Test
  void version_2_without_limits_says_max() {
    tree.file("/proc/self/cgroup", "0::/user.slice/x.scope")
        .file("/proc/self/mountinfo", V2_MOUNT)
        .file("/sys/fs/cgroup/user.slice/x.scope/cpu.max", "max 100000")
        .file("/sys/fs/cgroup/user.slice/x.scope/memory.max", "max")
        .file("/sys/fs/cgroup/cpuset.cpus.effective", "0-7");

    assertThat(read().cgroupVersion()).isEqualTo(2);
    assertThat(read().limited()).isFalse();
  }

  @Test
  void smallest_limit_on_the_way_up_counts() {
    tree.file("/proc/self/cgroup", "0::/slice/scope")
        .file("/proc/self/mountinfo", V2_MOUNT)
        .file("/sys/fs/cgroup/slice/scope/memory.max", "2000000000")
        .file("/sys/fs/cgroup/slice/memory.max", "1000000000")
        .file("/sys/fs/cgroup/slice/scope/cpu.max", "max 100000")
        .file("/sys/fs/cgroup/slice/cpu.max", "400000 100000");

    assertThat(read().memoryBytes()).hasValue(1_000_000_000);
    assertThat(read().cpuQuota()).hasValue(4);
  }

  @Test
  void docker_with_version_1_mounts_its_own_group_as_the_root() {
    tree.file(
            "/proc/self/cgroup",
            "5:memory:/docker/abc\n4:cpuset:/docker/abc\n3:cpu,cpuacct:/docker/abc")
        .file(
            "/proc/self/mountinfo",
            """
            35 31 0:32 /docker/abc /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory
            36 31 0:33 /docker/abc /sys/fs/cgroup/cpuset ro - cgroup cgroup rw,cpuset
            37 31 0:34 /docker/abc /sys/fs/cgroup/cpu,cpuacct ro - cgroup cgroup rw,cpu,cpuacct\
            """)
        .file("/sys/fs/cgroup/memory/memory.limit_in_bytes", "1073741824")
        .file("/sys/fs/cgroup/memory/memory.memsw.limit_in_bytes", "1610612736")
        .file("/sys/fs/cgroup/cpuset/cpuset.cpus", "2-3")
        .file("/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us", "250000")
        .file("/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us", "100000");

    assertThat(read().cgroupVersion()).isEqualTo(1);
    assertThat(read().cpuQuota()).hasValue(2.5);
    assertThat(read().cpuset()).hasValue(2);
    assertThat(read().memoryBytes()).hasValue(1L << 30);
    assertThat(read().swapBytes()).hasValue(1L << 29);
  }

  @Test
  void version_1_without_limits_has_special_numbers() {
    tree.file("/proc/self/cgroup", "4:memory:/a/b\n1:cpu:/\n0::/")
        .file(
            "/proc/self/mountinfo",
            """
            32 31 0:29 / /sys/fs/cgroup/cpu rw,relatime - cgroup cgroup rw,cpu
            35 31 0:32 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory
            41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw\
            """)
        .file("/sys/fs/cgroup/cpu/cpu.cfs_quota_us", "-1")
        .file("/sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000")
        .file("/sys/fs/cgroup/memory/a/b/memory.limit_in_bytes", "9223372036854771712");

    assertThat(read().cgroupVersion()).isEqualTo(1);
    assertThat(read().limited()).isFalse();
  }

  @Test
  void group_outside_of_what_is_mounted_falls_back_to_the_mount() {
    tree.file("/proc/self/cgroup", "0::/../other")
        .file("/proc/self/mountinfo", V2_MOUNT)
        .file("/sys/fs/cgroup/memory.max", "4096");

    assertThat(read().memoryBytes()).hasValue(4096);
  }

  @Test
  void unreadable_lines_are_passed_over() {
    tree.file("/proc/self/cgroup", "nonsense\n0::/")
        .file("/proc/self/mountinfo", "too short\n - \n" + V2_MOUNT)
        .file("/sys/fs/cgroup/cpu.max", "0 0")
        .file("/sys/fs/cgroup/memory.max", "lots");

    assertThat(read().cgroupVersion()).isEqualTo(2);
    assertThat(read().limited()).isFalse();
  }
}
