package httpwire.transport;

import java.util.ArrayList;
import java.util.List;

/** A version of TLS. The JVM's own settings may forbid more. */
public enum TlsVersion {
  /** RFC 5246. */
  TLS_1_2("TLSv1.2"),
  /** RFC 8446. */
  TLS_1_3("TLSv1.3");

  private final String protocol;

  TlsVersion(String protocol) {
    this.protocol = protocol;
  }

  /** As the JDK calls it. */
  String protocol() {
    return protocol;
  }

  /** The protocols from this one on, of those that are supported. */
  String[] andLater(String[] supported) {
    List<String> later = new ArrayList<>();
    for (String protocol : supported) {
      // Their names are in the order of their versions; those of SSL begin with an S.
      boolean isLater = protocol.startsWith("TLSv1.") && protocol.compareTo(this.protocol) >= 0;
      if (isLater) later.add(protocol);
    }
    return later.toArray(new String[0]);
  }
}
