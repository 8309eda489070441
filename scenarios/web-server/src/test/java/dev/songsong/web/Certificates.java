// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A certificate for loopback, made for a test.
 *
 * @param tls its files, for the server
 * @param trusting what a client needs to trust it
 */
record Certificates(Tls tls, SSLContext trusting) {

  static Certificates in(Path directory) throws Exception {
    X509Bundle bundle = bundle(CertificateBuilder.Algorithm.ecp256);
    Tls tls =
        new Tls(
            Files.writeString(
                directory.resolve("certificates.pem"), bundle.getCertificatePathPEM()),
            Files.writeString(directory.resolve("key.pem"), bundle.getPrivateKeyPEM()));
    return new Certificates(tls, trusting(bundle));
  }

  static X509Bundle bundle(CertificateBuilder.Algorithm algorithm) throws Exception {
    Instant now = Instant.now();
    return new CertificateBuilder()
        .algorithm(algorithm)
        .subject("CN=localhost")
        .notBefore(now.minus(Duration.ofDays(1)))
        .notAfter(now.plus(Duration.ofDays(1)))
        .setIsCertificateAuthority(true)
        .addSanDnsName("localhost")
        .addSanIpAddress("127.0.0.1")
        .buildSelfSigned();
  }

  private static SSLContext trusting(X509Bundle bundle) throws Exception {
    KeyStore known = KeyStore.getInstance(KeyStore.getDefaultType());
    known.load(null, null);
    known.setCertificateEntry("server", bundle.getCertificate());
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(known);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  /** What curl takes as trusted. */
  List<String> forCurl() {
    return List.of("--cacert", tls.certificates().toString());
  }
}
