package httpwire.transport;

import java.io.IOException;
import java.time.Duration;
import okio.Buffer;
import okio.BufferedSink;
import okio.BufferedSource;
import okio.Okio;
import okio.Sink;
import okio.Socket;
import okio.Source;
import okio.Timeout;
import org.jspecify.annotations.Nullable;

/** A transport over an {@link okio.Socket}: its buffers and its counters. */
class SocketTransport implements Transport {
  private final Socket socket;
  private final String peer;
  private final CountingSource countingSource;
  private final CountingSink countingSink;
  private final BufferedSource source;
  private final BufferedSink sink;
  private volatile boolean isClosed;

  SocketTransport(Socket socket, String peer) {
    this.socket = socket;
    this.peer = peer;
    this.countingSource = new CountingSource(socket.getSource());
    this.countingSink = new CountingSink(socket.getSink());
    this.source = Okio.buffer(countingSource);
    this.sink = Okio.buffer(countingSink);
  }

  @Override
  public final BufferedSource getSource() {
    return source;
  }

  @Override
  public final BufferedSink getSink() {
    return sink;
  }

  @Override
  public void cancel() {
    socket.cancel();
  }

  @Override
  public void close() throws IOException {
    isClosed = true;
    source.getBuffer().clear();
    closeSocket();
  }

  /** Closes what is below the buffers. Bytes that were not flushed are not sent. */
  void closeSocket() throws IOException {
    try {
      socket.getSink().close();
    } finally {
      socket.getSource().close();
    }
  }

  @Override
  public final String getPeer() {
    return peer;
  }

  @Override
  public final Arrival poll(Duration atMost) {
    Buffer buffer = source.getBuffer();
    if (isClosed || !source.isOpen()) return Arrival.END;
    if (!buffer.exhausted()) return Arrival.BYTES;
    if (!(socket instanceof Pollable pollable)) return countingSource.poll(buffer, atMost);
    Arrival arrival = pollable.poll(buffer, atMost);
    received(buffer.size());
    return arrival;
  }

  @Override
  public boolean canPollNow() {
    return socket instanceof Pollable;
  }

  @Override
  public final long getSentByteCount() {
    return countingSink.byteCount;
  }

  @Override
  public final long getReceivedByteCount() {
    return countingSource.byteCount;
  }

  /** So many bytes more were taken from the network, past the buffer. */
  final void received(long byteCount) {
    if (byteCount > 0) countingSource.add(byteCount);
  }

  /** So many bytes more were handed to the network, past the buffer. */
  final void sent(long byteCount) {
    countingSink.add(byteCount);
  }

  /** Counts what was taken. Only a buffer reads from it, which takes whatever it is given. */
  private static final class CountingSource implements Source {
    private final Source source;
    private volatile long byteCount;
    private volatile @Nullable AheadRead ahead;

    CountingSource(Source source) {
      this.source = source;
    }

    @Override
    public long read(Buffer sink, long byteCount) throws IOException {
      AheadRead begun = ahead;
      long read = begun == null ? source.read(sink, byteCount) : begun.take(sink, timeout());
      if (begun != null && read > 0) ahead = null;
      if (read > 0) add(read);
      return read;
    }

    /** For a socket that cannot tell: only a wait finds anything, by a read that has been begun. */
    Arrival poll(Buffer buffer, Duration atMost) {
      boolean isWait = !atMost.isNegative() && !atMost.isZero();
      AheadRead begun = ahead;
      if (begun == null && !isWait) return Arrival.NOTHING;
      if (begun == null) begun = AheadRead.start(source);
      ahead = begun;
      if (!begun.await(atMost)) return Arrival.NOTHING;
      if (!begun.hasBytes()) return Arrival.END;
      try {
        read(buffer, Long.MAX_VALUE);
        return Arrival.BYTES;
      } catch (IOException broken) {
        return Arrival.END;
      }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // One thread reads; the others only look.
    void add(long byteCount) {
      this.byteCount += byteCount;
    }

    @Override
    public Timeout timeout() {
      return source.timeout();
    }

    @Override
    public void close() throws IOException {
      source.close();
    }
  }

  /** Counts what was handed over, also when the rest failed. */
  private static final class CountingSink implements Sink {
    private final Sink sink;
    private volatile long byteCount;

    CountingSink(Sink sink) {
      this.sink = sink;
    }

    @Override
    public void write(Buffer source, long byteCount) throws IOException {
      long before = source.size();
      try {
        sink.write(source, byteCount);
      } finally {
        add(before - source.size());
      }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // One thread writes; the others only look.
    void add(long byteCount) {
      this.byteCount += byteCount;
    }

    @Override
    public void flush() throws IOException {
      sink.flush();
    }

    @Override
    public Timeout timeout() {
      return sink.timeout();
    }

    @Override
    public void close() throws IOException {
      sink.close();
    }
  }
}
