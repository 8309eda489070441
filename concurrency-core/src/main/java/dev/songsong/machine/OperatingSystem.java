// SPDX-License-Identifier: Apache-2.0
package dev.songsong.machine;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * The operating system.
 *
 * @param name such as {@code Debian GNU/Linux}, {@code Windows} or {@code macOS}
 * @param version as its maker counts, such as {@code 12 (bookworm)}
 * @param kernel the kernel's release, where it differs from the version
 * @param bits the width of its addresses
 */
public record OperatingSystem(
    String name, String version, Optional<String> kernel, OptionalInt bits) {}
