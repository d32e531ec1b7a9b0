package httpwire.connection;

import httpwire.internal.wire.BodyEnd;
import java.io.IOException;
import okio.Buffer;
import okio.ForwardingSource;
import okio.Source;

/** A response's body on its way up: what comes off the wire is shown to the listener. */
final class ShownSource extends ForwardingSource {
  private final Listeners listeners;
  private final BodyEnd end;

  /**
   * @param end told that the body broke off if the listener throws
   */
  ShownSource(Source body, Listeners listeners, BodyEnd end) {
    super(body);
    this.listeners = listeners;
    this.end = end;
  }

  @Override
  public long read(Buffer sink, long byteCount) throws IOException {
    long read = super.read(sink, byteCount);
    ConnectionListener listener = listeners.active();
    if (listener != null && read > 0) show(sink, read, listener);
    return read;
  }

  private void show(Buffer sink, long byteCount, ConnectionListener listener) {
    Buffer piece = new Buffer();
    sink.copyTo(piece, sink.size() - byteCount, byteCount);
    boolean isShown = false;
    try {
      listener.bodyReceived(piece.readByteString());
      isShown = true;
    } finally {
      if (!isShown) end.broken();
    }
  }
}
