// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class PlannerTest {
  @TempDir Path root;
  private Path in;
  private Path out;

  @BeforeEach
  void makeFolders() throws IOException {
    in = Files.createDirectories(root.resolve("in"));
    out = root.resolve("out");
  }

  private Path file(String name) throws IOException {
    Path file = FileNames.resolve(in, name);
    Files.createDirectories(file.getParent());
    return Files.write(file, new byte[] {1});
  }

  private List<String> names(Path... inputs) throws IOException {
    return plan(Optional.empty(), inputs).files().stream().map(PlannedFile::name).toList();
  }

  private Plan plan(Optional<String> extension, Path... inputs) throws IOException {
    return new Planner(out, extension).plan(List.of(inputs));
  }

  @Test
  void tree_and_names_are_kept_and_other_files_left_alone() throws IOException {
    file("b/ảnh đẹp.JPG");
    file("a.png");
    file("readme.txt");

    assertThat(names(in)).containsExactly("a.png", "b/ảnh đẹp.JPG");
  }

  @Test
  void format_changes_the_extension() throws IOException {
    file("a.tar.png");

    assertThat(plan(Optional.of("webp"), in).files().getFirst().name()).isEqualTo("a.tar.webp");
  }

  @Test
  void two_inputs_with_one_output_are_refused_and_both_named() throws IOException {
    Path png = file("a.png");
    Path jpg = file("a.jpg");

    assertThatThrownBy(() -> plan(Optional.of("webp"), in))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("output: a.webp would come from both ")
        .hasMessageContaining(jpg.toString())
        .hasMessageContaining(png.toString())
        .hasMessageEndingWith(
            "(expected: an output an input); rename one, or give each an -o of its own");
    assertThat(out).doesNotExist();
  }

  @Test
  void file_given_twice_is_done_once() throws IOException {
    Path image = file("a.jpg");

    assertThat(names(in, image)).containsExactly("a.jpg");
  }

  @Test
  void output_that_is_an_input_is_refused() throws IOException {
    Path image = file("a.jpg");
    out = in;

    assertThatThrownBy(() -> names(image))
        .hasMessage(
            "output: "
                + image.toRealPath()
                + " is also an input (expected: nothing is overwritten);"
                + " choose another folder with -o");
  }

  @Test
  void output_folder_inside_the_input_is_not_walked() throws IOException {
    file("a.jpg");
    file("out/a.jpg");
    out = in.resolve("out");

    assertThat(names(in)).containsExactly("a.jpg");
  }

  @Test
  void missing_input_is_named() {
    Path missing = root.resolve("nowhere");

    assertThatThrownBy(() -> names(missing))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("input: " + missing + " (expected: an existing file or folder)");
  }

  @Test
  void link_that_leads_in_a_circle_is_named_and_the_rest_is_planned() throws IOException {
    file("sub/a.jpg");
    Files.createSymbolicLink(in.resolve("sub/loop"), in);

    Plan plan = plan(Optional.empty(), in);

    assertThat(plan.files()).hasSize(1);
    assertThat(plan.notes())
        .containsExactly(
            "link: " + in.resolve("sub/loop") + " leads back to a folder above it; left out");
  }

  @Test
  void link_to_nowhere_is_named() throws IOException {
    file("a.jpg");
    Files.createSymbolicLink(in.resolve("gone.jpg"), root.resolve("nowhere"));

    Plan plan = plan(Optional.empty(), in);

    assertThat(plan.problems())
        .containsExactly(
            "link: "
                + in.resolve("gone.jpg")
                + " leads nowhere (expected: a readable file or folder)");
  }
}
