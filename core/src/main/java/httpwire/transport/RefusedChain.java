package httpwire.transport;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A trust manager has refused these certificates. */
final class RefusedChain extends CertificateException {
  private static final long serialVersionUID = 1L;

  private final transient @Nullable List<X509Certificate> certificates;

  /** With the message of {@code refusal}, and its cause, from which the JDK makes the alert. */
  RefusedChain(X509Certificate[] certificates, CertificateException refusal) {
    super(refusal.getMessage(), refusal.getCause() == null ? refusal : refusal.getCause());
    this.certificates = List.of(certificates);
  }

  /** The peer's own first. */
  List<X509Certificate> certificates() {
    return certificates == null ? List.of() : certificates;
  }
}
