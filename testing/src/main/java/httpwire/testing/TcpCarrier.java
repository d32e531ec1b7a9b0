package httpwire.testing;

import java.io.IOException;
import okio.Okio;

/** An accepted TCP connection. Every flush is sent at once (TCP_NODELAY). */
final class TcpCarrier implements Carrier {
  private final java.net.Socket javaSocket;
  private final okio.Socket socket;

  TcpCarrier(java.net.Socket accepted) throws IOException {
    accepted.setTcpNoDelay(true);
    javaSocket = accepted;
    socket = Okio.socket(accepted);
  }

  @Override
  public okio.Socket socket() {
    return socket;
  }

  @Override
  public java.net.Socket javaSocket() {
    return javaSocket;
  }

  @Override
  public boolean hasUnreadInput() {
    try {
      return javaSocket.getInputStream().available() > 0;
    } catch (IOException closed) {
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    javaSocket.close();
  }

  @Override
  public void reset() throws IOException {
    javaSocket.setSoLinger(true, 0);
    javaSocket.close();
  }

  @Override
  public void cancel() {
    try {
      javaSocket.close();
    } catch (IOException ignored) {
      // It fails from now on all the same.
    }
  }
}
