package httpwire.transport;

import static java.nio.charset.StandardCharsets.UTF_8;

import httpwire.HttpException.InvalidUrl;
import httpwire.auth.Credentials;
import httpwire.internal.syntax.PercentCoding;
import httpwire.transport.Proxy.Protocol;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;

/** Reads a proxy as curl's {@code --proxy} takes it. */
final class ProxyText {
  private ProxyText() {}

  /**
   * @throws InvalidUrl if a part is wrong; the message says which, and never shows the secret
   */
  static Proxy parse(String text) throws InvalidUrl {
    int schemeEnd = text.indexOf("://");
    Protocol protocol = schemeEnd < 0 ? Protocol.HTTP : protocol(text.substring(0, schemeEnd));
    String rest = schemeEnd < 0 ? text : text.substring(schemeEnd + 3);
    int authorityEnd = indexOfAny("/?#", rest);
    String authority = rest.substring(0, authorityEnd);
    int at = authority.lastIndexOf('@');
    String host = authority.substring(at + 1);
    // A socket's path may have any character; another path has none that means anything.
    boolean hasSocket = protocol.isSocks() && host.equals("localhost");
    if (!hasSocket && rest.indexOf('@', authorityEnd) >= 0) throw undelimited();
    Proxy proxy = proxy(protocol, host);
    if (protocol.isSocks()) proxy = withSocket(proxy, rest.substring(authorityEnd));
    return at < 0 ? proxy : proxy.credentials(credentials(authority.substring(0, at)));
  }

  /** Else a part of the secret would be the host or port, which messages show. */
  private static InvalidUrl undelimited() {
    return new InvalidUrl(
        "the user information of the proxy can't contain '/', '?' or '#': percent-encode it");
  }

  private static Protocol protocol(String scheme) throws InvalidUrl {
    switch (scheme.toLowerCase(Locale.ROOT)) {
      case "http":
        return Protocol.HTTP;
      case "https":
        return Protocol.HTTPS;
      case "socks":
      case "socks4":
        return Protocol.SOCKS4;
      case "socks4a":
        return Protocol.SOCKS4A;
      case "socks5":
        return Protocol.SOCKS5;
      case "socks5h":
        return Protocol.SOCKS5H;
      default:
        // It may be a user's name, and what follows a secret: not shown.
        throw new InvalidUrl(
            "the scheme of a proxy must be http, https, socks4, socks4a, socks5 or socks5h");
    }
  }

  /** Where the first of {@code delimiters} is; the text's length if there is none. */
  private static int indexOfAny(String delimiters, String text) {
    for (int i = 0; i < text.length(); i++) {
      if (delimiters.indexOf(text.charAt(i)) >= 0) return i;
    }
    return text.length();
  }

  /** As curl has it, the path of a SOCKS proxy on {@code localhost} is that of its socket. */
  private static Proxy withSocket(Proxy proxy, String afterAuthority) throws InvalidUrl {
    String path = afterAuthority.substring(0, indexOfAny("?#", afterAuthority));
    if (path.length() <= 1 || !proxy.getAddress().host().equals("localhost")) return proxy;
    try {
      return proxy.unixSocket(Path.of(decoded("path", path)));
    } catch (InvalidPathException e) {
      throw new InvalidUrl("the path of the proxy's socket can't be one on this system");
    }
  }

  private static Proxy proxy(Protocol protocol, String host) throws InvalidUrl {
    try {
      return Proxy.of(protocol, host);
    } catch (InvalidUrl e) {
      throw new InvalidUrl("the host or port of the proxy is wrong: " + e.getMessage());
    }
  }

  private static Credentials credentials(String userInformation) throws InvalidUrl {
    int colon = userInformation.indexOf(':');
    String user =
        decoded("user", colon < 0 ? userInformation : userInformation.substring(0, colon));
    String secret = colon < 0 ? "" : decoded("secret", userInformation.substring(colon + 1));
    try {
      return Credentials.basic(user, secret);
    } catch (IllegalArgumentException e) {
      throw new InvalidUrl("the user information of the proxy is wrong: " + e.getMessage());
    }
  }

  /** What is not US-ASCII stands for itself, as curl takes it. */
  private static String decoded(String what, String text) throws InvalidUrl {
    StringBuilder ascii = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '%' || c > 127) ascii.append(c == '%' ? "%" : encoded(text, i));
      else ascii.append(c);
      if (Character.isHighSurrogate(c) && i + 1 < text.length()) i++;
    }
    byte[] bytes = PercentCoding.decode(ascii.toString());
    if (bytes == null)
      throw new InvalidUrl(
          "the " + what + " of the proxy has a '%' without two hexadecimal digits");
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new InvalidUrl("the " + what + " of the proxy is not UTF-8 when it is percent-decoded");
    }
  }

  private static String encoded(String text, int at) {
    return PercentCoding.encode(new String(Character.toChars(text.codePointAt(at))));
  }
}
