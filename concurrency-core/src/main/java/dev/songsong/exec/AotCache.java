// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import dev.songsong.internal.CacheFolder;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/*
 * A worker spends most of its start loading and linking the same classes as every worker before it. JDK
 * 25 can keep the result of that in a file (JEP 483, JEP 514): a training run writes it when it ends, and
 * later runs map it. The JDK accepts such a file only for the same java, class path and flags, and only
 * for class paths of jars; so the file's name is a hash of these, and with anything but jars there is
 * none.
 *
 * The file is a help, never a need: it is made by a worker of low priority in the background of a pool
 * that has lived for a while, moved into place whole, and whatever goes wrong leaves things as they were.
 */

/** Where the start of workers with one command line is kept, or would be. */
final class AotCache {
  private final Path file;

  private AotCache(Path file) {
    this.file = file;
  }

  /** The cache for this JVM's class path and these flags; empty when it can have none. */
  static Optional<AotCache> forWorkers(List<String> flags) {
    String classPath = System.getProperty("java.class.path", "");
    if (AotCache.class.getModule().isNamed() || classPath.isEmpty()) {
      return Optional.empty();
    }
    try {
      var hash = MessageDigest.getInstance("SHA-256");
      add(hash, System.getProperty("java.vm.version") + System.getProperty("java.home"));
      flags.forEach(flag -> add(hash, flag));
      for (String entry : classPath.split(File.pathSeparator)) {
        Path jar = Path.of(entry);
        if (!Files.isRegularFile(jar)) {
          return Optional.empty();
        }
        add(
            hash,
            jar.toAbsolutePath() + " " + Files.size(jar) + " " + Files.getLastModifiedTime(jar));
      }
      String name = HexFormat.of().formatHex(hash.digest(), 0, 12) + ".aot";
      return Optional.of(new AotCache(CacheFolder.path().resolve(name)));
    } catch (IOException | NoSuchAlgorithmException e) {
      return Optional.empty();
    }
  }

  private static void add(MessageDigest hash, String text) {
    hash.update(text.getBytes(StandardCharsets.UTF_8));
    hash.update((byte) 0);
  }

  boolean exists() {
    return Files.isRegularFile(file);
  }

  /** The flags that make a worker use it; a file the JDK doesn't like is passed over in silence. */
  List<String> useFlags() {
    if (!exists()) {
      return List.of();
    }
    CacheFolder.use(file);
    return List.of("-XX:AOTCache=" + file, "-Xlog:aot=off", "-Xlog:cds=off");
  }

  /** Where a training run shall write, beside the final place. */
  Path draft() throws IOException {
    Files.createDirectories(file.getParent());
    return Files.createTempFile(file.getParent(), file.getFileName() + ".", ".draft");
  }

  static List<String> trainFlags(Path draft) {
    return List.of("-XX:AOTCacheOutput=" + draft, "-Xlog:aot=off", "-Xlog:cds=off");
  }

  /** Puts a finished draft into place; two pools that do so at once both succeed. */
  void adopt(Path draft) throws IOException {
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
