// SPDX-License-Identifier: Apache-2.0
package dev.songsong.supervise;

import static java.util.Objects.requireNonNull;

import dev.songsong.machine.Budget;
import dev.songsong.process.JvmCommand;
import java.util.List;

/** Main classes in JVMs of their own. */
record MainKind(Class<?> main, List<String> arguments) implements JvmKind {
  private static final JvmFlags NONE_GIVEN = new JvmFlags(List.of());

  MainKind {
    requireNonNull(main, "main");
    arguments = List.copyOf(arguments);
  }

  @Override
  public int cores() {
    return 1;
  }

  @Override
  public RunningChild start(ChildContext context) {
    List<String> flags = NONE_GIVEN.ofShare(Budget.current().worker(1));
    return new CommandKind(JvmCommand.of(flags, main, arguments.toArray(String[]::new)))
        .start(context);
  }
}
