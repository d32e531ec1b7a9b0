package httpwire.transport;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.NoSuchAlgorithmException;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Whom to trust and who we are (http.client: {@code context}). Immutable. There is no switch that
 * turns the checks off: whoever wants that brings a context of their own.
 */
public final class TlsOptions {
  /** The JVM's default context: its trust store, no certificate of ours. */
  public static final TlsOptions DEFAULT = new TlsOptions(null);

  private final @Nullable SSLContext context;

  private TlsOptions(@Nullable SSLContext context) {
    this.context = context;
  }

  /** A context of the caller's own. The host name is checked and ALPN sent with it all the same. */
  public static TlsOptions of(SSLContext context) {
    return new TlsOptions(context);
  }

  /**
   * Trusts the certificates of {@code pem}, and no others.
   *
   * @throws IllegalArgumentException if the text holds no certificate
   */
  public static TlsOptions trusting(String pem) {
    return fromPem(pem, null, null);
  }

  /**
   * Shows a certificate of ours when asked; trusts as {@link #DEFAULT}.
   *
   * @param certificates the chain in PEM, our own certificate first
   * @param key its private key in PEM, PKCS #8 ({@code BEGIN PRIVATE KEY}), not encrypted
   * @throws IllegalArgumentException if either cannot be read; the message never shows the key
   */
  public static TlsOptions fromPem(String certificates, String key) {
    return fromPem(null, certificates, key);
  }

  /** Both: trusts the certificates of {@code trusted}, and shows one of ours when asked. */
  public static TlsOptions fromPem(
      @Nullable String trusted, @Nullable String certificates, @Nullable String key) {
    if ((certificates == null) != (key == null)) {
      throw new IllegalArgumentException("a certificate and its key come together or not at all");
    }
    try {
      return of(PemContext.of(trusted, certificates, key));
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalArgumentException("the PEM text can't be used: " + e.getMessage(), e);
    }
  }

  SSLContext context() throws IOException {
    if (context != null) return context;
    try {
      return SSLContext.getDefault();
    } catch (NoSuchAlgorithmException e) {
      throw new IOException("this JVM has no default TLS context", e);
    }
  }
}
