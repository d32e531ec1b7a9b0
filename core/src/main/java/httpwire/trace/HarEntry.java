package httpwire.trace;

import httpwire.CloseReason;
import httpwire.Headers;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/** What is known of one exchange so far. Guarded by the lock of its {@link HarLog}. */
final class HarEntry {
  /** An interim response, with its fields. */
  record Interim(int status, String reason, Headers headers) {}

  /** A connection: its number in the recorder, from 1, and what is known of its other end. */
  static final class Server {
    final long number;
    boolean isSecure;
    @Nullable String address;

    Server(long number) {
      this.number = number;
    }
  }

  final long number;
  final HarTimes times;
  final HarBody sentBody;
  final HarBody receivedBody;
  final List<Interim> interims = new ArrayList<>();
  String method = "";
  String url = "";
  long sentBodyByteCount;
  int status;
  String reason = "";
  boolean isComplete;
  Headers trailers = Headers.EMPTY;
  Set<String> secretNames = Set.of();
  @Nullable Server server;
  @Nullable ByteString latestHead;
  @Nullable HarHead sentHead;
  @Nullable HarHead receivedHead;
  @Nullable Set<CloseReason> reasons;

  HarEntry(long number, HarTimes times, int maxBodyBytes) {
    this.number = number;
    this.times = times;
    this.sentBody = new HarBody(maxBodyBytes);
    this.receivedBody = new HarBody(maxBodyBytes);
  }

  /** How far it came, in the words of {@link httpwire.Delivery}. */
  String delivery() {
    if (receivedHead != null || !interims.isEmpty()) return "response begun";
    if (sentBodyByteCount > 0) return sentBodyByteCount + " body bytes sent";
    return sentHead != null ? "head sent" : "nothing sent";
  }
}
