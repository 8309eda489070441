// SPDX-License-Identifier: Apache-2.0
package dev.songsong.internal;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.MethodModel;
import java.lang.classfile.TypeKind;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.attribute.LocalVariableInfo;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.AccessFlag;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a lambda carries with it, by the names in its source.
 *
 * <p>A serializable lambda turns itself into a {@link SerializedLambda} that lists its captured
 * values; their names stand in the class file's local-variable table, when it was compiled with
 * them.
 */
public final class Captured {
  private Captured() {}

  /** The lambda's own description, or null when the object is no lambda that can tell. */
  public static @Nullable SerializedLambda describe(Object work) {
    if (!work.getClass().isSynthetic() && !work.getClass().isHidden()) {
      return null;
    }
    try {
      Method writeReplace = work.getClass().getDeclaredMethod("writeReplace");
      writeReplace.setAccessible(true);
      return writeReplace.invoke(work) instanceof SerializedLambda lambda ? lambda : null;
    } catch (ReflectiveOperationException | RuntimeException e) {
      // A module that isn't open to us: the message will do without names.
      return null;
    }
  }

  /** The source name of the lambda's captured value with this index. */
  public static Optional<String> name(SerializedLambda lambda, int index, ClassLoader loader) {
    String file = lambda.getImplClass() + ".class";
    try (InputStream in = loader.getResourceAsStream(file)) {
      if (in == null) {
        return Optional.empty();
      }
      return ClassFile.of().parse(in.readAllBytes()).methods().stream()
          .filter(method -> method.methodName().equalsString(lambda.getImplMethodName()))
          .filter(method -> method.methodType().equalsString(lambda.getImplMethodSignature()))
          .findFirst()
          .flatMap(method -> variable(method, index));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> variable(MethodModel method, int index) {
    boolean isStatic = method.flags().has(AccessFlag.STATIC);
    if (!isStatic && index == 0) {
      return Optional.of("this");
    }
    int slot = slotOf(method.methodTypeSymbol(), isStatic ? index : index - 1, isStatic ? 0 : 1);
    return method.findAttribute(Attributes.code()).flatMap(code -> named(code, slot));
  }

  private static int slotOf(MethodTypeDesc type, int parameter, int first) {
    int slot = first;
    for (int i = 0; i < parameter; i++) {
      slot += TypeKind.from(type.parameterType(i)).slotSize();
    }
    return slot;
  }

  private static Optional<String> named(CodeAttribute code, int slot) {
    return code.findAttribute(Attributes.localVariableTable()).stream()
        .flatMap(table -> table.localVariables().stream())
        .filter(variable -> variable.slot() == slot && variable.startPc() == 0)
        .map(LocalVariableInfo::name)
        .map(Object::toString)
        .findFirst();
  }

  /** All captured values. */
  public static List<@Nullable Object> values(SerializedLambda lambda) {
    var values = new ArrayList<@Nullable Object>();
    for (int i = 0; i < lambda.getCapturedArgCount(); i++) {
      values.add(lambda.getCapturedArg(i));
    }
    return values;
  }
}
