// SPDX-License-Identifier: Apache-2.0
package dev.songsong.command;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code --lang}, a mixin: the language of a command's help and of what it says. The texts lie
 * beside the command's class and bear its name.
 *
 * <p>Used by one thread, as picocli's objects are.
 */
public final class LanguageOption {
  private CommandSpec command = CommandSpec.create();
  private @Nullable Texts texts;

  /** In the language of the user's locale, unless another is given. */
  public LanguageOption() {}

  @Spec(Spec.Target.MIXEE)
  void command(CommandSpec mixee) {
    command = mixee;
    speak(Language.preferred());
  }

  // Parsing begins by calling it with nothing.
  @Option(names = "--lang", paramLabel = "LANG", order = 99)
  void language(@Nullable Language language) {
    speak(language == null ? Language.preferred() : language);
  }

  private void speak(Language language) {
    texts = Texts.of(command.userObject().getClass(), language);
    command.resourceBundle(texts.bundle());
  }

  /** What the command says, in the language that was asked for. */
  public Texts texts() {
    if (texts == null) {
      throw new IllegalStateException("language: not read yet (expected: after parsing)");
    }
    return texts;
  }
}
