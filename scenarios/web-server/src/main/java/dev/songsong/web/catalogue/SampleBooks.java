// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web.catalogue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Books to begin with: classics first, then made-up ones, always the same for a seed. */
final class SampleBooks {
  private static final List<Book> CLASSICS =
      List.of(
          book("Truyện Kiều", "Nguyễn Du", 1820, 85_000, "tho", "kinh-dien"),
          book("Lục Vân Tiên", "Nguyễn Đình Chiểu", 1851, 60_000, "tho", "kinh-dien"),
          book("Việt Nam sử lược", "Trần Trọng Kim", 1920, 150_000, "lich-su"),
          book("Tắt đèn", "Ngô Tất Tố", 1937, 55_000, "tieu-thuyet", "hien-thuc"),
          book("Số đỏ", "Vũ Trọng Phụng", 1936, 70_000, "tieu-thuyet", "trao-phung"),
          book("Chí Phèo", "Nam Cao", 1941, 45_000, "truyen-ngan", "hien-thuc"),
          book("Dế Mèn phiêu lưu ký", "Tô Hoài", 1941, 50_000, "thieu-nhi"),
          book("Đất rừng phương Nam", "Đoàn Giỏi", 1957, 90_000, "tieu-thuyet", "thieu-nhi"),
          book("Nỗi buồn chiến tranh", "Bảo Ninh", 1990, 110_000, "tieu-thuyet"),
          book("Cho tôi xin một vé đi tuổi thơ", "Nguyễn Nhật Ánh", 2008, 80_000, "tieu-thuyet"));
  private static final List<String> FAMILIES =
      List.of("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Ngô");
  private static final List<String> MIDDLES = List.of("Văn", "Thị", "Minh", "Ngọc", "Thanh", "Đức");
  private static final List<String> NAMES =
      List.of("An", "Bình", "Dũng", "Hà", "Hương", "Khánh", "Lan", "Phúc", "Quỳnh", "Tâm");
  private static final List<String> SUBJECTS =
      List.of("Mùa thu", "Dòng sông", "Con đường", "Ngôi nhà", "Khu vườn", "Bến xe", "Hòn đảo");
  private static final List<String> PLACES =
      List.of("Hà Nội", "Huế", "Hội An", "Đà Lạt", "Sài Gòn", "Cần Thơ", "Sa Pa", "Quy Nhơn");
  private static final List<String> TAGS = List.of("tieu-thuyet", "truyen-ngan", "tho", "du-ky");

  private SampleBooks() {}

  /** So many books. */
  static List<Book> of(int count, long seed) {
    var random = new Random(seed);
    var books = new ArrayList<Book>(CLASSICS.subList(0, Math.min(count, CLASSICS.size())));
    while (books.size() < count) {
      books.add(madeUp(random));
    }
    return books;
  }

  private static Book madeUp(Random random) {
    String author = any(FAMILIES, random) + " " + any(MIDDLES, random) + " " + any(NAMES, random);
    return book(
        any(SUBJECTS, random) + " " + any(PLACES, random),
        author,
        random.nextInt(1950, 2026),
        random.nextInt(30, 300) * 1_000L,
        any(TAGS, random));
  }

  private static String any(List<String> words, Random random) {
    return words.get(random.nextInt(words.size()));
  }

  private static Book book(String title, String author, int year, long price, String... tags) {
    return new Book(title, List.of(author), year, price, Optional.empty(), List.of(tags));
  }
}
