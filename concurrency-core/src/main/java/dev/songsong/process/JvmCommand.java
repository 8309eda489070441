// SPDX-License-Identifier: Apache-2.0
package dev.songsong.process;

import java.io.File;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Commands that run a main class in another JVM like this one: with this JVM's {@code java}, class
 * path or module path, module and native-access flags and system properties; never its debugger,
 * agents, heap or collector.
 */
public final class JvmCommand {
  private static final List<String> INHERITED =
      List.of(
          "--enable-native-access",
          "--add-",
          "--sun-misc-unsafe-memory-access",
          "--enable-preview");
  private static final List<String> OWN_PROPERTIES =
      List.of("-Dcom.sun.management", "-Djava.rmi", "-Dsurefire", "-Dbasedir", "-Dsongsong.budget");

  private JvmCommand() {}

  /** A main class with its arguments, in a JVM with its defaults. */
  public static Command of(Class<?> main, String... arguments) {
    return of(List.of(), main, arguments);
  }

  /**
   * A main class with its arguments.
   *
   * @param jvmArgs options for {@code java}, such as {@code -Xmx256m}, after the inherited ones
   */
  public static Command of(List<String> jvmArgs, Class<?> main, String... arguments) {
    var line = new ArrayList<String>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(inheritedFlags());
    line.addAll(jvmArgs);
    line.addAll(entryPoint(main));
    line.addAll(List.of(arguments));
    return Command.of(line);
  }

  /** The flags of this JVM that the other one has too, for a command line of another make. */
  public static List<String> inheritedFlags() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(JvmCommand::inherited)
        .toList();
  }

  private static boolean inherited(String arg) {
    return INHERITED.stream().anyMatch(arg::startsWith)
        || (arg.startsWith("-D") && OWN_PROPERTIES.stream().noneMatch(arg::startsWith));
  }

  /** The end of a {@code java} command: this JVM's class path or module path, and the class. */
  public static List<String> entryPoint(Class<?> main) {
    Module module = main.getModule();
    String classPath = System.getProperty("java.class.path", "");
    var args = new ArrayList<String>();
    if (!classPath.isEmpty()) {
      args.addAll(List.of("-cp", absolute(classPath)));
    }
    if (module.isNamed()) {
      String modules =
          ModuleLayer.boot().modules().stream()
              .map(Module::getName)
              .collect(Collectors.joining(","));
      args.addAll(List.of("-p", absolute(System.getProperty("jdk.module.path", ""))));
      args.addAll(List.of("--add-modules", modules, "-m", module.getName() + "/" + main.getName()));
    } else {
      args.add(main.getName());
    }
    return args;
  }

  private static String absolute(String path) {
    return Arrays.stream(path.split(File.pathSeparator))
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }
}
