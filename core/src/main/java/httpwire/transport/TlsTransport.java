package httpwire.transport;

import httpwire.internal.wire.ArrayReads;
import java.io.IOException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import okio.Buffer;
import okio.ForwardingSource;
import okio.Okio;
import okio.Sink;
import okio.Socket;
import okio.Source;
import okio.Timeout;

/** The clear side of a TLS session; time and cancelling act on what is dialed below. */
final class TlsTransport extends SocketTransport implements ArrayReads {
  private final SSLSocket tls;
  private final CarrierSocket socket;
  private final Transport carrier;

  TlsTransport(SSLSocket tls, CarrierSocket socket, Transport carrier) throws IOException {
    super(new ClearSocket(tls, socket, carrier), carrier.getPeer());
    this.tls = tls;
    this.socket = socket;
    this.carrier = carrier;
  }

  @Override
  public int read(byte[] sink, int offset, int byteCount) throws IOException {
    int read = tls.getInputStream().read(sink, offset, byteCount);
    if (read < 0) socket.requireFarewell();
    received(read);
    return read;
  }

  @Override
  public boolean isReadable() {
    return !getSource().getBuffer().exhausted()
        || isDecrypted()
        || socket.isAhead()
        || carrier.isReadable();
  }

  /** Whether the session holds the rest of a record of which only the beginning was taken. */
  private boolean isDecrypted() {
    try {
      return tls.getInputStream().available() > 0;
    } catch (IOException broken) {
      return true;
    }
  }

  @Override
  public void close() throws IOException {
    try {
      tls.close();
    } catch (IOException farewellFailed) {
      // The peer may be gone already; what was exchanged before is whole all the same.
      carrier.cancel();
    }
    carrier.close();
  }

  @Override
  public SSLSession getTlsSession() {
    return tls.getSession();
  }

  /** The session's streams, with the timeouts and the {@code cancel} of the carrier. */
  private static final class ClearSocket implements Socket {
    private final Transport carrier;
    private final Source source;
    private final Sink sink;

    ClearSocket(SSLSocket tls, CarrierSocket socket, Transport carrier) throws IOException {
      this.carrier = carrier;
      this.source = new ClearSource(Okio.source(tls.getInputStream()), socket, carrier);
      this.sink = new ClearSink(Okio.sink(tls.getOutputStream()), carrier);
    }

    @Override
    public Source getSource() {
      return source;
    }

    @Override
    public Sink getSink() {
      return sink;
    }

    @Override
    public void cancel() {
      carrier.cancel();
    }
  }

  private static final class ClearSource extends ForwardingSource {
    private final CarrierSocket socket;
    private final Transport carrier;

    ClearSource(Source source, CarrierSocket socket, Transport carrier) {
      super(source);
      this.socket = socket;
      this.carrier = carrier;
    }

    @Override
    public long read(Buffer sink, long byteCount) throws IOException {
      long read = super.read(sink, byteCount);
      if (read < 0) socket.requireFarewell();
      return read;
    }

    @Override
    public Timeout timeout() {
      return carrier.getSource().timeout();
    }
  }

  private static final class ClearSink implements Sink {
    private final Sink sink;
    private final Transport carrier;

    ClearSink(Sink sink, Transport carrier) {
      this.sink = sink;
      this.carrier = carrier;
    }

    @Override
    public void write(Buffer source, long byteCount) throws IOException {
      sink.write(source, byteCount);
    }

    @Override
    public void flush() throws IOException {
      sink.flush();
    }

    @Override
    public Timeout timeout() {
      return carrier.getSink().timeout();
    }

    @Override
    public void close() throws IOException {
      sink.close();
    }
  }
}
