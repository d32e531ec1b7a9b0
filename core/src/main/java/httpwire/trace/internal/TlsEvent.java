package httpwire.trace.internal;

import javax.net.ssl.SSLSession;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

@Name("httpwire.Tls")
@Label("TLS Handshake")
@Category("httpwire")
@Description("A TLS handshake is complete and the certificate was checked, or it failed")
@StackTrace(false)
final class TlsEvent extends Event implements Flight.Tls {
  @Label("Peer")
  final String peer;

  @Label("Exchange Number")
  final long exchangeNumber;

  @Label("Protocol")
  @Nullable String protocol;

  @Label("Cipher Suite")
  @Nullable String cipherSuite;

  @Label("Failure")
  @Nullable String failure;

  private TlsEvent(String peer, long exchangeNumber) {
    this.peer = peer;
    this.exchangeNumber = exchangeNumber;
  }

  static Flight.@Nullable Tls start(String peer, long exchangeNumber) {
    TlsEvent event = new TlsEvent(peer, exchangeNumber);
    if (!event.isEnabled()) return null;
    event.begin();
    return event;
  }

  @Override
  public void end(@Nullable SSLSession session, @Nullable Throwable failure) {
    this.protocol = session == null ? null : session.getProtocol();
    this.cipherSuite = session == null ? null : session.getCipherSuite();
    this.failure = Flight.kind(failure);
    commit();
  }
}
