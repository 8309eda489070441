// SPDX-License-Identifier: Apache-2.0
/** What the command lines of the problems and of the lab have in common. */
module dev.songsong.command {
  requires transitive dev.songsong.core;
  requires transitive info.picocli;
  requires transitive org.jspecify;

  exports dev.songsong.command;

  // It reads and sets the fields of the options.
  opens dev.songsong.command to
      info.picocli;
}
