// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import static java.util.Objects.requireNonNull;

import java.io.Serial;
import java.io.Serializable;
import java.nio.file.Path;

/**
 * What makes connections encrypted: TLS 1.2 and 1.3, with HTTP/2 where the client can (ALPN).
 *
 * @param certificates the server's certificate and those between it and the root, as PEM
 * @param key the private key, as PEM (PKCS #8), without a password
 */
public record Tls(Path certificates, Path key) implements Serializable {
  /** Checks that both are given. */
  public Tls {
    requireNonNull(certificates, "certificates");
    requireNonNull(key, "key");
  }

  /** Paths are not serializable. */
  @Serial
  private Object writeReplace() {
    return new Shipped(certificates.toString(), key.toString());
  }

  private record Shipped(String certificates, String key) implements Serializable {
    @Serial
    private Object readResolve() {
      return new Tls(Path.of(certificates), Path.of(key));
    }
  }
}
