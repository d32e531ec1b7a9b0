package httpwire.transport;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Whom a TLS connection trusts, and which certificate of ours it shows (http.client: {@code
 * context}). Immutable. Only {@link Builder#unverified} turns checks off, and says so in its name.
 *
 * <p>Sessions are resumed by the connections that share one object of this class.
 */
public final class TlsOptions {
  /** The JVM's default context: its trust store, no certificate of ours. */
  public static final TlsOptions DEFAULT = builder().build();

  private final @Nullable SSLContext context;
  private final List<String> trusted;
  private final List<Identity> identities;
  private final List<Pins> pins;
  private final @Nullable TlsVersion minimumVersion;
  private final boolean isUnverified;

  /** One for each certificate of ours, made when it is first needed; the key null is for none. */
  private final Map<@Nullable ClientCertificate, PeerContext> contexts = new HashMap<>();

  /** A certificate of ours, and to whom it is shown. */
  private record Identity(HostPattern hosts, ClientCertificate certificate) {}

  private TlsOptions(Builder builder) {
    this.context = builder.context;
    this.trusted = List.copyOf(builder.trusted);
    this.identities = List.copyOf(builder.identities);
    this.pins = List.copyOf(builder.pins);
    this.minimumVersion = builder.minimumVersion;
    this.isUnverified = builder.isUnverified;
  }

  /** A builder that starts with the options of {@link #DEFAULT}. */
  public static Builder builder() {
    return new Builder();
  }

  /** A context of the caller's. The host name is checked, and ALPN sent, with any context. */
  public static TlsOptions of(SSLContext context) {
    return builder().context(context).build();
  }

  /**
   * Trusts the certificates in {@code pem}, and no others. Other PEM blocks in it, a private key
   * for instance, are ignored.
   *
   * @throws IllegalArgumentException if the text has no certificate, or one that cannot be read
   */
  public static TlsOptions trusting(String pem) {
    return builder().trusting(pem).build();
  }

  /**
   * Shows a certificate of ours to a server that asks for one; trusts as {@link #DEFAULT}. See
   * {@link ClientCertificate#fromPem(String, String)}.
   *
   * @throws IllegalArgumentException if either cannot be used; the message says why, and never
   *     shows the key
   */
  public static TlsOptions fromPem(String certificates, String key) {
    return fromPem(null, certificates, key);
  }

  /**
   * Trusts the certificates in {@code trusted}, and shows one of ours to a server that asks for
   * one. Null for {@code trusted} is the trust of {@link #DEFAULT}; null for the others is no
   * certificate of ours.
   *
   * @throws IllegalArgumentException if a text cannot be used, or only one of the last two is null
   */
  public static TlsOptions fromPem(
      @Nullable String trusted, @Nullable String certificates, @Nullable String key) {
    if ((certificates == null) != (key == null)) {
      throw new IllegalArgumentException(
          "our certificates and our private key go together: give both or neither");
    }
    Builder builder = builder();
    if (trusted != null) builder.trusting(trusted);
    if (certificates != null && key != null) {
      builder.clientCertificate(ClientCertificate.fromPem(certificates, key));
    }
    return builder.build();
  }

  /** A builder that starts with these options. */
  public Builder newBuilder() {
    Builder builder = new Builder();
    builder.context = context;
    builder.trusted.addAll(trusted);
    builder.identities.addAll(identities);
    builder.pins.addAll(pins);
    builder.minimumVersion = minimumVersion;
    builder.isUnverified = isUnverified;
    return builder;
  }

  /** The context for connections to {@code host}. */
  synchronized PeerContext contextFor(String host) throws IOException {
    ClientCertificate ours = null;
    for (Identity identity : identities) {
      if (ours == null && identity.hosts().matches(host)) ours = identity.certificate();
    }
    PeerContext made = contexts.get(ours);
    if (made == null) {
      made = create(ours);
      contexts.put(ours, made);
    }
    return made;
  }

  private PeerContext create(@Nullable ClientCertificate ours) throws IOException {
    try {
      if (context != null) return new PeerContext(context, null);
      if (isUnverified) return PeerContext.ofAnybody(ours);
      if (ours == null && trusted.isEmpty()) return PeerContext.ofDefault();
      return PeerContext.of(trusted, ours);
    } catch (GeneralSecurityException e) {
      throw new IOException("can't make a TLS context: " + e.getMessage(), e);
    }
  }

  /** Those for {@code host}: each of them has to be met. */
  List<Pins> pinsFor(String host) {
    List<Pins> found = new ArrayList<>(0);
    for (Pins one : pins) if (one.hosts().matches(host)) found.add(one);
    return found;
  }

  /** Whether every certificate is accepted, for whatever host. */
  public boolean isUnverified() {
    return isUnverified;
  }

  @Nullable TlsVersion minimumVersion() {
    return minimumVersion;
  }

  /** By value, except a context, which is equal to itself only. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof TlsOptions that
        && Objects.equals(that.context, context)
        && that.trusted.equals(trusted)
        && that.identities.equals(identities)
        && that.pins.equals(pins)
        && that.minimumVersion == minimumVersion
        && that.isUnverified == isUnverified;
  }

  @Override
  public int hashCode() {
    return Objects.hash(context, trusted, identities, pins, minimumVersion, isUnverified);
  }

  /** Collects the options. Not safe for use by several threads. */
  public static final class Builder {
    private @Nullable SSLContext context;
    private final List<String> trusted = new ArrayList<>(0);
    private final List<Identity> identities = new ArrayList<>(0);
    private final List<Pins> pins = new ArrayList<>(0);
    private @Nullable TlsVersion minimumVersion;
    private boolean isUnverified;

    private Builder() {}

    /**
     * A context of the caller's, which then decides on trust and on a certificate of ours. The host
     * name is checked with any context.
     */
    public Builder context(SSLContext context) {
      this.context = context;
      return this;
    }

    /**
     * Trusts the certificates in {@code pem}, and no others but those of other calls.
     *
     * @throws IllegalArgumentException if the text has no certificate, or one that cannot be read
     */
    public Builder trusting(String pem) {
      PeerContext.requireCertificates(pem);
      trusted.add(pem);
      return this;
    }

    /** Shows this certificate to every server that asks for one. */
    public Builder clientCertificate(ClientCertificate certificate) {
      return add(HostPattern.ALL, certificate);
    }

    /**
     * Shows this certificate to {@code host}, if it asks for one. The first that fits counts.
     *
     * @param host a host, or {@code *.} and a domain for all hosts one label below it
     */
    public Builder clientCertificate(String host, ClientCertificate certificate) {
      return add(HostPattern.of(host), certificate);
    }

    private Builder add(HostPattern hosts, ClientCertificate certificate) {
      identities.add(new Identity(hosts, certificate));
      return this;
    }

    /**
     * Accepts {@code host} only if its public key, or that of an issuer of its certificate, has one
     * of these hashes; the certificate is checked as without them too. At least two, so that there
     * is one to go on with when a key is lost.
     *
     * @param host a host, {@code *.} and a domain for all hosts one label below it, or {@code *}
     * @param pins {@code sha256/} and the Base64 of the SHA-256 of a SubjectPublicKeyInfo
     * @throws IllegalArgumentException if a pin is not of that form, or there is only one
     */
    public Builder pin(String host, String... pins) {
      this.pins.add(Pins.of(HostPattern.of(host), pins));
      return this;
    }

    /** Agrees to no older version. Without it the JVM decides. */
    public Builder minimumVersion(TlsVersion version) {
      minimumVersion = version;
      return this;
    }

    /**
     * Accepts every certificate, for whatever host: whoever is on the path can read and change all
     * that is sent. Only with a {@link #pin} is the peer known all the same, by its key, as suits a
     * device with a certificate that it has signed itself.
     */
    public Builder unverified() {
      isUnverified = true;
      return this;
    }

    /**
     * The options that were collected.
     *
     * @throws IllegalArgumentException if there is a context, and what only the context can decide,
     *     or if certificates are trusted though every one is accepted
     */
    public TlsOptions build() {
      if (isUnverified && !(trusted.isEmpty() && context == null)) {
        throw new IllegalArgumentException(
            "unverified accepts every certificate: it goes neither with trusting nor a context");
      }
      if (context != null && !(trusted.isEmpty() && identities.isEmpty())) {
        throw new IllegalArgumentException(
            "a context decides on trust and on our certificates: give it, or those");
      }
      return new TlsOptions(this);
    }
  }
}
