package httpwire.testing;

import java.util.ArrayDeque;
import java.util.List;
import java.util.stream.Collectors;

/** The latest requests that a peer has read. Thread-safe. */
final class ReceivedRequests {
  private static final int MAX_COUNT = 10_000;
  private static final long MAX_BODY_BYTES = 256L << 20;
  private static final int MAX_SHOWN = 50;

  private final ArrayDeque<Received> requests = new ArrayDeque<>();
  private long bodyByteCount;

  synchronized void add(Received request) {
    requests.add(request);
    bodyByteCount += request.body().size();
    while (requests.size() > MAX_COUNT || (bodyByteCount > MAX_BODY_BYTES && requests.size() > 1)) {
      bodyByteCount -= requests.remove().body().size();
    }
  }

  synchronized List<Received> list() {
    return List.copyOf(requests);
  }

  /** The last of them, one a line. */
  synchronized String state() {
    if (requests.isEmpty()) {
      return "received nothing";
    }
    return requests.stream()
        .skip(Math.max(0, requests.size() - MAX_SHOWN))
        .map(request -> "  connection " + request.connection() + ": " + request)
        .collect(Collectors.joining("\n", "received:\n", ""));
  }
}
