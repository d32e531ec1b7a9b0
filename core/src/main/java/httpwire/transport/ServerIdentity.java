package httpwire.transport;

import httpwire.Origin;
import httpwire.internal.wire.Printable;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether a certificate is for a host, RFC 9110 §4.3.4: a name is compared with the DNS names among
 * the subject's alternative names as RFC 6125 §6.4 says, an address with its IP addresses. A common
 * name does not count.
 */
final class ServerIdentity {
  /** RFC 5280 §4.2.1.6: the tags of these alternative names. */
  private static final Integer DNS_NAME = 2;

  private static final Integer IP_ADDRESS = 7;

  private static final int MAX_NAMES_TOLD = 4;

  private ServerIdentity() {}

  /** Why the certificate is not for the host of {@code origin}; null if it is. */
  static @Nullable String fault(X509Certificate certificate, Origin origin) {
    try {
      List<String> names = names(certificate, origin.isAddress() ? IP_ADDRESS : DNS_NAME);
      if (origin.isAddress() ? isAmong(names, address(origin)) : isMatch(names, origin))
        return null;
      return describe(origin, names, certificate);
    } catch (CertificateParsingException | UnknownHostException e) {
      return "the names in the certificate can't be read: " + e.getMessage();
    }
  }

  private static List<String> names(X509Certificate certificate, Integer tag)
      throws CertificateParsingException {
    List<String> names = new ArrayList<>();
    Collection<List<?>> all = certificate.getSubjectAlternativeNames();
    if (all == null) return names;
    for (List<?> tagged : all) {
      if (tag.equals(tagged.get(0)) && tagged.get(1) instanceof String name) names.add(name);
    }
    return names;
  }

  private static boolean isMatch(List<String> names, Origin origin) {
    for (String name : names) {
      if (isMatch(name, origin.host())) return true;
    }
    return false;
  }

  /**
   * Whether a DNS name of a certificate, which may begin with {@code *.} for one label, stands for
   * a host name, whose final dot does not matter. At least two labels must follow the asterisk.
   */
  static boolean isMatch(String name, String host) {
    String plain = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    if (!name.startsWith("*.")) return isEqual(name, plain);
    String parent = name.substring(1);
    int dot = plain.indexOf('.');
    return dot > 0 && parent.indexOf('.', 1) > 1 && isEqual(parent, plain.substring(dot));
  }

  /** Without the case of ASCII letters, and of no others: {@code equalsIgnoreCase} goes too far. */
  private static boolean isEqual(String name, String host) {
    if (name.isEmpty() || name.length() != host.length()) return false;
    for (int i = 0; i < name.length(); i++) {
      if (lower(name.charAt(i)) != lower(host.charAt(i))) return false;
    }
    return true;
  }

  private static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char) (c + 'a' - 'A') : c;
  }

  /** In the one form in which the JDK gives the addresses of a certificate; without a zone. */
  private static String address(Origin origin) throws UnknownHostException {
    // An address in brackets is never looked up.
    String host = origin.host().indexOf(':') < 0 ? origin.host() : "[" + origin.host() + "]";
    int zone = host.indexOf('%');
    InetAddress address = InetAddress.getByName(zone < 0 ? host : host.substring(0, zone) + "]");
    return address.getHostAddress();
  }

  private static boolean isAmong(List<String> addresses, String address) {
    return addresses.contains(address);
  }

  private static String describe(Origin origin, List<String> names, X509Certificate certificate)
      throws CertificateParsingException {
    StringBuilder fault =
        new StringBuilder("the certificate is not for ").append(origin.host()).append(": ");
    if (!names.isEmpty()) return fault.append("it names ").append(list(names)).toString();
    if (!origin.isAddress()) {
      return fault.append("it has no DNS name, and its common name does not count").toString();
    }
    List<String> hosts = names(certificate, DNS_NAME);
    if (hosts.isEmpty()) return fault.append("it names no address").toString();
    return fault.append("it names ").append(list(hosts)).append(", and no address").toString();
  }

  private static StringBuilder list(List<String> names) {
    StringBuilder list = new StringBuilder();
    int count = Math.min(MAX_NAMES_TOLD, names.size());
    for (int i = 0; i < count; i++) {
      list.append(i == 0 ? "" : ", ").append(Printable.of(names.get(i)));
    }
    if (names.size() > count) list.append(" and ").append(names.size() - count).append(" more");
    return list;
  }
}
