package httpwire.client.auth;

import httpwire.Headers;
import httpwire.HttpException.InvalidUrl;
import httpwire.HttpException.LimitExceeded;
import httpwire.HttpUrl;
import httpwire.Origin;
import httpwire.Request;
import httpwire.RequestBody;
import httpwire.auth.Challenge;
import httpwire.auth.Credentials;
import httpwire.auth.Credentials.Scheme;
import httpwire.call.Step;
import httpwire.transport.Proxy;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import okio.Buffer;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * The credentials of a client, and what servers and proxies have sent for their use. Safe for use
 * by several threads.
 */
public final class Authentication {
  /** Hashing a longer body, or a file, could block a caller who must not be blocked. */
  private static final long MAX_HASHED_BODY_BYTES = 1 << 20;

  private static final int MAX_PROXY_SESSIONS = 1_000;

  private final Map<Origin, Credentials> credentials = new HashMap<>();
  private final Map<Origin, DigestSession> sessions = new ConcurrentHashMap<>();
  private final Map<Proxy, DigestSession> proxySessions = new ConcurrentHashMap<>();

  /**
   * @param base the origin of credentials that name none; null if there is none
   * @throws IllegalArgumentException if some credentials have no origin, or two have the same
   */
  public Authentication(List<Credentials> credentials, @Nullable Origin base) {
    for (Credentials each : credentials) {
      Origin origin = each.getOrigin() != null ? each.getOrigin() : base;
      if (origin == null) {
        throw new IllegalArgumentException(
            "credentials need an origin, so that no other one gets them: call forOrigin(url), or"
                + " set the client's baseUrl");
      }
      if (this.credentials.put(origin, each) == null) continue;
      throw new IllegalArgumentException("there are two credentials for " + origin);
    }
  }

  /** The layer, for one call. */
  public Step newStep() {
    return new AuthStep(this);
  }

  // 1. Origins.

  @Nullable Credentials credentials(Origin origin) {
    return credentials.get(origin);
  }

  /** What can be sent without a challenge, or answers an earlier one; null if nothing does. */
  @Nullable Answer field(Credentials own, Request request, HttpUrl url) throws IOException {
    if (own.getScheme() != Scheme.DIGEST) return Answer.of(own.unaskedHeader());
    DigestSession session = sessions.get(url.origin());
    // Without an answer the origin may still serve the request, or ask for what can be given.
    if (session == null || !canAnswer(session, request.getBody())) return null;
    return answer(session, request, url.target());
  }

  /**
   * The answer to the challenges of the origin, which are kept; null if it has none.
   *
   * @throws LimitExceeded if all challenges want the body hashed (auth-int), and it is too large
   */
  @Nullable Answer answer(Credentials own, Request request, HttpUrl url, Headers headers)
      throws IOException {
    DigestSession session = session(own, headers, request.getBody());
    if (session == null) return null;
    DigestSession kept = sessions.merge(url.origin(), session, DigestSession::orLater);
    return answer(kept, request, url.target());
  }

  /** Keeps the challenge of a request that can't be sent again, for those after it. */
  void challenged(Credentials own, Origin origin, Headers headers) {
    DigestSession session = withoutBody(own, headers, "WWW-Authenticate");
    if (session != null) sessions.merge(origin, session, DigestSession::orLater);
  }

  /**
   * Forgets the challenge, because its answer was wrong: requests answer none until the origin
   * sends another one.
   */
  void refused(Origin origin) {
    sessions.remove(origin);
  }

  /** Goes on with the nonce that came with an answer, RFC 7616 §3.5. */
  void answered(Origin origin, Headers headers) {
    DigestSession session = sessions.get(origin);
    if (session != null) session.next(headers, "Authentication-Info");
  }

  private static Answer answer(DigestSession session, Request request, String target)
      throws IOException {
    RequestBody body = request.getBody();
    Buffer hashed = new Buffer();
    if (session.needsBody() && body != null) body.writeTo(hashed);
    return session.answer(request.getMethod(), target, hashed.readByteString());
  }

  /** The first challenge that can be answered, since a server names the one it prefers first. */
  private static @Nullable DigestSession session(
      Credentials own, Headers headers, @Nullable RequestBody body) throws IOException {
    boolean isTooLarge = false;
    for (Challenge challenge : Challenge.parse(headers, "WWW-Authenticate")) {
      DigestSession session = DigestSession.of(own, challenge);
      if (session == null) continue;
      if (canAnswer(session, body)) return session;
      isTooLarge = true;
    }
    if (!isTooLarge) return null;
    throw new LimitExceeded(
        "the server accepts Digest with qop=auth-int only, for which the body is hashed before it"
            + " is sent; that is done for at most "
            + MAX_HASHED_BODY_BYTES
            + " bytes in memory");
  }

  /** Whether the body is small and in memory if it has to be hashed before it is sent. */
  private static boolean canAnswer(DigestSession session, @Nullable RequestBody body)
      throws IOException {
    if (!session.needsBody() || body == null) return true;
    if (!body.isRepeatable() || body.file() != null) return false;
    long length = body.length();
    return length >= 0 && length <= MAX_HASHED_BODY_BYTES;
  }

  // 2. Proxies.

  /**
   * The value of Proxy-Authorization for a proxy that has asked for Digest before; null if it has
   * not.
   *
   * @param target as in the request line
   */
  public @Nullable String proxyField(Proxy proxy, String method, String target) {
    DigestSession session = proxySessions.get(proxy);
    if (session == null) return null;
    return session.answer(method, target, ByteString.EMPTY).field();
  }

  /**
   * Takes note of what a proxy has sent with 407.
   *
   * @param isAnswered whether the request had an answer to an earlier challenge of that proxy
   * @return whether the request can be sent again, with an answer
   */
  public boolean challenged(Proxy proxy, Headers headers, boolean isAnswered) {
    Credentials own = proxy.getCredentials();
    // A proxy that wants the body hashed too is not answered: the body may come only once.
    DigestSession session = own == null ? null : withoutBody(own, headers, "Proxy-Authenticate");
    if (session == null) return false;
    // Proxies that are chosen anew each time must not fill the memory; who is forgotten asks again.
    boolean isFull = proxySessions.size() >= MAX_PROXY_SESSIONS;
    if (isFull && !proxySessions.containsKey(proxy)) proxySessions.clear();
    proxySessions.merge(proxy, session, DigestSession::orLater);
    return !isAnswered || session.isStale();
  }

  /** The first challenge in the fields of that name that is answered without hashing the body. */
  private static @Nullable DigestSession withoutBody(
      Credentials own, Headers headers, String name) {
    if (own.getScheme() != Scheme.DIGEST) return null;
    for (Challenge challenge : Challenge.parse(headers, name)) {
      DigestSession session = DigestSession.of(own, challenge);
      if (session != null && !session.needsBody()) return session;
    }
    return null;
  }

  /** Goes on with the nonce that came with a proxy's answer. */
  public void proxyAnswered(Proxy proxy, Headers headers) {
    DigestSession session = proxySessions.get(proxy);
    if (session != null) session.next(headers, "Proxy-Authentication-Info");
  }

  static HttpUrl url(Request request) throws InvalidUrl {
    return HttpUrl.parse(request.getTarget());
  }
}
