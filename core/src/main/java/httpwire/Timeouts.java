package httpwire;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long each phase may take. Null means: no bound of its own. Then {@code resolve}, {@code tls}
 * and {@code tunnel} go by {@code connect}, and {@code firstByte} by {@code read}.
 *
 * @param resolve looking up a host's addresses
 * @param connect opening the connection, for each address
 * @param tls one TLS handshake, whole
 * @param tunnel CONNECT and its answer, whole
 * @param write the longest wait for the network to take some bytes
 * @param firstByte from the end of the request to the first byte of an answer; each 1xx starts it
 *     anew
 * @param read the longest wait for some bytes of a body; also what a head may take from its first
 *     byte to its last, so that dripping cannot stretch it
 * @param deadline the whole exchange from its first call to the body's end, checked on every read
 *     and write
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

  /** Ten seconds to connect, thirty for a write, sixty for a read; no deadline. */
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

  /** No bound at all, as http.client has by default. */
  public static final Timeouts NONE = new Timeouts(null, null, null, null, null, null, null, null);

  /** Refuses durations that are not positive: "none" is null. */
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

  /** The same bound for connect, write and read, as http.client's one {@code timeout}. */
  public static Timeouts of(Duration timeout) {
    return new Timeouts(null, timeout, null, null, timeout, null, timeout, null);
  }

  /** The bound that holds for {@code phase}, its own or the one it goes by. */
  public @Nullable Duration of(Phase phase) {
    return switch (phase) {
      case RESOLVE -> resolve != null ? resolve : connect;
      case CONNECT -> connect;
      case TLS -> tls != null ? tls : connect;
      case TUNNEL -> tunnel != null ? tunnel : connect;
      case WRITE -> write;
      case HEAD -> firstByte != null ? firstByte : read;
      case BODY -> read;
    };
  }

  public Timeouts withResolve(@Nullable Duration timeout) {
    return new Timeouts(timeout, connect, tls, tunnel, write, firstByte, read, deadline);
  }

  public Timeouts withConnect(@Nullable Duration timeout) {
    return new Timeouts(resolve, timeout, tls, tunnel, write, firstByte, read, deadline);
  }

  public Timeouts withTls(@Nullable Duration timeout) {
    return new Timeouts(resolve, connect, timeout, tunnel, write, firstByte, read, deadline);
  }

  public Timeouts withTunnel(@Nullable Duration timeout) {
    return new Timeouts(resolve, connect, tls, timeout, write, firstByte, read, deadline);
  }

  public Timeouts withWrite(@Nullable Duration timeout) {
    return new Timeouts(resolve, connect, tls, tunnel, timeout, firstByte, read, deadline);
  }

  public Timeouts withFirstByte(@Nullable Duration timeout) {
    return new Timeouts(resolve, connect, tls, tunnel, write, timeout, read, deadline);
  }

  public Timeouts withRead(@Nullable Duration timeout) {
    return new Timeouts(resolve, connect, tls, tunnel, write, firstByte, timeout, deadline);
  }

  public Timeouts withDeadline(@Nullable Duration timeout) {
    return new Timeouts(resolve, connect, tls, tunnel, write, firstByte, read, timeout);
  }

  static void requirePositive(String name, @Nullable Duration timeout) {
    if (timeout != null && (timeout.isZero() || timeout.isNegative())) {
      throw new IllegalArgumentException(name + " is not positive: " + timeout);
    }
  }
}
