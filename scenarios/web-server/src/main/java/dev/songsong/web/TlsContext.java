// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import io.netty.handler.codec.http2.Http2SecurityUtil;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * What each encrypted connection is made from; read and checked once, before anything is accepted.
 *
 * <p>The JDK's own TLS: slower than OpenSSL's, but there is no native library to keep patched. A
 * client whose ALPN names neither {@code h2} nor {@code http/1.1} is turned away, so that what is
 * meant for a server of another protocol can't be sent here; one without ALPN speaks HTTP/1.1.
 */
final class TlsContext {
  private static final Pattern PKCS8 =
      Pattern.compile("-----BEGIN PRIVATE KEY-----(.*?)-----END PRIVATE KEY-----", Pattern.DOTALL);

  private TlsContext() {}

  /**
   * Reads the files.
   *
   * @throws WebServerException if one is not there, can't be read, or does not fit the other
   */
  static SslContext of(Tls tls) {
    X509Certificate[] chain = certificates(tls.certificates());
    PrivateKey key = key(tls.key(), chain[0].getPublicKey());
    requirePair(tls.key(), key, chain[0].getPublicKey());
    try {
      return SslContextBuilder.forServer(key, chain)
          .sslProvider(SslProvider.JDK)
          .protocols("TLSv1.3", "TLSv1.2")
          .ciphers(Http2SecurityUtil.CIPHERS, SupportedCipherSuiteFilter.INSTANCE)
          .applicationProtocolConfig(
              new ApplicationProtocolConfig(
                  Protocol.ALPN,
                  SelectorFailureBehavior.FATAL_ALERT,
                  SelectedListenerFailureBehavior.ACCEPT,
                  ApplicationProtocolNames.HTTP_2,
                  ApplicationProtocolNames.HTTP_1_1))
          .build();
    } catch (SSLException e) {
      throw new WebServerException(
          "tls: " + tls + ": " + e.getMessage() + " (expected: usable by this JDK)", e);
    }
  }

  private static X509Certificate[] certificates(Path file) {
    byte[] pem = read("tls.certificates", file);
    try {
      X509Certificate[] chain =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(pem))
              .toArray(X509Certificate[]::new);
      if (chain.length > 0) {
        return chain;
      }
      throw noCertificate(file, null);
    } catch (CertificateException e) {
      throw noCertificate(file, e);
    }
  }

  private static WebServerException noCertificate(Path file, @Nullable Exception cause) {
    return new WebServerException(
        "tls.certificates: " + file + " (expected: certificates as PEM, the server's first)",
        cause);
  }

  private static PrivateKey key(Path file, PublicKey counterpart) {
    Matcher pem = PKCS8.matcher(new String(read("tls.key", file), StandardCharsets.ISO_8859_1));
    if (!pem.find()) {
      throw new WebServerException(
          "tls.key: "
              + file
              + " (expected: a private key as PEM, PKCS #8, without a password)."
              + " Convert it: openssl pkcs8 -topk8 -nocrypt -in old.pem -out new.pem",
          null);
    }
    try {
      byte[] der = Base64.getMimeDecoder().decode(pem.group(1));
      return KeyFactory.getInstance(counterpart.getAlgorithm())
          .generatePrivate(new PKCS8EncodedKeySpec(der));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw notItsKey(file, e);
    }
  }

  /** Neither the JDK's key store nor its TLS compares the two; clients would be the first to. */
  private static void requirePair(Path file, PrivateKey key, PublicKey counterpart) {
    String algorithm =
        switch (counterpart.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> counterpart.getAlgorithm();
        };
    byte[] text = {1, 2, 3};
    try {
      var signature = Signature.getInstance(algorithm);
      signature.initSign(key);
      signature.update(text);
      byte[] signed = signature.sign();
      signature.initVerify(counterpart);
      signature.update(text);
      if (signature.verify(signed)) {
        return;
      }
    } catch (GeneralSecurityException e) {
      throw notItsKey(file, e);
    }
    throw notItsKey(file, null);
  }

  private static WebServerException notItsKey(Path file, @Nullable Exception cause) {
    return new WebServerException(
        "tls.key: " + file + " (expected: the key of the first certificate)", cause);
  }

  private static byte[] read(String name, Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw new WebServerException(name + ": " + file + " (expected: a file that is there)", e);
    } catch (IOException e) {
      throw new WebServerException(
          name + ": " + file + " (expected: a file that this process may read)", e);
    }
  }
}
