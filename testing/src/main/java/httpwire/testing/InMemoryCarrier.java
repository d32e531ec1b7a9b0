package httpwire.testing;

import java.io.IOException;
import java.net.SocketException;
import java.util.concurrent.atomic.AtomicLong;
import okio.Buffer;
import okio.ForwardingSink;
import okio.ForwardingSource;
import okio.Okio;
import okio.Sink;
import okio.Source;

/**
 * A connection in memory. The client's end behaves like a TCP socket on Linux where a bare Okio
 * pair would not: bytes sent before a reset can still be read, and then the reset shows.
 */
final class InMemoryCarrier implements Carrier {
  private final okio.Socket client;
  private final okio.Socket server;
  private final java.net.Socket javaSocket;
  private final AtomicLong unreadByteCount = new AtomicLong();
  private volatile boolean reset;

  /**
   * @param maxBufferByteCount how many bytes each direction holds before a write blocks
   */
  InMemoryCarrier(long maxBufferByteCount) {
    okio.Socket[] pair = Okio.inMemorySocketPair(maxBufferByteCount);
    client = new End(pair[0], new ClientSource(pair[0].getSource()), new ClientSink(pair[0]));
    server = new End(pair[1], new ServerSource(pair[1].getSource()), new ServerSink(pair[1]));
    javaSocket = new JavaSocketView(server);
  }

  /** The client's end. The caller owns it. */
  okio.Socket clientSocket() {
    return client;
  }

  @Override
  public okio.Socket socket() {
    return server;
  }

  @Override
  public java.net.Socket javaSocket() {
    return javaSocket;
  }

  @Override
  public boolean hasUnreadInput() {
    return unreadByteCount.get() > 0;
  }

  @Override
  public void close() throws IOException {
    server.getSource().close();
    server.getSink().close();
  }

  @Override
  public void reset() throws IOException {
    reset = true;
    close();
  }

  @Override
  public void cancel() {
    server.cancel();
  }

  private record End(okio.Socket pipes, Source source, Sink sink) implements okio.Socket {
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
      pipes.cancel();
    }
  }

  private final class ClientSource extends ForwardingSource {
    ClientSource(Source pipe) {
      super(pipe);
    }

    @Override
    public long read(Buffer target, long byteCount) throws IOException {
      long count = super.read(target, byteCount);
      if (count == -1L && reset) {
        throw new SocketException("Connection reset");
      }
      return count;
    }
  }

  /** Like TCP, does not fail to close because the other end left without reading everything. */
  private abstract static class EndSink extends ForwardingSink {
    EndSink(Sink pipe) {
      super(pipe);
    }

    @Override
    public final void close() {
      try {
        super.close();
      } catch (IOException leftUnread) {
        // The pipe is closed all the same.
      }
    }
  }

  private final class ClientSink extends EndSink {
    ClientSink(okio.Socket pipes) {
      super(pipes.getSink());
    }

    @Override
    public void write(Buffer source, long byteCount) throws IOException {
      super.write(source, byteCount);
      unreadByteCount.addAndGet(byteCount);
    }
  }

  private final class ServerSource extends ForwardingSource {
    ServerSource(Source pipe) {
      super(pipe);
    }

    @Override
    public long read(Buffer target, long byteCount) throws IOException {
      long count = super.read(target, byteCount);
      unreadByteCount.addAndGet(-Math.max(count, 0));
      return count;
    }
  }

  /** What is written is there: a client that has read it may be gone before the flush. */
  private static final class ServerSink extends EndSink {
    ServerSink(okio.Socket pipes) {
      super(pipes.getSink());
    }

    @Override
    public void flush() {}
  }
}
