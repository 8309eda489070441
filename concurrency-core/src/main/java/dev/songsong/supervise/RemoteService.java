// SPDX-License-Identifier: Apache-2.0
package dev.songsong.supervise;

import java.io.Serializable;

/**
 * A service that is sent to a worker JVM and runs there. It is serialized when the child is
 * specified, so every life begins with the same state; build connections and threads in {@link
 * #start()}.
 */
@FunctionalInterface
public interface RemoteService extends Service, Serializable {}
