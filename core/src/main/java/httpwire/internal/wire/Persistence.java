package httpwire.internal.wire;

import httpwire.CloseReason;
import httpwire.Headers;
import httpwire.HttpVersion;
import java.util.EnumSet;
import java.util.Set;

/** May the connection carry another exchange after this one: RFC 9112 §9.3. */
public final class Persistence {
  private Persistence() {}

  /** Why not; empty if it may. */
  public static Set<CloseReason> closeReasons(
      String method,
      HttpVersion requested,
      boolean isCloseRequested,
      ResponseHead head,
      Framing framing) {
    EnumSet<CloseReason> reasons = EnumSet.noneOf(CloseReason.class);
    if (isCloseRequested) reasons.add(CloseReason.CLOSE_REQUESTED);
    if (hasOption(head.headers(), "close")) reasons.add(CloseReason.CLOSE_ANSWERED);
    boolean isOld = head.version() == HttpVersion.HTTP_1_0 || requested == HttpVersion.HTTP_1_0;
    if (isOld && !agreesToKeepAlive(head.headers())) reasons.add(CloseReason.HTTP_1_0);
    if (Framing.switchesProtocol(method, head.status())) {
      reasons.add(CloseReason.PROTOCOL_SWITCHED);
    } else if (framing instanceof Framing.UntilClose) {
      reasons.add(CloseReason.BODY_UNTIL_CLOSE);
    }
    return reasons;
  }

  /** Whether a line of Connection has that option, RFC 9110 §7.6.1. */
  public static boolean hasOption(Headers headers, String option) {
    return headers.contains("Connection")
        && ListField.contains(headers.getAll("Connection"), option);
  }

  /** The three spellings http.client takes for consent. */
  private static boolean agreesToKeepAlive(Headers headers) {
    String keepAlive = headers.get("Keep-Alive");
    return hasOption(headers, "keep-alive")
        || (keepAlive != null && !keepAlive.isEmpty())
        || ListField.contains(headers.getAll("Proxy-Connection"), "keep-alive");
  }
}
