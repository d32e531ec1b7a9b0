package httpwire.testing;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** How a {@link RecordingPeer} records. Immutable. */
public final class RecordingOptions {
  private static final Set<String> SECRETS =
      Set.of("authorization", "proxy-authorization", "cookie", "set-cookie");
  private static final long MAX_BYTES = 64L << 20;

  private final @Nullable SSLContext context;
  private final Set<String> secrets;
  private final long maxBytes;

  private RecordingOptions(@Nullable SSLContext context, Set<String> secrets, long maxBytes) {
    this.context = context;
    this.secrets = secrets;
    this.maxBytes = maxBytes;
  }

  /**
   * Without TLS; hides the values of Authorization, Proxy-Authorization, Cookie and Set-Cookie; at
   * most 64 MiB.
   */
  public static RecordingOptions defaults() {
    return new RecordingOptions(null, SECRETS, MAX_BYTES);
  }

  /**
   * The server is spoken to over TLS, and must have a certificate for its host. The client speaks
   * to the recording peer without TLS.
   */
  public RecordingOptions tls(SSLContext context) {
    return new RecordingOptions(context, secrets, maxBytes);
  }

  /** Hides the values of these fields too, whatever the case of their names. */
  public RecordingOptions hide(String... names) {
    Set<String> more = new HashSet<>(secrets);
    for (String name : List.of(names)) {
      more.add(name.toLowerCase(Locale.ROOT));
    }
    return new RecordingOptions(context, Set.copyOf(more), maxBytes);
  }

  /** Hides nothing: the file is then a secret itself. */
  public RecordingOptions showSecrets() {
    return new RecordingOptions(context, Set.of(), maxBytes);
  }

  /**
   * How many bytes are recorded, both ways together. A connection that goes beyond is cut, which is
   * a failure of the peer.
   */
  public RecordingOptions maxBytes(long maxBytes) {
    if (maxBytes < 1) {
      throw new IllegalArgumentException("maxBytes < 1: " + maxBytes);
    }
    return new RecordingOptions(context, secrets, maxBytes);
  }

  @Nullable SSLContext context() {
    return context;
  }

  Set<String> secrets() {
    return secrets;
  }

  long maxBytes() {
    return maxBytes;
  }
}
