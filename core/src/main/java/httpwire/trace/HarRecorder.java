package httpwire.trace;

import httpwire.CloseReason;
import httpwire.Headers;
import httpwire.Origin;
import httpwire.Request;
import httpwire.trace.HarEntry.Interim;
import httpwire.trace.HarEntry.Server;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * A listener that adds the exchanges of one connection, or of one client, to the {@link HarLog}
 * that has made it. Each connection and each client needs one of its own, because the numbers of
 * their exchanges are the same.
 *
 * <p>A client calls it in the threads of its calls. To know what a call has waited for a
 * connection, the recorder must be told of {@link #exchangeStarted}, a moment of a client alone.
 */
public final class HarRecorder implements ByteListener {
  /** So many hosts, and exchanges that have not ended, are remembered. */
  private static final int MAX_REMEMBERED = 1_000;

  private final HarLog log;
  private final boolean isClient;
  private final Map<Long, HarEntry> open = new Recent<>();

  /** Whether connections to a host, as the Host field has it, have TLS. */
  private final Map<String, Boolean> secureHosts = new Recent<>();

  private long connectionCount;
  private long lastEnded;
  private @Nullable Server own;

  HarRecorder(HarLog log, boolean isClient) {
    this.log = log;
    this.isClient = isClient;
  }

  // 1. The beginning.

  /**
   * A client is about to make an exchange, as its listener hears; before all other moments. The
   * user of a connection may say so too: an exchange that fails before its request was sent then
   * has its method and URL.
   *
   * @param request with an absolute URL
   */
  public void exchangeStarted(Moment moment, Request request) {
    log.locked(
        () -> {
          HarEntry entry = begin(moment, true);
          entry.method = request.getMethod();
          entry.url = request.getTarget();
        });
  }

  private HarEntry begin(Moment moment, boolean isAsked) {
    HarEntry entry = log.add(moment, isAsked);
    open.put(moment.exchangeNumber(), entry);
    return entry;
  }

  @Override
  public void connecting(Moment moment, Origin peer) {
    log.locked(() -> connecting(moment));
  }

  /** A connection may be opened before its first exchange, or after another one. */
  private void connecting(Moment moment) {
    Server server = new Server(++connectionCount);
    if (!isClient) own = server;
    HarEntry entry = open.get(moment.exchangeNumber());
    if (entry == null && (isClient || moment.exchangeNumber() > lastEnded)) {
      entry = begin(moment, false);
    }
    if (entry == null) return;
    entry.server = server;
    entry.times.connecting(moment);
  }

  @Override
  public void resolving(Moment moment, String host) {
    update(moment, entry -> entry.times.resolving(moment));
  }

  @Override
  public void resolved(Moment moment, String host, List<String> addresses) {
    update(moment, entry -> entry.times.resolved(moment));
  }

  @Override
  public void tlsStarted(Moment moment, Origin origin) {
    log.locked(
        () -> {
          Server server = server(moment);
          if (server != null) server.isSecure = true;
        });
    update(moment, entry -> entry.times.tlsStarted(moment));
  }

  @Override
  public void tlsEstablished(Moment moment, Origin origin, TlsSummary session) {
    update(moment, entry -> entry.times.tlsEstablished(moment));
  }

  @Override
  public void connected(Moment moment, Origin peer, String address) {
    log.locked(
        () -> {
          Server server = server(moment);
          if (server != null) server.address = address;
        });
    update(moment, entry -> entry.times.connected(moment));
  }

  private @Nullable Server server(Moment moment) {
    HarEntry entry = open.get(moment.exchangeNumber());
    return entry == null ? own : entry.server;
  }

  // 2. The request.

  @Override
  public void headBytesSent(Moment moment, ByteString head) {
    log.locked(
        () -> {
          HarEntry entry = open.get(moment.exchangeNumber());
          if (entry == null) entry = begin(moment, false);
          entry.latestHead = head;
          entry.secretNames = moment.secretNames();
        });
  }

  @Override
  public void headSent(Moment moment, String method, String target) {
    update(
        moment,
        entry -> {
          HarHead head = HarHead.of(latest(entry));
          entry.sentHead = head;
          entry.method = method;
          if (entry.server == null) entry.server = own;
          boolean isSecure = isSecure(entry.server, head.get("Host", ""));
          if (!isUrl(entry.url)) entry.url = url(isSecure, head.get("Host", ""), target);
          entry.times.headSent(moment);
        });
  }

  /**
   * Whether the connection has TLS. Of a client's connection that was open already, it is only
   * known what other connections to that host had.
   */
  private boolean isSecure(@Nullable Server server, String host) {
    if (server != null) secureHosts.put(host, server.isSecure);
    return secureHosts.getOrDefault(host, false);
  }

  private static boolean isUrl(String target) {
    return target.startsWith("http://") || target.startsWith("https://");
  }

  private static String url(boolean isSecure, String host, String target) {
    if (isUrl(target)) return target;
    String origin = (isSecure ? "https://" : "http://") + host;
    return target.startsWith("/") ? origin + target : origin + "/" + target;
  }

  @Override
  public void bodyBytesSent(Moment moment, ByteString piece) {
    update(moment, entry -> entry.sentBody.add(piece));
  }

  @Override
  public void bodySent(Moment moment, long byteCount) {
    update(
        moment,
        entry -> {
          entry.sentBodyByteCount += byteCount;
          entry.times.bodySent(moment);
        });
  }

  // 3. The response.

  @Override
  public void headBytesReceived(Moment moment, ByteString head) {
    update(moment, entry -> entry.latestHead = head);
  }

  @Override
  public void interimReceived(Moment moment, int status, String reason, Headers headers) {
    update(moment, entry -> entry.interims.add(new Interim(status, reason, headers)));
  }

  @Override
  public void headReceived(Moment moment, int status, String reason, Headers headers) {
    update(
        moment,
        entry -> {
          entry.receivedHead = HarHead.of(latest(entry));
          entry.status = status;
          entry.reason = reason;
          entry.times.answered(moment);
        });
  }

  @Override
  public void bodyBytesReceived(Moment moment, ByteString piece) {
    update(moment, entry -> entry.receivedBody.add(piece));
  }

  @Override
  public void trailersReceived(Moment moment, Headers trailers) {
    update(moment, entry -> entry.trailers = trailers);
  }

  @Override
  public void bodyEnded(Moment moment, boolean isComplete) {
    update(
        moment,
        entry -> {
          entry.isComplete = isComplete;
          entry.times.ended(moment);
        });
  }

  @Override
  public void exchangeEnded(Moment moment, Set<CloseReason> reasons) {
    update(
        moment,
        entry -> {
          entry.reasons = Set.copyOf(reasons);
          entry.latestHead = null;
          entry.times.ended(moment);
          open.remove(entry.number);
          lastEnded = Math.max(lastEnded, entry.number);
        });
  }

  private static ByteString latest(HarEntry entry) {
    return entry.latestHead == null ? ByteString.EMPTY : entry.latestHead;
  }

  private interface Update {
    void of(HarEntry entry);
  }

  /** Nothing is left to be updated of an exchange that began too long ago. */
  private void update(Moment moment, Update update) {
    log.locked(
        () -> {
          HarEntry entry = open.get(moment.exchangeNumber());
          if (entry != null) update.of(entry);
        });
  }

  /** Forgets the eldest. */
  private static final class Recent<K, V> extends LinkedHashMap<K, V> {
    private static final long serialVersionUID = 1L;

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
      return size() > MAX_REMEMBERED;
    }
  }
}
