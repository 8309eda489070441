// SPDX-License-Identifier: Apache-2.0
package dev.songsong.testkit;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Looks for the programs of {@link RequiresTool} on the path. */
final class ToolCondition implements ExecutionCondition {
  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    List<String> missing =
        AnnotationSupport.findAnnotation(context.getElement(), RequiresTool.class).stream()
            .flatMap(required -> Stream.of(required.value()))
            .filter(tool -> !onPath(tool))
            .toList();
    if (missing.isEmpty()) {
      return ConditionEvaluationResult.enabled("all tools are installed");
    }
    return withoutTools(missing, "true".equals(System.getenv("CI")));
  }

  /** On a laptop the test is skipped; CI installs everything, so there it is an error. */
  static ConditionEvaluationResult withoutTools(List<String> missing, boolean ci) {
    String message = "tools: " + missing + " not found (expected: on the PATH); install them";
    if (ci) {
      throw new ExtensionConfigurationException(message);
    }
    return ConditionEvaluationResult.disabled(message);
  }

  private static boolean onPath(String tool) {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .map(directory -> Path.of(directory).resolve(tool))
        .anyMatch(Files::isExecutable);
  }
}
