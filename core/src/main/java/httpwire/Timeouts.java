package httpwire;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long each phase of an exchange may take. A phase whose bound is null has none of its own:
 * {@code resolve}, {@code tls} and {@code tunnel} are then bounded by {@code connect}, and {@code
 * firstByte} is bounded by {@code read}. A phase that takes longer throws {@link
 * HttpException.Timeout}.
 *
 * @param resolve looking up the addresses of a host
 * @param connect opening the connection to one address
 * @param tls one whole TLS handshake
 * @param tunnel sending CONNECT and reading the whole response to it
 * @param write the longest wait until the network takes some bytes
 * @param firstByte from the end of the request to the first byte of the response; each interim
 *     response starts it again
 * @param read the longest wait for some bytes of a body, and the longest time from the first byte
 *     of a head to its last, however the bytes drip
 * @param deadline the whole exchange, from its first call to the end of the body; checked on every
 *     read and write
 */
public record Timeouts(
    @Nullable Duration resolve,
    @Nullable Duration connect,
    @Nullable Duration tls,
    @Nullable Duration tunnel,
    @Nullable Duration write,
    @Nullable Duration firstByte,
    @Nullable Duration read,
    @Nullable Duration deadline) {

  /** Ten seconds to connect, thirty for a write, sixty for a read, and no deadline. */
  public static final Timeouts DEFAULT =
      new Timeouts(
          null,
          Duration.ofSeconds(10),
          null,
          null,
          Duration.ofSeconds(30),
          null,
          Duration.ofSeconds(60),
          null);

  /** No bounds, which is the default of http.client. */
  public static final Timeouts NONE = new Timeouts(null, null, null, null, null, null, null, null);

  /**
   * Timeouts with these bounds; null means no bound.
   *
   * @throws IllegalArgumentException if one is zero or negative
   */
  public Timeouts {
    requirePositive("resolve", resolve);
    requirePositive("connect", connect);
    requirePositive("tls", tls);
    requirePositive("tunnel", tunnel);
    requirePositive("write", write);
    requirePositive("firstByte", firstByte);
    requirePositive("read", read);
    requirePositive("deadline", deadline);
  }

  /** The same bound for connect, write and read, and no others (http.client: timeout). */
  public static Timeouts of(Duration timeout) {
    return new Timeouts(null, timeout, null, null, timeout, null, timeout, null);
  }

  /**
   * The bound of a phase, its own or the one that stands in for it; null if there is none. Always
   * null for {@link Phase#POOL}, which the pool bounds.
   */
  public @Nullable Duration of(Phase phase) {
    // Not a switch, which would load a class of its own on the way to the first response.
    if (phase == Phase.WRITE) return write;
    if (phase == Phase.BODY) return read;
    if (phase == Phase.HEAD) return firstByte != null ? firstByte : read;
    if (phase == Phase.POOL) return null;
    Duration own = null;
    if (phase == Phase.RESOLVE) own = resolve;
    else if (phase == Phase.TLS) own = tls;
    else if (phase == Phase.TUNNEL) own = tunnel;
    return own != null ? own : connect;
  }

  /** These timeouts with another {@link #resolve}; null for none. */
  public Timeouts withResolve(@Nullable Duration timeout) {
    return new Timeouts(timeout, connect, tls, tunnel, write, firstByte, read, deadline);
  }

  /** These timeouts with another {@link #connect}; null for none. */
  public Timeouts withConnect(@Nullable Duration timeout) {
    return new Timeouts(resolve, timeout, tls, tunnel, write, firstByte, read, deadline);
  }

  /** These timeouts with another {@link #tls}; null for none. */
  public Timeouts withTls(@Nullable Duration timeout) {
    return new Timeouts(resolve, connect, timeout, tunnel, write, firstByte, read, deadline);
  }

  /** These timeouts with another {@link #tunnel}; null for none. */
  public Timeouts withTunnel(@Nullable Duration timeout) {
    return new Timeouts(resolve, connect, tls, timeout, write, firstByte, read, deadline);
  }

  /** These timeouts with another {@link #write}; null for none. */
  public Timeouts withWrite(@Nullable Duration timeout) {
    return new Timeouts(resolve, connect, tls, tunnel, timeout, firstByte, read, deadline);
  }

  /** These timeouts with another {@link #firstByte}; null for none. */
  public Timeouts withFirstByte(@Nullable Duration timeout) {
    return new Timeouts(resolve, connect, tls, tunnel, write, timeout, read, deadline);
  }

  /** These timeouts with another {@link #read}; null for none. */
  public Timeouts withRead(@Nullable Duration timeout) {
    return new Timeouts(resolve, connect, tls, tunnel, write, firstByte, timeout, deadline);
  }

  /** These timeouts with another {@link #deadline}; null for none. */
  public Timeouts withDeadline(@Nullable Duration timeout) {
    return new Timeouts(resolve, connect, tls, tunnel, write, firstByte, read, timeout);
  }

  static void requirePositive(String name, @Nullable Duration timeout) {
    if (timeout != null && (timeout.isZero() || timeout.isNegative())) {
      throw new IllegalArgumentException(name + " is not positive: " + timeout);
    }
  }
}
