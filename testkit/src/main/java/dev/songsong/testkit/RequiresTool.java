// SPDX-License-Identifier: Apache-2.0
package dev.songsong.testkit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The test runs installed programs: without them it is skipped on a laptop, and fails where the
 * environment says {@code CI=true}, because CI installs everything.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(ToolCondition.class)
public @interface RequiresTool {
  /** The programs, as they are called on the command line, or absolute paths. */
  String[] value();
}
