// SPDX-License-Identifier: Apache-2.0
package dev.songsong.hardware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.songsong.machine.Cache;
import dev.songsong.machine.Cpu;
import dev.songsong.machine.Machine;
import dev.songsong.machine.Memory;
import dev.songsong.process.Command;
import dev.songsong.testkit.LeakCheck;
import dev.songsong.testkit.RequiresTool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.ToLongFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import oshi.SystemInfo;

/** The probe says what lscpu, free and /proc say, on every field they share. */
@Timeout(60)
@ExtendWith(LeakCheck.class)
@EnabledOnOs(OS.LINUX)
@RequiresTool({"lscpu", "free"})
class AgreementTest {
  private static final long DRIFT = 64L << 20;
  private static final int LOOKS = 100;
  private static final Pattern FIELD =
      Pattern.compile("\"field\"\\s*:\\s*\"([^\"]*?):?\"\\s*,\\s*\"data\"\\s*:\\s*\"([^\"]*)\"");
  private static final Pattern CACHE = Pattern.compile("\\{([^{}]*)\\}");

  private static final Set<String> HYPERVISORS = Set.of("KVM", "Microsoft", "VMware", "Xen");

  private static Machine machine;
  private static Map<String, String> lscpu;

  @BeforeAll
  static void probe() throws Exception {
    machine = Machine.probe();
    lscpu = new TreeMap<>();
    var matcher = FIELD.matcher(output("lscpu", "-J"));
    while (matcher.find()) {
      lscpu.put(matcher.group(1), matcher.group(2));
    }
  }

  @Test
  void lscpu_names_the_same_processor() {
    Cpu cpu = machine.cpu();

    assertThat(cpu.name()).contains(lscpu.get("Model name"));
    assertThat(cpu.architecture()).isEqualTo(lscpu.get("Architecture"));
    assertThat(cpu.bits().stream().map(bits -> bits + "-bit").collect(Collectors.joining(", ")))
        .isEqualTo(lscpu.get("CPU op-mode(s)"));
  }

  @Test
  void lscpu_counts_the_same_sockets_cores_and_threads() {
    Cpu cpu = machine.cpu();
    int sockets = Integer.parseInt(lscpu.get("Socket(s)"));
    int cores = Integer.parseInt(lscpu.get("Core(s) per socket"));

    assertThat(cpu.packages()).hasValue(sockets);
    assertThat(cpu.physicalCores()).hasValue(sockets * cores);
    assertThat(cpu.logicalProcessors())
        .isEqualTo(CpuList.parse(lscpu.get("On-line CPU(s) list")).size());
    assertThat(cpu.threadsPerCore()).hasValue(Integer.parseInt(lscpu.get("Thread(s) per core")));
  }

  @Test
  void lscpu_sees_the_same_caches() throws Exception {
    Map<String, String> ours =
        machine.cpu().caches().stream()
            .collect(
                Collectors.toMap(
                    Cache::name,
                    cache -> cache.sizeBytes() + " of " + cache.totalBytes().getAsLong()));
    Map<String, String> theirs = new TreeMap<>();
    var matcher = CACHE.matcher(output("lscpu", "-B", "-J", "-C=NAME,ONE-SIZE,ALL-SIZE"));
    while (matcher.find()) {
      String cache = matcher.group(1);
      theirs.put(
          value(cache, "name"), value(cache, "one-size") + " of " + value(cache, "all-size"));
    }

    assertThat(theirs).isNotEmpty();
    assertThat(ours).isEqualTo(theirs);
  }

  @Test
  void lscpu_sees_the_same_virtualisation() {
    var virtualization = machine.virtualization();

    assertThat(virtualization.extension())
        .isEqualTo(Optional.ofNullable(lscpu.get("Virtualization")));
    assertThat(virtualization.guest()).contains(lscpu.containsKey("Hypervisor vendor"));
    // VirtualBox and the clouds answer lscpu in another hypervisor's name.
    virtualization
        .hypervisor()
        .filter(HYPERVISORS::contains)
        .ifPresent(name -> assertThat(lscpu.get("Hypervisor vendor")).isEqualTo(name));
  }

  @Test
  void lscpu_and_proc_see_the_same_clock() throws IOException {
    Cpu cpu = machine.cpu();
    if (lscpu.containsKey("CPU max MHz")) {
      double megahertz = Double.parseDouble(lscpu.get("CPU max MHz"));
      assertThat(cpu.maxHertz()).hasValue(Math.round(megahertz * 1e6));
    } else {
      assertThat(cpu.maxHertz()).isEmpty();
    }
    double average =
        Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
            .filter(line -> line.startsWith("cpu MHz"))
            .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(':') + 1)))
            .average()
            .orElseThrow();
    // A laptop changes it from moment to moment: the same order of magnitude.
    assertThat(cpu.currentHertz().getAsLong() / 1e6).isBetween(average / 3, average * 3);
  }

  @Test
  void free_sees_the_same_memory() throws Exception {
    Map<String, long[]> free = free();

    assertThat(machine.memory().totalBytes()).isEqualTo(free.get("Mem")[0]);
    assertThat(machine.memory().swapTotalBytes()).hasValue(free.get("Swap")[0]);
    agree(memory -> memory.availableBytes().getAsLong(), () -> free().get("Mem")[5]);
    agree(memory -> memory.swapUsedBytes().getAsLong(), () -> free().get("Swap")[1]);
  }

  @Test
  void proc_sees_the_same_memory() throws Exception {
    Map<String, Long> meminfo = meminfo();

    assertThat(machine.memory().totalBytes()).isEqualTo(meminfo.get("MemTotal"));
    assertThat(machine.memory().swapTotalBytes()).hasValue(meminfo.get("SwapTotal"));
    assertThat(machine.memory().virtual().orElseThrow().maxBytes())
        .isEqualTo(meminfo.get("CommitLimit"));
    agree(memory -> memory.availableBytes().getAsLong(), () -> meminfo().get("MemAvailable"));
    agree(
        memory -> memory.virtual().orElseThrow().usedBytes(), () -> meminfo().get("Committed_AS"));
  }

  @Test
  void kernel_gives_its_release() throws IOException {
    String release = Files.readString(Path.of("/proc/sys/kernel/osrelease")).strip();

    assertThat(machine.system().kernel()).contains(release);
  }

  /** Other programs take and give memory between two looks, so the looks are repeated. */
  private static void agree(ToLongFunction<Memory> ours, Callable<Long> theirs) throws Exception {
    for (int looks = 1; ; looks++) {
      var seen = new SystemInfo().getHardware().getMemory();
      long mine =
          ours.applyAsLong(MemoryProbe.read(seen, Platform.LINUX, SystemFiles.ofThisMachine()));
      long other = theirs.call();
      if (Math.abs(mine - other) <= DRIFT || looks == LOOKS) {
        assertThat(mine).isCloseTo(other, within(DRIFT));
        return;
      }
    }
  }

  private static Map<String, long[]> free() throws InterruptedException {
    return output("free", "-b")
        .lines()
        .filter(line -> line.contains(":"))
        .collect(Collectors.toMap(line -> line.split(":")[0], AgreementTest::numbers));
  }

  private static Map<String, Long> meminfo() throws IOException {
    return Files.readAllLines(Path.of("/proc/meminfo")).stream()
        .filter(line -> line.endsWith(" kB"))
        .collect(Collectors.toMap(line -> line.split(":")[0], line -> numbers(line)[0] << 10));
  }

  private static String output(String... command) throws InterruptedException {
    // In another language the fields would have other names.
    return Command.of(Arrays.asList(command)).env("LC_ALL", "C").run().orThrow().stdout().text();
  }

  private static long[] numbers(String line) {
    String[] words = line.substring(line.indexOf(':') + 1).strip().split("\\s+");
    return Arrays.stream(words)
        .filter(word -> word.matches("\\d+"))
        .mapToLong(Long::parseLong)
        .toArray();
  }

  private static String value(String object, String name) {
    var matcher = Pattern.compile("\"" + name + "\"\\s*:\\s*\"?([^\",]+)\"?").matcher(object);
    assertThat(matcher.find()).isTrue();
    return matcher.group(1).strip();
  }
}
