package httpwire.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import okio.Buffer;
import okio.Okio;

/** An Okio socket as a connected {@code java.net.Socket}, as far as the JDK's TLS needs one. */
final class JavaSocketView extends Socket {
  private final okio.Socket socket;
  private final InputStream input;
  private final OutputStream output = new FlushingOutput();
  private volatile boolean inputShutdown;
  private volatile boolean outputShutdown;
  private volatile boolean closed;

  JavaSocketView(okio.Socket socket) {
    this.socket = socket;
    this.input = Okio.buffer(socket.getSource()).inputStream();
  }

  @Override
  public InputStream getInputStream() {
    return input;
  }

  @Override
  public OutputStream getOutputStream() {
    return output;
  }

  @Override
  public boolean isConnected() {
    return true;
  }

  @Override
  public boolean isClosed() {
    return closed;
  }

  @Override
  public void setSoTimeout(int timeoutMillis) {
    // The peer bounds its waits by cancelling the socket.
  }

  @Override
  public int getSoTimeout() {
    return 0;
  }

  @Override
  public int getSoLinger() {
    return -1;
  }

  @Override
  public boolean isInputShutdown() {
    return inputShutdown;
  }

  @Override
  public void shutdownInput() {
    inputShutdown = true;
  }

  @Override
  public boolean isOutputShutdown() {
    return outputShutdown;
  }

  @Override
  public void shutdownOutput() throws IOException {
    outputShutdown = true;
    socket.getSink().close();
  }

  @Override
  public void close() throws IOException {
    closed = true;
    socket.getSource().close();
    socket.getSink().close();
  }

  private final class FlushingOutput extends OutputStream {
    @Override
    public void write(int value) throws IOException {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int byteCount) throws IOException {
      Buffer buffer = new Buffer().write(bytes, offset, byteCount);
      socket.getSink().write(buffer, byteCount);
      socket.getSink().flush();
    }
  }
}
