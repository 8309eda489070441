// SPDX-License-Identifier: Apache-2.0
/**
 * What the command lines of the problems and of the lab have in common: options that mean the same
 * everywhere, texts in two languages, complaints in one line, progress, and the end by Ctrl-C.
 *
 * <p>It is a module of its own because it has no other honest home: the core needs no command line
 * library and keeps it from its users, a problem never imports another, and the lab imports all of
 * them.
 *
 * <p>A problem's command has {@link dev.songsong.command.ModeOptions} and {@link
 * dev.songsong.command.LanguageOption} as mixins, its texts in properties beside it that bear its
 * class's name, and a {@code Main} that is one line of {@link dev.songsong.command.CommandLines}.
 */
@NullMarked
package dev.songsong.command;

import org.jspecify.annotations.NullMarked;
