package httpwire.transport;

import httpwire.HttpException.TlsFailed;
import httpwire.HttpException.TlsFailed.Problem;
import httpwire.Origin;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Says why a handshake failed. For some reasons the JDK has types, for the others only messages;
 * tests hold them on every JDK.
 */
final class HandshakeFailure {
  /** How the JDK says that a certificate is for another host. */
  private static final String[] WRONG_NAME = {
    "No subject alternative ", "No name matching ", "Illegal given domain name"
  };

  /** How it says that both ends have no version, cipher or protocol in common. */
  private static final String[] NO_COMMON_PROTOCOL = {
    "No appropriate protocol",
    "The server selected protocol version",
    "alert: protocol_version",
    "alert: handshake_failure",
    "alert: insufficient_security",
    "alert: no_application_protocol"
  };

  /** How it says that none of those that are trusted has issued a certificate. */
  private static final String NO_ISSUER = "unable to find valid certification path";

  private HandshakeFailure() {}

  /**
   * @param isTls false if the peer has sent something that is not TLS
   */
  static TlsFailed of(Origin origin, SSLException failure, boolean isTls) {
    if (!isTls) {
      return of(origin, "the peer does not speak TLS", Problem.NOT_TLS, List.of(), failure);
    }
    Problem problem = problem(failure);
    List<X509Certificate> chain = certificates(failure);
    String what = what(problem, failure, chain, origin) + PeerChain.text(chain);
    return of(origin, what, problem, chain, failure);
  }

  /** What went wrong: in words of ours where the problem is known, else in those of the JDK. */
  private static String what(
      Problem problem, SSLException failure, List<X509Certificate> chain, Origin origin) {
    String told = String.valueOf(failure.getMessage());
    switch (problem) {
      case EXPIRED:
        return isNotYetValid(failure)
            ? "the certificate is not valid yet"
            : "the certificate has expired";
      case UNTRUSTED:
        return told.contains(NO_ISSUER)
            ? "no trusted authority vouches for the certificate"
            : "the certificate is not accepted: " + told;
      case WRONG_NAME:
        String fault = chain.isEmpty() ? null : ServerIdentity.fault(chain.get(0), origin);
        return fault == null ? told : fault;
      case NO_COMMON_PROTOCOL:
        return "no version, cipher or application protocol in common: " + told;
      default:
        return told;
    }
  }

  private static boolean isNotYetValid(SSLException failure) {
    for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof CertificateNotYetValidException) return true;
    }
    return false;
  }

  /**
   * @param certificates of the peer, its own first; the handshake accepted them
   */
  static TlsFailed ofName(Origin origin, String fault, Certificate[] certificates) {
    List<X509Certificate> chain = x509(List.of(certificates));
    return of(origin, fault + PeerChain.text(chain), Problem.WRONG_NAME, chain, null);
  }

  /**
   * @param chain the peer's own certificate first, then its issuers
   */
  static TlsFailed ofPins(Origin origin, List<X509Certificate> chain) {
    StringBuilder what = new StringBuilder("none of its keys is pinned:");
    for (X509Certificate one : chain) {
      what.append(chain.get(0).equals(one) ? " " : ", ").append(Pins.text(one)).append(" of ");
      what.append(one.getSubjectX500Principal());
    }
    return of(origin, what.toString(), Problem.PIN, chain, null);
  }

  private static TlsFailed of(
      Origin origin,
      String what,
      Problem problem,
      List<X509Certificate> certificates,
      @Nullable Throwable cause) {
    String message = "TLS with " + origin.authority() + " failed: " + what;
    return new TlsFailed(message, problem, certificates, cause);
  }

  private static Problem problem(SSLException failure) {
    boolean isUntrusted = false;
    for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
      if (isExpired(cause)) return Problem.EXPIRED;
      if (!isAboutCertificates(cause)) continue;
      if (isAnyIn(cause, WRONG_NAME)) return Problem.WRONG_NAME;
      isUntrusted = true;
    }
    if (isUntrusted) return Problem.UNTRUSTED;
    return isAnyIn(failure, NO_COMMON_PROTOCOL) ? Problem.NO_COMMON_PROTOCOL : Problem.OTHER;
  }

  private static boolean isExpired(Throwable cause) {
    return cause instanceof CertificateExpiredException
        || cause instanceof CertificateNotYetValidException;
  }

  private static boolean isAboutCertificates(Throwable cause) {
    return cause instanceof CertificateException
        || cause instanceof CertPathValidatorException
        || cause instanceof CertPathBuilderException;
  }

  private static boolean isAnyIn(Throwable failure, String[] words) {
    String message = String.valueOf(failure.getMessage());
    for (String word : words) {
      if (message.contains(word)) return true;
    }
    return false;
  }

  /** As far as a cause knows them: the JDK does not give those that it has refused. */
  private static List<X509Certificate> certificates(SSLException failure) {
    for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof RefusedChain refused) return x509(refused.certificates());
      if (cause instanceof CertPathValidatorException invalid && invalid.getCertPath() != null) {
        return x509(invalid.getCertPath().getCertificates());
      }
    }
    return List.of();
  }

  private static List<X509Certificate> x509(List<? extends Certificate> certificates) {
    List<X509Certificate> x509 = new ArrayList<>();
    for (Certificate certificate : certificates) {
      if (certificate instanceof X509Certificate one) x509.add(one);
    }
    return x509;
  }
}
