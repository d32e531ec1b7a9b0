package httpwire;

/** Why a SOCKS proxy refused to connect, RFC 1928 §6, RFC 1929 and the SOCKS 4 protocol. */
public enum SocksReply {
  /** The proxy failed in some way (1). */
  GENERAL_FAILURE("general SOCKS server failure"),
  /** The proxy's rules forbid the connection (2). */
  NOT_ALLOWED("connection not allowed by ruleset"),
  /** The network cannot be reached from the proxy (3). */
  NETWORK_UNREACHABLE("network unreachable"),
  /** The host cannot be reached from the proxy, or has no address (4). */
  HOST_UNREACHABLE("host unreachable"),
  /** The host refused the connection (5). */
  CONNECTION_REFUSED("connection refused"),
  /** The connection timed out on its way (6). */
  TTL_EXPIRED("TTL expired"),
  /** The proxy does not open connections (7). */
  COMMAND_NOT_SUPPORTED("command not supported"),
  /** The proxy does not connect to a name, or to an address of this family (8). */
  ADDRESS_TYPE_NOT_SUPPORTED("address type not supported"),
  /** The proxy accepts none of the ways to authenticate that were offered (method 255). */
  NO_ACCEPTABLE_METHOD("no acceptable authentication method"),
  /** The user or the secret is wrong. */
  AUTHENTICATION_FAILED("authentication failed"),
  /** SOCKS 4: rejected or failed (91). */
  REJECTED("request rejected or failed"),
  /** SOCKS 4: the proxy could not ask identd on this machine for the user (92). */
  NO_IDENTD("no identd on the client"),
  /** SOCKS 4: identd on this machine named another user (93). */
  OTHER_USER("identd reports another user"),
  /** A code that has no name. */
  OTHER("unknown reply");

  private final String words;

  SocksReply(String words) {
    this.words = words;
  }

  /**
   * The reply of SOCKS 5 with this number.
   *
   * @param code 1 to 255
   */
  public static SocksReply of5(int code) {
    return code >= 1 && code <= 8 ? values()[code - 1] : OTHER;
  }

  /** The reply of SOCKS 4 with this number, which is not 90. */
  public static SocksReply of4(int code) {
    return switch (code) {
      case 91 -> REJECTED;
      case 92 -> NO_IDENTD;
      case 93 -> OTHER_USER;
      default -> OTHER;
    };
  }

  /** The reply in words: {@code connection refused}. */
  @Override
  public String toString() {
    return words;
  }
}
