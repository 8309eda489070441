// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import java.io.Serializable;
import java.util.concurrent.Callable;

/**
 * Work that can be shipped to another process.
 *
 * <p>A lambda of this type is serializable; so must be everything it captures. What it captures is
 * shared in thread modes and copied in process modes, so it should not be written to.
 *
 * @param <T> what the work returns; serializable too in process modes
 */
@FunctionalInterface
public interface RemoteCallable<T> extends Callable<T>, Serializable {}
