package httpwire.transport;

import httpwire.internal.wire.ArrayReads;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import okio.Buffer;
import okio.ForwardingSource;
import okio.Okio;
import okio.Sink;
import okio.Socket;
import okio.Source;
import okio.Timeout;

/** The decrypted side of a TLS session. Timeouts and {@code cancel} act on the dialed socket. */
final class TlsTransport extends SocketTransport implements ArrayReads {
  /** How long close_notify may take to be sent. */
  private static final long CLOSE_MILLIS = 1_000;

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
  public void cutOutput() {
    carrier.cutOutput();
  }

  @Override
  public int read(byte[] sink, int offset, int byteCount) throws IOException {
    int read = tls.getInputStream().read(sink, offset, byteCount);
    if (read < 0) socket.requireCloseNotify();
    received(read);
    return read;
  }

  @Override
  public void close() throws IOException {
    try {
      // The deadline that bounds the sink may have passed, and this is not part of the exchange.
      carrier.getSink().timeout().clearDeadline().timeout(CLOSE_MILLIS, TimeUnit.MILLISECONDS);
      tls.close();
    } catch (IOException notSent) {
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
  private static final class ClearSocket implements Socket, Pollable {
    private static final int BLOCK_BYTES = 1 << 10;

    /** So many times in a row the network is asked by who will not wait; enough for two records. */
    private static final int MAX_ROUNDS = 16;

    private final SSLSocket tls;
    private final RecordInput records;
    private final Transport carrier;
    private final Source source;
    private final Sink sink;

    ClearSocket(SSLSocket tls, CarrierSocket socket, Transport carrier) throws IOException {
      this.tls = tls;
      this.records = socket.records();
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

    /**
     * Decrypts what has come, then waits for more: a record may have come in part, or carry nothing
     * for us. A peer that sends nothing but such records keeps nobody here for long.
     */
    @Override
    public Arrival poll(Buffer sink, Duration atMost) {
      long deadlineNanos = Watch.nowNanos() + Watch.millis(atMost) * 1_000_000L;
      Arrival found = decrypt(sink);
      Duration left = atMost;
      for (int round = 0; found == Arrival.NOTHING; round++) {
        if (round >= MAX_ROUNDS && left.isZero()) return Arrival.NOTHING;
        found = carrier.poll(left);
        if (found != Arrival.BYTES) return found;
        found = decrypt(sink);
        left = Duration.ofNanos(Math.max(0, deadlineNanos - Watch.nowNanos()));
      }
      return found;
    }

    /** Decrypts the whole records that are here, up to the first that has data or is the last. */
    private Arrival decrypt(Buffer sink) {
      try {
        InputStream clear = tls.getInputStream();
        Arrival record = clear.available() > 0 ? Arrival.BYTES : records.gather();
        return record == Arrival.BYTES ? decrypt(clear, sink) : record;
      } catch (IOException broken) {
        return Arrival.END;
      }
    }

    private Arrival decrypt(InputStream clear, Buffer sink) throws IOException {
      byte[] block = new byte[BLOCK_BYTES];
      records.setWholeOnly(true);
      try {
        int read = clear.read(block);
        if (read < 0) return Arrival.END;
        sink.write(block, 0, read);
        return Arrival.BYTES;
      } catch (RecordInput.NoRecord nothing) {
        return Arrival.NOTHING;
      } finally {
        records.setWholeOnly(false);
      }
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
      if (read < 0) socket.requireCloseNotify();
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
