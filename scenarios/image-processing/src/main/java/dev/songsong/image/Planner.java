// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Walks the inputs and gives every image its place in the output folder; used once. */
final class Planner {
  static final Set<String> IMAGES =
      Set.of("jpg", "jpeg", "png", "webp", "tif", "tiff", "gif", "bmp");
  static final Set<String> VIDEOS = Set.of("mp4", "mov", "mkv", "webm", "avi", "m4v");

  private final Path output;
  private final Optional<String> extension;
  private final Map<String, PlannedFile> byName = new TreeMap<>();
  private final Map<String, PlannedFile> videos = new TreeMap<>();
  private final List<String> problems = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  /**
   * Plans for one output folder.
   *
   * @param extension of every output; empty to keep each input's
   */
  Planner(Path output, Optional<String> extension) {
    this.output = output.toAbsolutePath().normalize();
    this.extension = extension;
  }

  /**
   * Plans the outputs of these files and folders.
   *
   * @throws IllegalArgumentException if an input doesn't exist, two would get one output, or an
   *     output would overwrite an input
   */
  Plan plan(List<Path> inputs) throws IOException {
    for (Path given : inputs) {
      Path input = given.toAbsolutePath().normalize();
      if (!Files.exists(input)) {
        throw new IllegalArgumentException(
            "input: " + FileNames.shown(given) + " (expected: an existing file or folder)");
      }
      if (Files.isDirectory(input)) {
        walk(input);
      } else {
        found(input.getParent(), input, Files.readAttributes(input, BasicFileAttributes.class));
      }
    }
    refuseOverwriting();
    return new Plan(List.copyOf(byName.values()), List.copyOf(videos.values()), problems, notes);
  }

  private void walk(Path root) throws IOException {
    Files.walkFileTree(
        root, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, new Visitor(root));
  }

  private final class Visitor extends SimpleFileVisitor<Path> {
    private final Path root;

    Visitor(Path root) {
      this.root = root;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
      boolean own = folder.equals(output) && !folder.equals(root);
      return own ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      String kind = FileNames.extension(file);
      if (attributes.isSymbolicLink() && IMAGES.contains(kind)) {
        // A link that could be followed would have its target's attributes.
        problems.add(unreadable(file, new NoSuchFileException(file.toString())));
      }
      if (attributes.isRegularFile() && (IMAGES.contains(kind) || VIDEOS.contains(kind))) {
        found(root, file, attributes);
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
      if (e instanceof FileSystemLoopException) {
        notes.add("link: " + FileNames.shown(file) + " leads back to a folder above it; left out");
      } else {
        problems.add(unreadable(file, e));
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, IOException e) {
      if (e != null) {
        problems.add(unreadable(folder, e));
      }
      return FileVisitResult.CONTINUE;
    }
  }

  private static String unreadable(Path file, IOException e) {
    String rule = " (expected: a readable file or folder)";
    if (e instanceof AccessDeniedException) {
      return "input: " + FileNames.shown(file) + " can't be read, no permission" + rule;
    }
    // The target of a link is missing only for who follows it.
    return Files.isSymbolicLink(file)
        ? "link: " + FileNames.shown(file) + " leads nowhere" + rule
        : "input: " + FileNames.shown(file) + " can't be read, " + e + rule;
  }

  private void found(Path root, Path file, BasicFileAttributes attributes) throws IOException {
    String below = FileNames.below(root, file);
    Path same = FileNames.resolve(output, below);
    boolean video = VIDEOS.contains(FileNames.extension(file));
    Path target = video ? same : extension.map(e -> FileNames.withExtension(same, e)).orElse(same);
    var planned =
        new PlannedFile(
            FileNames.below(output, target),
            FileNames.uri(file),
            FileNames.uri(target),
            attributes.size(),
            attributes.lastModifiedTime().toMillis());
    PlannedFile other = (video ? videos : byName).putIfAbsent(planned.name(), planned);
    if (other != null && !Files.isSameFile(other.input(), file)) {
      throw new IllegalArgumentException(
          "output: "
              + planned.name()
              + " would come from both "
              + FileNames.shown(other.input())
              + " and "
              + FileNames.shown(file)
              + " (expected: an output an input); rename one, or give each an -o of its own");
    }
  }

  private void refuseOverwriting() throws IOException {
    if (!Files.isDirectory(output)) {
      return;
    }
    var inputs = new HashSet<Path>();
    var existing = new HashMap<Path, PlannedFile>();
    for (PlannedFile file : byName.values()) {
      inputs.add(file.input().toRealPath());
      if (Files.exists(file.output())) {
        existing.put(file.output().toRealPath(), file);
      }
    }
    existing.keySet().retainAll(inputs);
    if (!existing.isEmpty()) {
      throw new IllegalArgumentException(
          "output: "
              + FileNames.shown(existing.keySet().iterator().next())
              + " is also an input (expected: nothing is overwritten); choose another folder with -o");
    }
  }
}
