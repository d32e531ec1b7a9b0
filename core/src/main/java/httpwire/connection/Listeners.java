package httpwire.connection;

import httpwire.CloseReason;
import httpwire.Headers;
import httpwire.Origin;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Set;
import okio.Buffer;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/** The caller's listener and the debug printer, either, both or none, behind one face. */
final class Listeners {
  private final @Nullable ConnectionListener own;
  private @Nullable PrintStream debugOutput;
  private int debugLevel;
  private @Nullable DebugPrinter printer;
  private @Nullable ConnectionListener active;

  Listeners(@Nullable ConnectionListener own) {
    this.own = own;
    this.active = own;
  }

  void setDebugLevel(int level) {
    debugLevel = level;
    choose();
  }

  void setDebugOutput(PrintStream output) {
    debugOutput = output;
    choose();
  }

  /** Whom to tell; null costs an exchange nothing. */
  @Nullable ConnectionListener active() {
    return active;
  }

  /** Whether nobody wants to see anything. */
  boolean isSilent() {
    return active == null;
  }

  void closed(Set<CloseReason> reasons) {
    if (active != null) active.closed(reasons);
  }

  /** A piece of the body went out; the printer shows it as it is on the wire. */
  void bodySent(ByteString piece, boolean isChunk) {
    if (own != null) own.bodySent(piece);
    if (printer != null) printer.bodySent(isChunk ? chunk(piece) : piece);
  }

  /** The end of a chunked body went out, which only the printer shows. */
  void lastChunkSent() {
    if (printer != null) printer.bodySent(ByteString.encodeUtf8("0\r\n\r\n"));
  }

  private static ByteString chunk(ByteString piece) {
    String size = Integer.toHexString(piece.size()).toUpperCase(Locale.ROOT);
    return new Buffer()
        .writeUtf8(size)
        .writeUtf8("\r\n")
        .write(piece)
        .writeUtf8("\r\n")
        .readByteString();
  }

  private void choose() {
    if (debugLevel <= 0) {
      printer = null;
      active = own;
      return;
    }
    PrintStream output = debugOutput != null ? debugOutput : System.out;
    printer = new DebugPrinter(output, debugLevel > 1);
    active = own == null ? printer : new Both(own, printer);
  }

  private record Both(ConnectionListener first, ConnectionListener second)
      implements ConnectionListener {
    @Override
    public void connecting(Origin peer) {
      first.connecting(peer);
      second.connecting(peer);
    }

    @Override
    public void connected(Origin peer, String address) {
      first.connected(peer, address);
      second.connected(peer, address);
    }

    @Override
    public void headSent(ByteString head) {
      first.headSent(head);
      second.headSent(head);
    }

    @Override
    public void bodySent(ByteString piece) {
      first.bodySent(piece);
      second.bodySent(piece);
    }

    @Override
    public void tunnelAnswered(ByteString statusLine, int status, Headers headers) {
      first.tunnelAnswered(statusLine, status, headers);
      second.tunnelAnswered(statusLine, status, headers);
    }

    @Override
    public void interimReceived(ByteString statusLine, int status, Headers headers) {
      first.interimReceived(statusLine, status, headers);
      second.interimReceived(statusLine, status, headers);
    }

    @Override
    public void headReceived(ByteString statusLine, int status, Headers headers) {
      first.headReceived(statusLine, status, headers);
      second.headReceived(statusLine, status, headers);
    }

    @Override
    public void bodyReceived(ByteString piece) {
      first.bodyReceived(piece);
      second.bodyReceived(piece);
    }

    @Override
    public void bodyEnded(boolean isComplete) {
      first.bodyEnded(isComplete);
      second.bodyEnded(isComplete);
    }

    @Override
    public void closed(Set<CloseReason> reasons) {
      first.closed(reasons);
      second.closed(reasons);
    }
  }
}
