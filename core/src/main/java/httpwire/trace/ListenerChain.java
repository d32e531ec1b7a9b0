package httpwire.trace;

import httpwire.CloseReason;
import httpwire.ContinueAnswer;
import httpwire.Headers;
import httpwire.Origin;
import httpwire.internal.Thrown;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import okio.ByteString;

/**
 * Several listeners as one, called in their order: all of them, even if one throws. What the first
 * one throws is thrown after the last was called, with what others throw suppressed in it.
 */
public class ListenerChain implements ConnectionListener {
  private final List<ConnectionListener> listeners;

  /** For a chain whose listeners have moments beyond those of a connection. */
  protected ListenerChain(List<? extends ConnectionListener> listeners) {
    this.listeners = List.copyOf(listeners);
  }

  /**
   * The chain of these listeners; a {@link ByteListener} if one of them is. It hears of connections
   * only: {@code ClientListener.of} makes a chain that hears of a client's moments too.
   */
  public static ConnectionListener of(List<? extends ConnectionListener> listeners) {
    if (listeners.size() == 1) return listeners.get(0);
    List<ConnectionListener> copy = List.copyOf(listeners);
    for (ConnectionListener listener : copy) {
      if (listener instanceof ByteListener) return new ByteChain(copy);
    }
    return new ListenerChain(copy);
  }

  /** Calls all of them, and then throws what the first one threw. */
  @SuppressWarnings("ReferenceEquality") // A throwable cannot suppress itself.
  protected final void each(Consumer<ConnectionListener> call) {
    Throwable first = null;
    for (ConnectionListener listener : listeners) {
      try {
        call.accept(listener);
      } catch (Throwable thrown) {
        if (first == null) first = thrown;
        else if (thrown != first) first.addSuppressed(thrown);
      }
    }
    if (first != null) throw Thrown.asIs(first);
  }

  @Override
  public void connecting(Moment moment, Origin peer) {
    each(listener -> listener.connecting(moment, peer));
  }

  @Override
  public void resolving(Moment moment, String host) {
    each(listener -> listener.resolving(moment, host));
  }

  @Override
  public void resolved(Moment moment, String host, List<String> addresses) {
    each(listener -> listener.resolved(moment, host, addresses));
  }

  @Override
  public void tcpConnecting(Moment moment, String address) {
    each(listener -> listener.tcpConnecting(moment, address));
  }

  @Override
  public void tcpConnected(Moment moment, String address) {
    each(listener -> listener.tcpConnected(moment, address));
  }

  @Override
  public void tcpFailed(Moment moment, String address, IOException failure) {
    each(listener -> listener.tcpFailed(moment, address, failure));
  }

  @Override
  public void tunnelRequested(Moment moment, Origin origin) {
    each(listener -> listener.tunnelRequested(moment, origin));
  }

  @Override
  public void tunnelAnswered(Moment moment, int status, String reason, Headers headers) {
    each(listener -> listener.tunnelAnswered(moment, status, reason, headers));
  }

  @Override
  public void tlsStarted(Moment moment, Origin origin) {
    each(listener -> listener.tlsStarted(moment, origin));
  }

  @Override
  public void hopAsked(Moment moment, Origin proxy, Origin next) {
    each(listener -> listener.hopAsked(moment, proxy, next));
  }

  @Override
  public void hopAccepted(Moment moment, Origin proxy, Origin next) {
    each(listener -> listener.hopAccepted(moment, proxy, next));
  }

  @Override
  public void tlsEstablished(Moment moment, Origin origin, TlsSummary session) {
    each(listener -> listener.tlsEstablished(moment, origin, session));
  }

  @Override
  public void tlsEstablished(Moment moment, Origin origin, String protocol, String cipherSuite) {
    each(listener -> listener.tlsEstablished(moment, origin, protocol, cipherSuite));
  }

  @Override
  public void connected(Moment moment, Origin peer, String address) {
    each(listener -> listener.connected(moment, peer, address));
  }

  @Override
  public void headSent(Moment moment, String method, String target) {
    each(listener -> listener.headSent(moment, method, target));
  }

  @Override
  public void bodySent(Moment moment, long byteCount) {
    each(listener -> listener.bodySent(moment, byteCount));
  }

  @Override
  public void interimReceived(Moment moment, int status, String reason, Headers headers) {
    each(listener -> listener.interimReceived(moment, status, reason, headers));
  }

  @Override
  public void headReceived(Moment moment, int status, String reason, Headers headers) {
    each(listener -> listener.headReceived(moment, status, reason, headers));
  }

  @Override
  public void bodyReceived(Moment moment, long byteCount) {
    each(listener -> listener.bodyReceived(moment, byteCount));
  }

  @Override
  public void continueAnswered(Moment moment, ContinueAnswer answer) {
    each(listener -> listener.continueAnswered(moment, answer));
  }

  @Override
  public void chunkExtensionsReceived(Moment moment, String extensions) {
    each(listener -> listener.chunkExtensionsReceived(moment, extensions));
  }

  @Override
  public void trailersReceived(Moment moment, Headers trailers) {
    each(listener -> listener.trailersReceived(moment, trailers));
  }

  @Override
  public void bodyEnded(Moment moment, boolean isComplete) {
    each(listener -> listener.bodyEnded(moment, isComplete));
  }

  @Override
  public void closed(Moment moment, Set<CloseReason> reasons) {
    each(listener -> listener.closed(moment, reasons));
  }

  @Override
  public void exchangeEnded(Moment moment, Set<CloseReason> reasons) {
    each(listener -> listener.exchangeEnded(moment, reasons));
  }

  // For chains that are a ByteListener: they declare that themselves, and inherit these methods.

  /** Calls {@link ByteListener#headBytesSent} of the listeners that are one. */
  public void headBytesSent(Moment moment, ByteString head) {
    eachOfBytes(listener -> listener.headBytesSent(moment, head));
  }

  /** Calls {@link ByteListener#bodyBytesSent} of the listeners that are one. */
  public void bodyBytesSent(Moment moment, ByteString piece) {
    eachOfBytes(listener -> listener.bodyBytesSent(moment, piece));
  }

  /** Calls {@link ByteListener#headBytesReceived} of the listeners that are one. */
  public void headBytesReceived(Moment moment, ByteString head) {
    eachOfBytes(listener -> listener.headBytesReceived(moment, head));
  }

  /** Calls {@link ByteListener#bodyBytesReceived} of the listeners that are one. */
  public void bodyBytesReceived(Moment moment, ByteString piece) {
    eachOfBytes(listener -> listener.bodyBytesReceived(moment, piece));
  }

  /** Calls {@link ByteListener#bodyFramingReceived} of the listeners that are one. */
  public void bodyFramingReceived(Moment moment, ByteString framing) {
    eachOfBytes(listener -> listener.bodyFramingReceived(moment, framing));
  }

  private void eachOfBytes(Consumer<ByteListener> call) {
    each(
        listener -> {
          if (listener instanceof ByteListener bytes) call.accept(bytes);
        });
  }

  /** A chain with at least one listener that wants the bytes. */
  private static final class ByteChain extends ListenerChain implements ByteListener {
    ByteChain(List<ConnectionListener> listeners) {
      super(listeners);
    }
  }
}
