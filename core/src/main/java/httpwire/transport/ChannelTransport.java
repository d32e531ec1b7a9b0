package httpwire.transport;

import httpwire.internal.wire.ArrayReads;
import httpwire.internal.wire.FileWrites;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/** A TCP connection, with ways past the buffers for bulk. */
final class ChannelTransport extends SocketTransport implements ArrayReads, FileWrites {
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

  /** A write that is cut has moved something, too. */
  private long writeSome(FileChannel file, long position, long byteCount) throws IOException {
    long before = socket.fileByteCount();
    try {
      return socket.write(file, position, byteCount);
    } finally {
      sent(socket.fileByteCount() - before);
    }
  }
}
