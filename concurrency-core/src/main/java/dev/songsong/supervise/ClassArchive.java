// SPDX-License-Identifier: Apache-2.0
package dev.songsong.supervise;

import com.google.common.hash.Hashing;
import dev.songsong.internal.CacheFolder;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/*
 * A JVM spends most of its start on the same classes as the one before it. The JDK can keep them,
 * read, checked and laid out, in a file that later JVMs map (dynamic class-data sharing), and sees
 * to that file by itself: a JVM that finds none, or one that doesn't fit its java and its jars or is
 * damaged, starts as if there were none and writes one when it ends in good order.
 *
 * AOT caches, which pools use, start servers no faster, and want a JVM that is run for that only.
 */
/** Where worker JVMs of one kind keep the classes that they load. */
final class ClassArchive {
  /** Flags of a user who sees to such things himself, and agents, which change classes. */
  private static final Pattern OWN =
      Pattern.compile(
          "-XX:(SharedArchiveFile|SharedClassListFile|ArchiveClassesAtExit|AOT).*"
              + "|-XX:[+-]AutoCreateSharedArchive|-Xshare:.*|-(javaagent|agentpath|agentlib):.*");

  private ClassArchive() {}

  /** The flags for it; none where it can't be, such as with folders on the class path. */
  static List<String> flags(String kind, List<String> given) {
    return flags(kind, given, System.getProperty("java.class.path", ""), CacheFolder.path());
  }

  static List<String> flags(String kind, List<String> given, String classPath, Path folder) {
    if (ClassArchive.class.getModule().isNamed()
        || given.stream().anyMatch(flag -> OWN.matcher(flag).matches())
        || !ofJars(classPath)) {
      return List.of();
    }
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      return List.of();
    }
    if (!Files.isWritable(folder)) {
      return List.of();
    }
    Path file = folder.resolve(name(kind, given, classPath));
    CacheFolder.use(file);
    return List.of(
        "-XX:+AutoCreateSharedArchive",
        "-XX:SharedArchiveFile=" + file,
        // Two that end at once may write the same file.
        "-XX:+VerifySharedSpaces",
        // It is a help, and what is wrong with it nobody's concern.
        "-Xlog:cds=off",
        "-Xlog:aot=off");
  }

  private static boolean ofJars(String classPath) {
    return !classPath.isEmpty()
        && List.of(classPath.split(File.pathSeparator)).stream()
            .allMatch(entry -> Files.isRegularFile(Path.of(entry)));
  }

  /** Without the jars' sizes and times: those the JDK compares, and writes the file anew. */
  private static String name(String kind, List<String> given, String classPath) {
    String all =
        String.join(
            "\0",
            System.getProperty("java.home"),
            System.getProperty("java.vm.version"),
            Path.of("").toAbsolutePath().toString(),
            classPath,
            String.join("\0", given));
    return kind
        + "-"
        + Hashing.sha256().hashString(all, StandardCharsets.UTF_8).toString().substring(0, 24)
        + ".jsa";
  }
}
