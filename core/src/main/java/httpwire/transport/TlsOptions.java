package httpwire.transport;

import java.io.IOException;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Whom a TLS connection trusts, and which certificate of ours it shows (http.client: {@code
 * context}). Immutable. There is no switch that turns checks off: that takes a context of your own.
 */
public final class TlsOptions {
  /** The JVM's default context: its trust store, no certificate of ours. */
  public static final TlsOptions DEFAULT = new TlsOptions(null);

  private final @Nullable SSLContext context;

  private TlsOptions(@Nullable SSLContext context) {
    this.context = context;
  }

  /** A context of the caller's. The host name is checked, and ALPN sent, with any context. */
  public static TlsOptions of(SSLContext context) {
    return new TlsOptions(context);
  }

  /**
   * Trusts the certificates in {@code pem}, and no others. Other PEM blocks in it, a private key
   * for instance, are ignored.
   *
   * @throws IllegalArgumentException if the text has no certificate, or one that cannot be read
   */
  public static TlsOptions trusting(String pem) {
    return fromPem(pem, null, null);
  }

  /**
   * Shows a certificate of ours to a server that asks for one; trusts as {@link #DEFAULT}. Both may
   * be in one text, which is then given twice.
   *
   * @param certificates PEM text with the chain, our own certificate first
   * @param key PEM text with its private key as PKCS #8 ({@code BEGIN PRIVATE KEY}), not encrypted
   * @throws IllegalArgumentException if either cannot be used; the message says why, and never
   *     shows the key
   */
  public static TlsOptions fromPem(String certificates, String key) {
    return fromPem(null, certificates, key);
  }

  /**
   * Both: trusts the certificates in {@code trusted}, and shows one of ours to a server that asks.
   * Null for {@code trusted} is the trust of {@link #DEFAULT}; null for the others is no
   * certificate of ours.
   *
   * @throws IllegalArgumentException if a text cannot be used, or only one of the last two is null
   */
  public static TlsOptions fromPem(
      @Nullable String trusted, @Nullable String certificates, @Nullable String key) {
    if ((certificates == null) != (key == null)) {
      throw new IllegalArgumentException(
          "our certificates and our private key go together: give both or neither");
    }
    try {
      return of(PemContext.of(trusted, certificates, key));
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalArgumentException("can't make a TLS context: " + e.getMessage(), e);
    }
  }

  SSLContext context() throws IOException {
    if (context != null) return context;
    try {
      return SSLContext.getDefault();
    } catch (GeneralSecurityException e) {
      throw new IOException("this JVM has no default TLS context", e);
    }
  }
}
