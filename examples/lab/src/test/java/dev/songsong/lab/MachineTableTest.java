// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.command.Language;
import dev.songsong.machine.Machine;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class MachineTableTest {
  private static String print(Machine machine, Language language) {
    return String.join("\n", MachineTable.of(machine, language).lines(100, false)) + "\n";
  }

  @Test
  void the_notes_laptop_is_printed_in_the_notes_form() {
    assertThat(print(Laptops.ofTheNotes(), Language.EN))
        .isEqualTo(
            """
            CPU
              Name                       Intel(R) Core(TM) i5-10500H CPU @ 2.50GHz
              Physical cores             6
              Logical processors         12 (2 per core)
              L1i cache (instructions)   192 KiB (6 × 32 KiB)
              L1d cache (data)           192 KiB (6 × 32 KiB)
              L2 cache                   1.5 MiB (6 × 256 KiB)
              L3 cache                   12 MiB
              Architecture               x86_64, 32-bit and 64-bit
              Virtualisation             supported (VT-x)
              Hypervisor                 Microsoft
              Clock                      2.50 GHz nominal, 4.50 GHz at most, 2.50 GHz now

            RAM
              Physical memory            16 GiB
              Available                  5.3 GiB
              Largest virtual memory     19.8 GiB (memory and swap that may be promised; 13.7 GiB are)
              Swap                       3.8 GiB, 512 MiB used

            GPU
              Name                       NVIDIA GeForce RTX 3060 Laptop GPU
              Maker                      NVIDIA
              Memory                     6144 MiB, 0 MiB used
              Driver                     566.14
              CUDA                       12.7
              Utilisation                0 %
              Running processes          none

            System
              Operating system           Windows 11, 64-bit
              Kernel                     26100
              Java                       25.0.3+9-LTS, heap up to 4 GiB
              Container's CPU limit      none
              Container's memory limit   none
              Usable cores               12 of 12

            Recommendation
              CPU-bound work: threads    12 – 6 cores run 12 hardware threads: the second one of a core computes
                                         while the first waits for memory
              CPU-bound work: processes  6 – two processes on one core would share its caches with two heaps;
                                         give each 2 threads
              Blocking work: threads     120 – a waiting task holds no core: 120 platform threads when tasks
                                         wait nine tenths of their time (12 x (1 + 9)), or a virtual thread for
                                         each task
              Blocking work: processes   1 – a waiting task holds no core; a second process would only add its
                                         memory, so take more for isolation, not for speed
            """);
  }

  @Test
  void the_notes_laptop_is_printed_in_vietnamese() {
    assertThat(print(Laptops.ofTheNotes(), Language.VI))
        .isEqualTo(
            """
            Bộ xử lý (CPU)
              Tên                             Intel(R) Core(TM) i5-10500H CPU @ 2.50GHz
              Nhân vật lý                     6
              Bộ xử lý logic                  12 (2 luồng mỗi nhân)
              Bộ nhớ đệm L1i (lệnh)           192 KiB (6 × 32 KiB)
              Bộ nhớ đệm L1d (dữ liệu)        192 KiB (6 × 32 KiB)
              Bộ nhớ đệm L2                   1,5 MiB (6 × 256 KiB)
              Bộ nhớ đệm L3                   12 MiB
              Kiến trúc                       x86_64, 32 bit và 64 bit
              Ảo hóa                          có hỗ trợ (VT-x)
              Trình ảo hóa (hypervisor)       Microsoft
              Xung nhịp                       danh định 2,50 GHz, tối đa 4,50 GHz, hiện tại 2,50 GHz

            Bộ nhớ (RAM)
              Bộ nhớ vật lý                   16 GiB
              Còn trống                       5,3 GiB
              Bộ nhớ ảo tối đa                19,8 GiB (tổng bộ nhớ và swap có thể cấp; đã cam kết cấp 13,7 GiB)
              Bộ nhớ hoán đổi (swap)          3,8 GiB, đã dùng 512 MiB

            Bộ xử lý đồ họa (GPU)
              Tên                             NVIDIA GeForce RTX 3060 Laptop GPU
              Hãng                            NVIDIA
              Bộ nhớ                          6144 MiB, đã dùng 0 MiB
              Trình điều khiển                566.14
              CUDA                            12.7
              Mức sử dụng                     0 %
              Tiến trình đang chạy            không có

            Hệ thống
              Hệ điều hành                    Windows 11, 64 bit
              Nhân hệ điều hành               26100
              Java                            25.0.3+9-LTS, heap tối đa 4 GiB
              Giới hạn CPU của container      không có
              Giới hạn bộ nhớ của container   không có
              Số nhân dùng được               12 trên 12

            Khuyến nghị
              Việc tính toán: luồng           12 – 6 nhân chạy 12 luồng phần cứng: khi luồng này của nhân chờ bộ
                                              nhớ, luồng kia tính tiếp
              Việc tính toán: tiến trình      6 – hai tiến trình trên một nhân phải chia nhau bộ nhớ đệm cho hai
                                              heap; nên cho mỗi tiến trình 2 luồng
              Việc hay chờ (I/O): luồng       120 – khi chờ, công việc không giữ nhân nào: 120 luồng hệ điều
                                              hành nếu chín phần mười thời gian là chờ (12 × (1 + 9)), hoặc mỗi
                                              việc một luồng ảo
              Việc hay chờ (I/O): tiến trình  1 – khi chờ, công việc không giữ nhân nào; thêm tiến trình chỉ tốn
                                              thêm bộ nhớ, nên thêm để cách ly lỗi chứ không phải để nhanh hơn
            """);
  }

  @Test
  void limits_of_a_container_stand_beside_the_host_and_change_the_recommendation() {
    String table = print(Laptops.busyInContainer(), Language.EN);

    assertThat(table)
        .contains("Container's CPU limit      2.5 cores, 8 of 12 logical processors\n")
        .contains("Container's memory limit   2 GiB, swap 0 B\n")
        .contains("Usable cores               3 of 12\n")
        .contains("3 – the container's quota is 2.5 of 12 cores\n");
    assertThat(print(Laptops.busyInContainer(), Language.VI))
        .contains("2,5 nhân, 8 trong 12 bộ xử lý logic\n")
        .contains("3 – container chỉ được cấp 2,5 trong 12 nhân\n");
  }

  @Test
  void programs_on_the_card_have_a_line_each() {
    assertThat(print(Laptops.busyInContainer(), Language.EN))
        .contains(
            """
              Running processes          python (pid 4711, 1020 MiB)
                                         blender (pid 4712)
            """);
  }

  @Test
  void what_is_unknown_is_said_to_be_unknown() {
    String table = print(Laptops.unknown(), Language.EN);

    assertThat(table)
        .containsPattern("Name +unknown\n")
        .containsPattern("Physical cores +unknown\n")
        .containsPattern("L1-L3 cache +unknown\n")
        .containsPattern("Architecture +mips\n")
        .containsPattern("Virtualisation +unknown\n")
        .containsPattern("Hypervisor +unknown\n")
        .containsPattern("Clock +unknown\n")
        .containsPattern("Largest virtual memory +unknown\n")
        .containsPattern("GPU\n +Name +none found\n")
        .endsWith("\nNot found out\n  nvidia-smi: exit 9 (expected: 0)\n");
    assertThat(print(Laptops.unknown(), Language.VI))
        .containsPattern("Nhân vật lý +không rõ\n")
        .contains("Chưa xác định được\n  nvidia-smi báo lỗi, hãy kiểm tra trình điều khiển");
  }

  @Test
  void values_are_below_each_other_in_both_languages() {
    for (Language language : Language.values()) {
      List<Integer> starts =
          MachineTable.of(Laptops.ofTheNotes(), language).lines(500, false).stream()
              .filter(line -> line.startsWith("  "))
              .map(line -> Table.width(line.replaceFirst("(\\S)( {2,}).*", "$1$2")))
              .distinct()
              .toList();

      assertThat(starts).as("columns at which values begin, %s", language).hasSize(1);
    }
  }
}
