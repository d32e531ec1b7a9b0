package httpwire.transport;

import httpwire.internal.wire.ArrayReads;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/**
 * A transport in the clothes of a {@link Socket}, for the JDK's TLS, which runs over nothing else.
 * Only what {@code SSLSocket} asks of its carrier is here; timeouts are the transport's own.
 */
final class CarrierSocket extends Socket {
  private final Transport carrier;
  private final int port;
  private final RecordInput input;
  private final OutputStream output;
  private volatile boolean hasEnded;

  /**
   * @param port the origin's, part of the key under which the JDK keeps sessions to resume
   */
  CarrierSocket(Transport carrier, int port) {
    this.carrier = carrier;
    this.port = port;
    this.input = new RecordInput(carrier);
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

  /** Whether bytes of the carrier were read ahead. */
  boolean isAhead() {
    return input.isAhead();
  }

  /**
   * What TLS reads its records from: five bytes, which say how long it is, then the rest. The few
   * bytes that are read ahead make a small record one system call; most of a large one goes
   * straight into TLS's own array.
   */
  private final class RecordInput extends InputStream {
    private static final int AHEAD_BYTES = 4 << 10;

    private final BufferedSource source;
    private final InputStream stream;
    private final @Nullable ArrayReads arrays;
    private byte[] ahead = new byte[0];
    private int position;
    private int limit;

    RecordInput(Transport carrier) {
      this.source = carrier.getSource();
      this.stream = source.inputStream();
      this.arrays = carrier instanceof ArrayReads straight ? straight : null;
    }

    boolean isAhead() {
      return position < limit;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] sink, int offset, int byteCount) throws IOException {
      if (isAhead()) return takeAhead(sink, offset, byteCount);
      int read = readOn(sink, offset, byteCount);
      if (read < 0) hasEnded = true;
      return read;
    }

    private int readOn(byte[] sink, int offset, int byteCount) throws IOException {
      if (arrays == null || !source.getBuffer().exhausted()) {
        return stream.read(sink, offset, byteCount);
      }
      if (byteCount >= AHEAD_BYTES) return arrays.read(sink, offset, byteCount);
      if (ahead.length == 0) ahead = new byte[AHEAD_BYTES];
      position = 0;
      limit = Math.max(0, arrays.read(ahead, 0, AHEAD_BYTES));
      return isAhead() ? takeAhead(sink, offset, byteCount) : -1;
    }

    private int takeAhead(byte[] sink, int offset, int byteCount) {
      int taken = Math.min(byteCount, limit - position);
      System.arraycopy(ahead, position, sink, offset, taken);
      position += taken;
      return taken;
    }

    @Override
    public int available() throws IOException {
      return isAhead() ? limit - position : stream.available();
    }
  }
}
