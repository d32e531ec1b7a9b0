package httpwire.connection;

import httpwire.transport.PhaseTimes;
import java.net.InetSocketAddress;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/** What is kept of an exchange only if it is asked for, because it costs something. */
final class Recording {
  private final PhaseTimes times = new PhaseTimes();
  private @Nullable ByteString sentHead;
  private @Nullable InetSocketAddress localAddress;

  PhaseTimes times() {
    return times;
  }

  /** The request's head as it went out; null if it did not. */
  @Nullable ByteString sentHead() {
    return sentHead;
  }

  /** Our address; null if the transport has none. */
  @Nullable InetSocketAddress localAddress() {
    return localAddress;
  }

  void setLocalAddress(@Nullable InetSocketAddress address) {
    localAddress = address;
  }

  void setSentHead(ByteString head) {
    sentHead = head;
  }
}
