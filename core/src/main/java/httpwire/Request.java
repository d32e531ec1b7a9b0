package httpwire;

import httpwire.internal.syntax.Secrets;
import httpwire.internal.syntax.Syntax;
import httpwire.internal.syntax.TargetQuery;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A request as a value: method, target, fields, body, and how it is to be sent. The same request
 * can be sent on a connection and by a client, and again if its body can be written again.
 *
 * <p>On a connection the target is a path, such as {@code /index.html}; for a client it is a URL.
 * It is sent as written, and checked when it is sent, because what is allowed depends on where it
 * goes. Everything else is checked by the builder's method that takes it.
 *
 * <p>Immutable. Safe for use by several threads, as far as its body and its tags are.
 */
public final class Request {
  /** How long {@link Builder#expectContinue()} waits. */
  public static final Duration CONTINUE_TIMEOUT = Duration.ofSeconds(1);

  private static final String HOST = "host";
  private static final String ACCEPT_ENCODING = "accept-encoding";
  private static final String IDEMPOTENCY_KEY = "Idempotency-Key";

  private final String method;
  private final String target;
  private final Headers headers;
  private final @Nullable RequestBody body;
  private final Set<String> skippedNames;
  private final Set<String> secretNames;
  private final boolean encodeChunked;
  private final boolean isSaidIdempotent;
  private final Map<Class<?>, Object> tags;
  private final @Nullable Timeouts timeouts;
  private final @Nullable Duration deadline;
  private final @Nullable Duration continueTimeout;

  private Request(Builder builder) {
    this.method = builder.method;
    this.target = builder.target;
    this.headers = builder.headers.build();
    this.body = builder.body;
    this.skippedNames = builder.skippedNames;
    this.secretNames = builder.secretNames;
    this.encodeChunked = builder.encodeChunked;
    this.isSaidIdempotent = builder.isSaidIdempotent;
    this.tags = builder.tags;
    this.timeouts = builder.timeouts;
    this.deadline = builder.deadline;
    this.continueTimeout = builder.continueTimeout;
  }

  private Request(Request base, String target, Headers headers) {
    this.method = base.method;
    this.target = target;
    this.headers = headers;
    this.body = base.body;
    this.skippedNames = base.skippedNames;
    this.secretNames = base.secretNames;
    this.encodeChunked = base.encodeChunked;
    this.isSaidIdempotent = base.isSaidIdempotent;
    this.tags = base.tags;
    this.timeouts = base.timeouts;
    this.deadline = base.deadline;
    this.continueTimeout = base.continueTimeout;
  }

  /** A GET request for {@code target}. RFC 9110 §9.3.1. */
  public static Request get(String target) {
    return builder("GET", target).build();
  }

  /** A HEAD request for {@code target}, whose response has no body. RFC 9110 §9.3.2. */
  public static Request head(String target) {
    return builder("HEAD", target).build();
  }

  /** A DELETE request for {@code target}. RFC 9110 §9.3.5. */
  public static Request delete(String target) {
    return builder("DELETE", target).build();
  }

  /** An OPTIONS request for {@code target}, or for the whole server ({@code *}): §9.3.7. */
  public static Request options(String target) {
    return builder("OPTIONS", target).build();
  }

  /** A POST request that has {@code target} process {@code body}. RFC 9110 §9.3.3. */
  public static Request post(String target, RequestBody body) {
    return builder("POST", target).body(body).build();
  }

  /** A PUT request that replaces {@code target} with {@code body}. RFC 9110 §9.3.4. */
  public static Request put(String target, RequestBody body) {
    return builder("PUT", target).body(body).build();
  }

  /** A PATCH request that changes {@code target} as {@code body} says. RFC 5789. */
  public static Request patch(String target, RequestBody body) {
    return builder("PATCH", target).body(body).build();
  }

  /** A QUERY request that asks {@code target} what {@code body} says. RFC 10008. */
  public static Request query(String target, RequestBody body) {
    return builder("QUERY", target).body(body).build();
  }

  /**
   * A builder for a request with any method.
   *
   * @param method a token; its case matters (RFC 9110 §9.1)
   * @param target a path, or for a client a URL; checked when the request is sent
   * @throws IllegalArgumentException if the method is not a token
   */
  public static Builder builder(String method, String target) {
    return new Builder(method, target);
  }

  /** This request with another target, its parameters included. */
  public Request withTarget(String target) {
    if (target.equals(this.target)) return this;
    return new Request(this, target, headers);
  }

  /** This request with these fields in place of its own. */
  public Request withHeaders(Headers headers) {
    return new Request(this, target, headers);
  }

  /** A builder that starts with everything this request has. */
  public Builder newBuilder() {
    return new Builder(this);
  }

  /** The method, as it is sent. */
  public String getMethod() {
    return method;
  }

  /** The path or URL, with its parameters, as it is sent. */
  public String getTarget() {
    return target;
  }

  /** The caller's fields, in order. The sender adds the automatic ones. */
  public Headers getHeaders() {
    return headers;
  }

  /** The body, or null if the request has none. */
  public @Nullable RequestBody getBody() {
    return body;
  }

  /** Whether the sender adds no Host field (http.client: skip_host). */
  public boolean isHostSkipped() {
    return skippedNames.contains(HOST);
  }

  /** Whether the sender adds no Accept-Encoding field (http.client: skip_accept_encoding). */
  public boolean isAcceptEncodingSkipped() {
    return skippedNames.contains(ACCEPT_ENCODING);
  }

  /**
   * Whether the sender adds no field of this name by itself, because {@link Builder#withoutHeader}
   * was called with it. Content-Length and Transfer-Encoding are added all the same.
   */
  public boolean isHeaderSkipped(String name) {
    return skippedNames.contains(lowerCase(name));
  }

  /**
   * Whether the value of a field of this name must not be shown or stored: it was added by {@link
   * Builder#secretHeader}, or its name says so ({@link Headers#isSecret}).
   */
  public boolean isSecretHeader(String name) {
    return secretNames.contains(lowerCase(name)) || Headers.isSecret(name);
  }

  /** The names given to {@link Builder#secretHeader}, in lower case and in no particular order. */
  public Set<String> getSecretHeaderNames() {
    return secretNames;
  }

  /**
   * Whether the sender puts the body into chunks if the caller's fields have Transfer-Encoding:
   * chunked (http.client: encode_chunked).
   */
  public boolean isEncodeChunked() {
    return encodeChunked;
  }

  /**
   * Whether sending this request twice has the effect of sending it once: by its method ({@link
   * HttpMethod#isIdempotent}), because the caller said so, or because it has an Idempotency-Key.
   */
  public boolean isIdempotent() {
    if (isSaidIdempotent || headers.contains(IDEMPOTENCY_KEY)) return true;
    HttpMethod known = HttpMethod.of(method);
    return known != null && known.isIdempotent();
  }

  /** The tag that was attached under {@code type}, or null. */
  public <T> @Nullable T getTag(Class<T> type) {
    return type.cast(tags.get(type));
  }

  /** The bounds for this request alone, or null: then those of the connection or client hold. */
  public @Nullable Timeouts getTimeouts() {
    return timeouts;
  }

  /** How long the whole exchange may take, or null: then {@link Timeouts#deadline()} holds. */
  public @Nullable Duration getDeadline() {
    return deadline;
  }

  /**
   * How long the sender waits for the answer to {@code Expect: 100-continue} before it sends the
   * body all the same; null if it does not ask.
   */
  public @Nullable Duration getContinueTimeout() {
    return continueTimeout;
  }

  /**
   * Method and target on one line, then one line for each field. Secret values are hidden, those of
   * the target's parameters and its user information too.
   */
  @Override
  public String toString() {
    StringBuilder lines = new StringBuilder(method).append(' ');
    lines.append(Secrets.shownUrl(target)).append('\n');
    for (int i = 0; i < headers.size(); i++) {
      String name = headers.name(i);
      boolean isMarked = secretNames.contains(lowerCase(name));
      String value = isMarked ? Secrets.HIDDEN : Secrets.shownField(name, headers.value(i));
      lines.append(name).append(": ").append(value).append('\n');
    }
    return lines.toString();
  }

  private static String lowerCase(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  /** Collects what a {@link Request} has. Not safe for use by several threads at once. */
  public static final class Builder {
    private String method;
    private String target;
    private final Headers.Builder headers;
    private @Nullable RequestBody body;
    private Set<String> skippedNames;
    private Set<String> secretNames;
    private boolean encodeChunked;
    private boolean isSaidIdempotent;
    private Map<Class<?>, Object> tags;
    private @Nullable Timeouts timeouts;
    private @Nullable Duration deadline;
    private @Nullable Duration continueTimeout;

    private Builder(String method, String target) {
      this.method = requireMethod(method);
      this.target = target;
      this.headers = new Headers.Builder();
      this.skippedNames = Set.of();
      this.secretNames = Set.of();
      this.tags = Map.of();
    }

    private Builder(Request request) {
      this.method = request.method;
      this.target = request.target;
      this.headers = request.headers.newBuilder();
      this.body = request.body;
      this.skippedNames = request.skippedNames;
      this.secretNames = request.secretNames;
      this.encodeChunked = request.encodeChunked;
      this.isSaidIdempotent = request.isSaidIdempotent;
      this.tags = request.tags;
      this.timeouts = request.timeouts;
      this.deadline = request.deadline;
      this.continueTimeout = request.continueTimeout;
    }

    /**
     * Replaces the method.
     *
     * @throws IllegalArgumentException if it is not a token
     */
    public Builder method(String method) {
      this.method = requireMethod(method);
      return this;
    }

    /** Replaces the target, its parameters included. */
    public Builder target(String target) {
      this.target = target;
      return this;
    }

    /**
     * Adds a parameter to the target's query, after those it has. Name and value are encoded in
     * UTF-8 and then percent-encoded, except for letters, digits and {@code -._~}; a space becomes
     * {@code %20}. An empty target becomes {@code /}.
     *
     * @throws IllegalArgumentException if the target is {@code *}, which has no query, or the name
     *     or value has half a surrogate pair
     */
    public Builder parameter(String name, String value) {
      if (target.equals("*")) throw new IllegalArgumentException("the target * has no query");
      requireText("name", name);
      requireText("value", value);
      target = TargetQuery.with(target, name, value);
      return this;
    }

    /**
     * Adds a field after the others; fields of that name stay.
     *
     * @throws IllegalArgumentException if the name is not a token, or the value has CR, LF, NUL or
     *     a character outside ISO-8859-1
     */
    public Builder header(String name, String value) {
      headers.add(name, value);
      return this;
    }

    /**
     * Removes the fields of that name, then adds this one after the others.
     *
     * @throws IllegalArgumentException as {@link #header} does
     */
    public Builder setHeader(String name, String value) {
      headers.set(name, value);
      return this;
    }

    /**
     * Removes the fields of that name. The sender may still add one by itself, unlike after {@link
     * #withoutHeader}.
     */
    public Builder removeHeader(String name) {
      headers.remove(name);
      return this;
    }

    /** Adds all fields of {@code headers} after the others, in order; none is replaced. */
    public Builder headers(Headers headers) {
      this.headers.addAll(headers);
      return this;
    }

    /**
     * Adds a field whose value is a secret, whatever its name. From here on the values of all
     * fields of this name are hidden wherever the request is printed or traced, and a redirect to
     * another origin drops these fields.
     *
     * @throws IllegalArgumentException as {@link #header} does
     */
    public Builder secretHeader(String name, String value) {
      headers.add(name, value);
      secretNames = with(secretNames, name);
      return this;
    }

    /**
     * Removes the fields of that name, and keeps the sender from adding one by itself: Host,
     * Accept-Encoding, or a default of the client's. A field of that name that is added later is
     * sent. Fields that frame the body (Content-Length, Transfer-Encoding) are added all the same.
     *
     * @throws IllegalArgumentException if the name is not a token
     */
    public Builder withoutHeader(String name) {
      Headers.Builder.requireName(name);
      headers.remove(name);
      skippedNames = with(skippedNames, name);
      return this;
    }

    /** Sets the body in place of the one there was; null for none. */
    public Builder body(@Nullable RequestBody body) {
      this.body = body;
      return this;
    }

    /** Keeps the sender from adding Host (http.client: skip_host). */
    public Builder skipHost() {
      skippedNames = with(skippedNames, HOST);
      return this;
    }

    /** Keeps the sender from adding Accept-Encoding (http.client: skip_accept_encoding). */
    public Builder skipAcceptEncoding() {
      skippedNames = with(skippedNames, ACCEPT_ENCODING);
      return this;
    }

    /**
     * Whether the body is put into chunks if the caller's fields have Transfer-Encoding: chunked.
     * If not, which is the default, the body contains the chunks (http.client: encode_chunked). A
     * body whose framing the sender chooses is sent in chunks if its length is unknown, either way.
     */
    public Builder encodeChunked(boolean encodeChunked) {
      this.encodeChunked = encodeChunked;
      return this;
    }

    /** Says that sending the request twice has the effect of sending it once. */
    public Builder idempotent() {
      isSaidIdempotent = true;
      return this;
    }

    /**
     * Sends {@code text} as the only Idempotency-Key, by which the server recognizes a request that
     * is sent again; the request counts as idempotent. The text is sent as it is: servers that want
     * it in quotes get them from the caller.
     *
     * @throws IllegalArgumentException if the text is empty or cannot be a field's value
     */
    public Builder idempotencyKey(String text) {
      if (text.isEmpty()) throw new IllegalArgumentException("an idempotency key can't be empty");
      headers.set(IDEMPOTENCY_KEY, text);
      return this;
    }

    /**
     * Attaches an object of the caller's under its type, in place of the one there was. It is not
     * sent; layers, listeners and the caller read it with {@link Request#getTag}.
     *
     * @param tag null to remove the one there is
     * @throws IllegalArgumentException if the type is primitive
     */
    public <T> Builder tag(Class<T> type, @Nullable T tag) {
      if (type.isPrimitive()) {
        throw new IllegalArgumentException("a tag can't be of the primitive type " + type);
      }
      Map<Class<?>, Object> changed = new HashMap<>(tags);
      if (tag == null) changed.remove(type);
      else changed.put(type, type.cast(tag));
      tags = Map.copyOf(changed);
      return this;
    }

    /** Bounds for this request alone; null for those of the connection or client. */
    public Builder timeouts(@Nullable Timeouts timeouts) {
      this.timeouts = timeouts;
      return this;
    }

    /**
     * The longest that the whole exchange may take, the reading of the response's body included; it
     * takes precedence over the deadline of any {@link Timeouts}. Null for no bound of the
     * request's own.
     *
     * @throws IllegalArgumentException if the duration is not positive
     */
    public Builder deadline(@Nullable Duration deadline) {
      Timeouts.requirePositive("deadline", deadline);
      this.deadline = deadline;
      return this;
    }

    /** Like {@link #expectContinue(Duration)}, with {@link Request#CONTINUE_TIMEOUT}. */
    public Builder expectContinue() {
      return expectContinue(CONTINUE_TIMEOUT);
    }

    /**
     * Sends {@code Expect: 100-continue} and waits before the body is sent, so that a server can
     * refuse it (RFC 9110 §10.1.1). The body is sent after 100, or if no answer has come by then,
     * and not after a final response. A client repeats the request once without the field after
     * 417, if the body can be sent. Nothing is asked for a request without a body, or whose body is
     * known to be empty, or to HTTP/1.0.
     *
     * @param atMost how long to wait for the answer; null not to ask
     * @throws IllegalArgumentException if it is not positive
     */
    public Builder expectContinue(@Nullable Duration atMost) {
      Timeouts.requirePositive("atMost", atMost);
      continueTimeout = atMost;
      return this;
    }

    /** The request; the builder can go on. */
    public Request build() {
      return new Request(this);
    }

    /** A new set, because a request or another builder may have the old one. */
    private static Set<String> with(Set<String> names, String name) {
      Set<String> more = new HashSet<>(names);
      more.add(lowerCase(name));
      return Set.copyOf(more);
    }

    private static String requireMethod(String method) {
      String fault = Syntax.methodFault(method);
      if (fault != null) throw new IllegalArgumentException(fault);
      return method;
    }

    private static void requireText(String what, String text) {
      int bad = Syntax.checkSurrogates(text);
      if (bad == Syntax.OK) return;
      throw new IllegalArgumentException(
          "the parameter's " + what + " has half a surrogate pair at offset " + bad);
    }
  }
}
