package httpwire.transport;

import httpwire.internal.wire.ArrayReads;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import okio.Buffer;
import okio.ForwardingSink;
import okio.ForwardingSource;
import okio.Okio;
import okio.Sink;
import okio.Socket;
import okio.Source;
import okio.Timeout;
import org.jspecify.annotations.Nullable;

/** The decrypted side of a TLS session. Timeouts and {@code cancel} act on the dialed socket. */
final class TlsTransport extends SocketTransport implements ArrayReads {
  private final SSLSocket tls;
  private final CarrierSocket socket;
  private final ClearSocket clear;
  private final PeerCheck check;

  TlsTransport(SSLSocket tls, CarrierSocket socket, Transport carrier, PeerCheck check)
      throws IOException {
    this(tls, socket, new ClearSocket(tls, socket, carrier, check), carrier.getPeer(), check);
  }

  private TlsTransport(
      SSLSocket tls, CarrierSocket socket, ClearSocket clear, String peer, PeerCheck check) {
    super(clear, peer);
    this.tls = tls;
    this.socket = socket;
    this.clear = clear;
    this.check = check;
  }

  @Override
  public void cutOutput() {
    clear.cutOutput();
  }

  @Override
  public int read(byte[] sink, int offset, int byteCount) throws IOException {
    int read = tls.getInputStream().read(sink, offset, byteCount);
    check.require();
    if (read < 0) socket.requireCloseNotify();
    received(read);
    return read;
  }

  @Override
  public @Nullable InetSocketAddress getLocalAddress() {
    return clear.localAddress();
  }

  @Override
  void closeSocket() throws IOException {
    clear.close();
  }

  @Override
  public boolean canPollNow() {
    return clear.canPollNow();
  }

  @Override
  public long getDialedSentByteCount() {
    return clear.dialedSentByteCount();
  }

  @Override
  public SSLSession getTlsSession() {
    return tls.getSession();
  }

  /** The session's streams, with the timeouts and the {@code cancel} of the carrier. */
  private static final class ClearSocket implements Socket, Pollable {
    private static final int BLOCK_BYTES = 1 << 10;

    /** How often the network is asked by a poll that must not wait: enough for two records. */
    private static final int MAX_ROUNDS = 16;

    /** How long close_notify may take to be sent when the connection is closed. */
    private static final long CLOSE_MILLIS = 1_000;

    private final SSLSocket tls;
    private final RecordInput records;
    private final Transport carrier;
    private final PeerCheck check;
    private final Source source;
    private final Sink sink;
    private final Halves halves = new Halves();

    ClearSocket(SSLSocket tls, CarrierSocket socket, Transport carrier, PeerCheck check)
        throws IOException {
      this.tls = tls;
      this.records = socket.records();
      this.carrier = carrier;
      this.check = check;
      this.source = new ClearSource(Okio.source(tls.getInputStream()), socket);
      this.sink = new ClearSink(Okio.sink(tls.getOutputStream()));
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

    void cutOutput() {
      carrier.cutOutput();
    }

    boolean canPollNow() {
      return carrier.canPollNow();
    }

    long dialedSentByteCount() {
      return carrier.getDialedSentByteCount();
    }

    @Nullable InetSocketAddress localAddress() {
      return carrier.getLocalAddress();
    }

    /** Sends close_notify, for a second at most, and closes the carrier. */
    void close() throws IOException {
      try {
        // The deadline that bounds the sink may have passed, and this is not part of the exchange.
        carrier.getSink().timeout().clearDeadline().timeout(CLOSE_MILLIS, TimeUnit.MILLISECONDS);
        tls.close();
      } catch (IOException notSent) {
        // The peer may be gone already. What was exchanged before is complete all the same.
        carrier.cancel();
      }
      carrier.close();
    }

    /**
     * Decrypts what has come, then waits for more: a record may have come in part, or have no data.
     * The number of such records that are taken without waiting is bounded.
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
        check.require();
        if (read < 0) return Arrival.END;
        sink.write(block, 0, read);
        return Arrival.BYTES;
      } catch (RecordInput.NoRecord nothing) {
        return Arrival.NOTHING;
      } finally {
        records.setWholeOnly(false);
      }
    }

    private final class ClearSource extends ForwardingSource {
      private final CarrierSocket socket;

      ClearSource(Source source, CarrierSocket socket) {
        super(source);
        this.socket = socket;
      }

      @Override
      public long read(Buffer sink, long byteCount) throws IOException {
        long before = sink.size();
        long read = super.read(sink, byteCount);
        try {
          check.require();
        } catch (IOException wrongPeer) {
          // What it has said is not kept either.
          Buffer kept = new Buffer();
          kept.write(sink, before);
          sink.clear();
          sink.write(kept, before);
          throw wrongPeer;
        }
        if (read < 0) socket.requireCloseNotify();
        return read;
      }

      @Override
      public Timeout timeout() {
        return carrier.getSource().timeout();
      }

      /** TLS cannot tell this to the peer, which may go on sending; it is not read. */
      @Override
      public void close() throws IOException {
        if (halves.closeSource() == Halves.Left.SOCKET) ClearSocket.this.close();
      }
    }

    private final class ClearSink extends ForwardingSink {
      ClearSink(Sink sink) {
        super(sink);
      }

      @Override
      public Timeout timeout() {
        return carrier.getSink().timeout();
      }

      /** Sends close_notify. TLS 1.3 lets the peer go on sending after it (RFC 8446 §6.1). */
      @Override
      public void close() throws IOException {
        switch (halves.closeSink()) {
          case NOTHING -> {}
          case THIS_HALF -> tls.shutdownOutput();
          case SOCKET -> ClearSocket.this.close();
        }
      }
    }
  }
}
