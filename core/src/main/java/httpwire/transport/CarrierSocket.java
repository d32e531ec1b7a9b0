package httpwire.transport;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import org.jspecify.annotations.Nullable;

/**
 * A transport in the clothes of a {@link Socket}, for the JDK's TLS, which runs over nothing else.
 * Only what {@code SSLSocket} asks of its carrier is here; timeouts are the transport's own.
 */
final class CarrierSocket extends Socket {
  private final Transport carrier;
  private final int port;
  private final InputStream input;
  private final OutputStream output;
  private volatile boolean hasEnded;

  /**
   * @param port the origin's, part of the key under which the JDK keeps sessions to resume
   */
  CarrierSocket(Transport carrier, int port) {
    this.carrier = carrier;
    this.port = port;
    this.input = new EndNoticing(carrier.getSource().inputStream());
    this.output = carrier.getSink().outputStream();
  }

  /**
   * TLS has ended: in order, if its own word came before the stream's end. An end without
   * close_notify is a cut, RFC 9112 §9.8: anybody on the path can make one.
   */
  void requireFarewell() throws EOFException {
    if (hasEnded) throw new EOFException("TLS ended without close_notify");
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

  /** Without this, asking for the port would open a socket of the system, and leave it open. */
  @Override
  public int getPort() {
    return port;
  }

  /** Not known here; see {@link #getPort}. */
  @Override
  public @Nullable InetAddress getInetAddress() {
    return null;
  }

  @Override
  public void setSoTimeout(int timeoutMillis) {}

  @Override
  public int getSoTimeout() {
    return 0;
  }

  @Override
  public int getSoLinger() {
    return -1;
  }

  @Override
  public void shutdownInput() {}

  @Override
  public void shutdownOutput() {}

  @Override
  public void close() throws IOException {
    carrier.close();
  }

  private final class EndNoticing extends InputStream {
    private final InputStream stream;

    EndNoticing(InputStream stream) {
      this.stream = stream;
    }

    @Override
    public int read() throws IOException {
      return noticing(stream.read());
    }

    @Override
    public int read(byte[] sink, int offset, int byteCount) throws IOException {
      return noticing(stream.read(sink, offset, byteCount));
    }

    @Override
    public int available() throws IOException {
      return stream.available();
    }

    private int noticing(int read) {
      if (read < 0) hasEnded = true;
      return read;
    }
  }
}
