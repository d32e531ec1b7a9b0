package httpwire.client.auth;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import httpwire.Headers;
import httpwire.auth.Challenge;
import httpwire.auth.Credentials;
import java.nio.charset.Charset;
import java.security.SecureRandom;
import java.util.List;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * Answers the challenges of one protection space by the Digest scheme, RFC 7616: the server's
 * nonce, and how often it was used. Safe for use by several threads, each of which gets a count of
 * its own.
 */
final class DigestSession {
  private static final int CLIENT_NONCE_BYTES = 16;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Credentials credentials;
  private final Challenge challenge;
  private final String realm;
  private final @Nullable String opaque;
  private final @Nullable String algorithmToken;
  private final DigestAlgorithm algorithm;
  private final Charset charset;
  private final boolean isUserHashed;
  private final boolean hasAuth;
  private final boolean hasAuthInt;
  private final boolean isStale;

  /** The same in all answers, which differ by their counts. */
  private final String clientNonce;

  private final String sessionNonce;
  private String nonce;
  private long useCount;

  private DigestSession(
      Credentials credentials, Challenge challenge, DigestAlgorithm algorithm, String clientNonce) {
    this.credentials = credentials;
    this.challenge = challenge;
    this.algorithm = algorithm;
    this.algorithmToken = challenge.get("algorithm");
    this.realm = text(challenge.realm());
    this.opaque = challenge.get("opaque");
    this.nonce = text(challenge.get("nonce"));
    this.sessionNonce = nonce;
    this.clientNonce = clientNonce;
    this.charset = "UTF-8".equalsIgnoreCase(challenge.get("charset")) ? UTF_8 : ISO_8859_1;
    this.isUserHashed = "true".equalsIgnoreCase(challenge.get("userhash"));
    String offered = challenge.get("qop");
    this.hasAuth = isAmong(offered, "auth");
    this.hasAuthInt = isAmong(offered, "auth-int");
    this.isStale = isStale(challenge);
  }

  /** Null if the challenge is not of this scheme, is incomplete, or asks for what is not known. */
  static @Nullable DigestSession of(Credentials credentials, Challenge challenge) {
    return of(credentials, challenge, newClientNonce());
  }

  static @Nullable DigestSession of(
      Credentials credentials, Challenge challenge, String clientNonce) {
    DigestAlgorithm algorithm = DigestAlgorithm.of(challenge.get("algorithm"));
    boolean isComplete = challenge.realm() != null && challenge.get("nonce") != null;
    if (!challenge.isScheme("Digest") || !isComplete || algorithm == null) return null;
    DigestSession session = new DigestSession(credentials, challenge, algorithm, clientNonce);
    boolean isKnown = challenge.get("qop") == null || session.hasAuth || session.hasAuthInt;
    return isKnown ? session : null;
  }

  private static String newClientNonce() {
    byte[] bytes = new byte[CLIENT_NONCE_BYTES];
    RANDOM.nextBytes(bytes);
    return ByteString.of(bytes).base64Url();
  }

  private static boolean isAmong(@Nullable String list, String member) {
    if (list == null) return false;
    for (String each : list.split(",")) if (each.strip().equalsIgnoreCase(member)) return true;
    return false;
  }

  private static String text(@Nullable String text) {
    return text == null ? "" : text;
  }

  /** Whether answers to this challenge protect the body, so that it has to be known beforehand. */
  boolean needsBody() {
    return hasAuthInt && !hasAuth;
  }

  /** Whether the challenge said that only the nonce of the answer before was too old. */
  boolean isStale() {
    return isStale;
  }

  /** Whether one of the challenges says that only the nonce was too old, RFC 7616 §3.3. */
  static boolean isStale(Headers headers, String name) {
    for (Challenge challenge : Challenge.parse(headers, name)) {
      if (challenge.isScheme("Digest") && isStale(challenge)) return true;
    }
    return false;
  }

  private static boolean isStale(Challenge challenge) {
    return "true".equalsIgnoreCase(challenge.get("stale"));
  }

  /**
   * Goes on with the nonce that the server has sent with an answer, if it has: RFC 7616 §3.5.
   *
   * @param name Authentication-Info or Proxy-Authentication-Info
   */
  void next(Headers headers, String name) {
    for (Challenge parameters : parameters(headers, name)) {
      String next = parameters.get("nextnonce");
      if (next != null) next(next);
    }
  }

  /** The field has the parameters of a challenge without its scheme. */
  private static List<Challenge> parameters(Headers headers, String name) {
    String value = headers.joined(name);
    return value == null ? List.of() : Challenge.parse("Digest " + value);
  }

  /**
   * Whether the server has sent a wrong {@code rspauth}: it does not know the secret, or somebody
   * has changed the response on its way. One for the body too (auth-int) is not looked at.
   */
  static boolean isDisproved(String proof, Headers headers) {
    for (Challenge parameters : parameters(headers, "Authentication-Info")) {
      String sent = parameters.get("rspauth");
      boolean isOfBody = "auth-int".equalsIgnoreCase(parameters.get("qop"));
      if (sent != null && !isOfBody && !sent.equalsIgnoreCase(proof)) return true;
    }
    return false;
  }

  /** This one if it answers the same challenge as {@code later}: uses of a nonce count together. */
  DigestSession orLater(DigestSession later) {
    return later.challenge.equals(challenge) && later.sessionNonce.equals(nonce()) ? this : later;
  }

  private synchronized String nonce() {
    return nonce;
  }

  private synchronized void next(String nonce) {
    if (nonce.equals(this.nonce)) return;
    this.nonce = nonce;
    this.useCount = 0;
  }

  /**
   * What to send with one request.
   *
   * @param target as in the request line
   * @param body the whole body, used only with {@link #needsBody}
   */
  Answer answer(String method, String target, ByteString body) {
    String used;
    long count;
    synchronized (this) {
      used = nonce;
      count = ++useCount;
    }
    return answer(method, target, body, used, count);
  }

  private Answer answer(String method, String target, ByteString body, String used, long count) {
    String qop = hasAuth ? "auth" : hasAuthInt ? "auth-int" : null;
    String request = method + ":" + target;
    if ("auth-int".equals(qop)) request += ":" + algorithm.hash(body.toByteArray());
    String counted = String.format("%08x", count);
    String middle = qop == null ? used : used + ":" + counted + ":" + clientNonce + ":" + qop;
    String start = secretHash() + ":" + middle + ":";
    StringBuilder field = new StringBuilder("Digest ");
    appendUser(field);
    append(field, "realm", quoted(realm));
    append(field, "nonce", quoted(used));
    append(field, "uri", quoted(target));
    append(field, "response", quoted(hash(start + hash(request))));
    if (algorithmToken != null) append(field, "algorithm", algorithm.token());
    if (opaque != null) append(field, "opaque", quoted(opaque));
    if (qop != null) append(field, "qop", qop);
    if (qop != null) append(field, "nc", counted);
    if (qop != null || algorithm.isSession()) append(field, "cnonce", quoted(clientNonce));
    if (isUserHashed) append(field, "userhash", "true");
    // The server hashes the same without the method.
    return new Answer(field.toString(), hasAuth ? hash(start + hash(":" + target)) : null);
  }

  /** RFC 7616 §3.4.2. */
  private String secretHash() {
    String user = credentials.getUser() + ":" + realm + ":" + credentials.getSecret();
    String hashed = hash(user);
    if (!algorithm.isSession()) return hashed;
    return hash(hashed + ":" + sessionNonce + ":" + clientNonce);
  }

  /** RFC 7616 §3.4.4: hashed, or as it is, or with the encoding of RFC 8187. */
  private void appendUser(StringBuilder field) {
    String user = credentials.getUser();
    if (isUserHashed) field.append("username=").append(quoted(hash(user + ":" + realm)));
    else if (isAscii(user)) field.append("username=").append(quoted(user));
    else field.append("username*=UTF-8''").append(encoded(user));
  }

  private static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) if (text.charAt(i) > 126) return false;
    return true;
  }

  private static String encoded(String user) {
    StringBuilder encoded = new StringBuilder();
    for (byte b : user.getBytes(UTF_8)) {
      boolean isDigit = b >= '0' && b <= '9';
      if (isDigit || (b >= 'A' && b <= 'Z') || (b >= 'a' && b <= 'z')) encoded.append((char) b);
      else encoded.append(String.format("%%%02X", b));
    }
    return encoded.toString();
  }

  private static void append(StringBuilder field, String name, String value) {
    field.append(", ").append(name).append('=').append(value);
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  /** Text that ISO-8859-1 does not have is hashed in UTF-8, whatever the challenge says. */
  private String hash(String text) {
    boolean fits = charset.newEncoder().canEncode(text);
    return algorithm.hash(text.getBytes(fits ? charset : UTF_8));
  }
}
