package httpwire.transport;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import org.jspecify.annotations.Nullable;

/**
 * A transport as a {@link Socket}, since the JDK's TLS runs over nothing else. Only what {@code
 * SSLSocket} asks of its carrier is here; timeouts are the transport's own.
 */
final class CarrierSocket extends Socket {
  private final Transport carrier;
  private final int port;
  private final RecordInput input;
  private final OutputStream output;

  /**
   * @param port the origin's, part of the key by which the JDK finds sessions to resume
   */
  CarrierSocket(Transport carrier, int port) {
    this.carrier = carrier;
    this.port = port;
    this.input = new RecordInput(carrier);
    this.output = carrier.getSink().outputStream();
  }

  /**
   * To be called when TLS has ended. If the stream below ended before close_notify came, the data
   * may be cut short: anybody on the path can do that, RFC 9112 §9.8.
   */
  void requireCloseNotify() throws EOFException {
    if (input.hasEnded()) throw new EOFException("TLS ended without close_notify");
  }

  RecordInput records() {
    return input;
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
}
