// SPDX-License-Identifier: Apache-2.0
package dev.songsong.spmd;

import dev.songsong.memory.SharedHandle;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * What every rank's task carries of its group.
 *
 * @param id by which ranks of one JVM find each other
 * @param size how many ranks
 * @param threads how many of them in each process
 * @param options for its calls, unless they say otherwise
 * @param spinNanos how long a wait looks before it lets others run
 * @param transport what the data goes through
 * @param memory the shared memory; null where the ranks run in the launcher's JVM
 * @param port where the ranks meet, for TCP; 0 otherwise
 * @param token what they must know there
 */
record GroupSpec(
    String id,
    int size,
    int threads,
    CallOptions options,
    long spinNanos,
    Transport transport,
    @Nullable SharedHandle memory,
    int port,
    String token)
    implements Serializable {

  GroupLayout layout() {
    return new GroupLayout(size, transport == Transport.SHARED);
  }
}
