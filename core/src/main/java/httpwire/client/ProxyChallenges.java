package httpwire.client;

import httpwire.Headers;
import httpwire.HttpException.TunnelRefused;
import httpwire.RequestBody;
import httpwire.client.auth.Authentication;
import httpwire.connection.HttpResponse;
import httpwire.transport.Proxy;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The proxies that have asked for credentials in one call, and whether the same request is sent
 * again with an answer: once for the challenge of a proxy, and once more for a nonce that was too
 * old.
 */
final class ProxyChallenges {
  static final int PROXY_AUTHENTICATION_REQUIRED = 407;
  private static final int MAX_ANSWERS = 2;

  private final Authentication authentication;

  /** How often each proxy's challenge was answered; null before the first. */
  private @Nullable Map<Proxy, Integer> answerCounts;

  ProxyChallenges(Authentication authentication) {
    this.authentication = authentication;
  }

  /** Whether a proxy has refused a tunnel with a challenge that the next request answers. */
  boolean isAnswered(Hop hop, IOException failure) {
    Proxy refuser = hop.way().refuser(failure);
    if (refuser == null || !(failure instanceof TunnelRefused refused)) return false;
    return isAnswered(refuser, refused.getHeaders());
  }

  /** Whether a proxy that forwards has sent a challenge that the next request answers. */
  boolean isAnswered(Hop hop, HttpResponse received) {
    Proxy forwarder = hop.way().forwarder();
    if (forwarder == null) return false;
    authentication.proxyAnswered(forwarder, received.getHeaders());
    RequestBody body = hop.request().getBody();
    boolean canRepeat = body == null || body.isRepeatable();
    if (received.getStatus() != PROXY_AUTHENTICATION_REQUIRED || !canRepeat) return false;
    return isAnswered(forwarder, received.getHeaders());
  }

  private boolean isAnswered(Proxy proxy, Headers challenges) {
    if (answerCounts == null) answerCounts = new HashMap<>(2);
    int count = answerCounts.merge(proxy, 1, Integer::sum);
    return count <= MAX_ANSWERS && authentication.challenged(proxy, challenges, count > 1);
  }
}
