// SPDX-License-Identifier: Apache-2.0
/** Supervision after Erlang/OTP, and replicated servers that stand on it. */
@NullMarked
package dev.songsong.supervise;

import org.jspecify.annotations.NullMarked;
