package httpwire.transport;

import httpwire.internal.wire.ArrayReads;
import httpwire.internal.wire.ArrayWrites;
import httpwire.internal.wire.FileWrites;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * A connection over TCP or a Unix domain socket, which moves large arrays and files past its
 * buffers.
 */
final class ChannelTransport extends SocketTransport
    implements ArrayReads, ArrayWrites, FileWrites {
  /**
   * How much of an array one system call gets: the JDK copies all of it out of the heap first, also
   * if the network then takes less.
   */
  private static final int MAX_ARRAY_BYTES = 64 << 10;

  private final ChannelSocket socket;

  ChannelTransport(ChannelSocket socket, String peer) {
    super(socket, peer);
    this.socket = socket;
  }

  @Override
  public void cutOutput() {
    socket.cutOutput();
  }

  @Override
  public boolean canCloseNow() {
    return true;
  }

  @Override
  public @Nullable InetSocketAddress getLocalAddress() {
    return socket.localAddress();
  }

  @Override
  void closeSocket() throws IOException {
    socket.close();
  }

  @Override
  public int read(byte[] sink, int offset, int byteCount) throws IOException {
    int read = socket.read(sink, offset, byteCount);
    received(read);
    return read;
  }

  @Override
  public void write(ByteBuffer piece, ByteString end) throws IOException {
    getSink().emitCompleteSegments();
    ByteBuffer before = ByteBuffer.wrap(getSink().getBuffer().readByteArray());
    int limit = piece.limit();
    while (limit - piece.position() > MAX_ARRAY_BYTES) {
      writeAll(before, piece.limit(piece.position() + MAX_ARRAY_BYTES));
      piece.limit(limit);
    }
    writeAll(before, piece, end.asByteBuffer());
  }

  private void writeAll(ByteBuffer... parts) throws IOException {
    long remaining = 0;
    for (ByteBuffer part : parts) remaining += part.remaining();
    while (remaining > 0) {
      long written = socket.write(parts, remaining);
      sent(written);
      remaining -= written;
    }
  }

  @Override
  public long write(FileChannel file, long position, long byteCount) throws IOException {
    getSink().flush();
    long written = 0;
    while (written < byteCount) {
      long moved = writeSome(file, position + written, byteCount - written);
      if (moved == 0) break;
      written += moved;
    }
    return written;
  }

  /** Counts what was sent also if the write was cut. */
  private long writeSome(FileChannel file, long position, long byteCount) throws IOException {
    long before = socket.fileByteCount();
    try {
      return socket.write(file, position, byteCount);
    } finally {
      sent(socket.fileByteCount() - before);
    }
  }
}
