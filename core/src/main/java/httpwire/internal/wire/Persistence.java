package httpwire.internal.wire;

import httpwire.CloseReason;
import httpwire.Headers;
import httpwire.HttpVersion;
import java.util.EnumSet;
import java.util.Set;

/** Whether a connection can carry another exchange after this one: RFC 9112 §9.3. */
public final class Persistence {
  private Persistence() {}

  /** Why the connection cannot carry another exchange; empty if it can. */
  public static Set<CloseReason> closeReasons(
      RequestHead request, ResponseHead head, Framing framing) {
    Headers headers = head.headers();
    boolean isOld =
        head.version() == HttpVersion.HTTP_1_0 || request.version() == HttpVersion.HTTP_1_0;
    boolean isCloseRequested = request.isCloseRequested();
    boolean isCloseAnswered = hasOption(headers, "close");
    boolean isSwitched = Framing.switchesProtocol(request.method(), head.status());
    boolean isDelimited = !isSwitched && !Framing.UNTIL_CLOSE.equals(framing);
    if (isDelimited && !isOld && !isCloseRequested && !isCloseAnswered) return Set.of();
    EnumSet<CloseReason> reasons = EnumSet.noneOf(CloseReason.class);
    if (isCloseRequested) reasons.add(CloseReason.CLOSE_REQUESTED);
    if (isCloseAnswered) reasons.add(CloseReason.CLOSE_ANSWERED);
    if (isOld && !agreesToKeepAlive(headers)) reasons.add(CloseReason.HTTP_1_0);
    if (isSwitched) reasons.add(CloseReason.PROTOCOL_SWITCHED);
    else if (!isDelimited) reasons.add(CloseReason.BODY_UNTIL_CLOSE);
    return reasons;
  }

  /** Whether the Connection field has an option, RFC 9110 §7.6.1. */
  private static boolean hasOption(Headers headers, String option) {
    return lists(headers, "Connection", option);
  }

  private static boolean lists(Headers headers, String name, String member) {
    String list = headers.joined(name);
    return list != null && ListField.contains(list, member);
  }

  /**
   * Whether the response agrees to keep the connection, in one of the three forms that http.client
   * accepts.
   */
  private static boolean agreesToKeepAlive(Headers headers) {
    String keepAlive = headers.get("Keep-Alive");
    return hasOption(headers, "keep-alive")
        || (keepAlive != null && !keepAlive.isEmpty())
        || lists(headers, "Proxy-Connection", "keep-alive");
  }
}
