package httpwire.download;

import httpwire.Headers;
import httpwire.HttpException;
import httpwire.HttpException.DigestMismatch;
import httpwire.HttpException.IncompleteRead;
import httpwire.HttpException.LimitExceeded;
import httpwire.HttpException.MalformedMessage;
import httpwire.HttpException.RemoteDisconnected;
import httpwire.HttpException.UnexpectedResponse;
import httpwire.Request;
import httpwire.connection.HttpResponse;
import httpwire.download.ResumeRule.What;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * One download, for a loop that sends its requests:
 *
 * <ol>
 *   <li>wait for {@link #getPause}, and send {@link #request}
 *   <li>{@link #receive} the response, or tell {@link #failed} what sending or receiving has thrown
 *   <li>again, until {@link #getResult} is there; then, or whenever it is given up, {@link #close}
 * </ol>
 *
 * <p>It uses files, and blocks while it does; it neither waits nor sends. One thread at a time.
 */
public final class DownloadSession implements Closeable {
  private static final long PIECE_BYTES = 64 << 10;
  private static final Duration MAX_DELAY = Duration.ofSeconds(30);

  private final Request asked;
  private final DownloadOptions options;
  private final PartFile part;
  private final Path target;

  /** What the part is part of; null if it cannot be gone on with. */
  private @Nullable PartState known;

  /** How many bytes the part has. */
  private long position;

  private long resumedByteCount;
  private List<Digest> sentDigests = List.of();
  private Duration pause = Duration.ZERO;
  private int connectionCount;
  private int continuationCount;
  private int fruitlessCount;

  /** Where the part ended before the latest response. */
  private long before;

  private @Nullable Downloaded result;

  private DownloadSession(Request asked, Path target, DownloadOptions options, PartFile part) {
    this.asked = asked;
    this.target = target;
    this.options = options;
    this.part = part;
  }

  /**
   * Begins a download, or goes on with what an earlier one has left. Nothing is under the name of
   * {@code target} before the file is whole; what was there stays until then.
   *
   * @param request a GET without Range and If-Range
   * @throws IllegalArgumentException if it is another request
   * @throws DownloadFileException if the file cannot be written, or another download does so
   */
  public static DownloadSession open(Request request, Path target, DownloadOptions options)
      throws IOException {
    requireGet(request);
    PartFile part = PartFile.open(target);
    boolean isOpen = false;
    try {
      DownloadSession session = new DownloadSession(request, target, options, part);
      session.findPart();
      isOpen = true;
      return session;
    } finally {
      if (!isOpen) part.close();
    }
  }

  private static void requireGet(Request request) {
    if (!request.getMethod().equals("GET")) {
      throw new IllegalArgumentException("a download is a GET, not " + request.getMethod());
    }
    for (String name : List.of("Range", "If-Range")) {
      if (request.getHeaders().contains(name)) {
        throw new IllegalArgumentException(name + " is the download's own field");
      }
    }
  }

  private void findPart() throws IOException {
    PartState found = options.isResumed() ? part.readState() : null;
    long size = part.size();
    boolean isOfUrl =
        found != null && found.urlDigest().equals(PartState.digestOf(asked.getTarget()));
    if (found == null || !isOfUrl || (found.total() >= 0 && size > found.total())) return;
    known = found;
    position = size;
    resumedByteCount = size;
  }

  // 1. The request.

  /** How long to wait before the next request. */
  public Duration getPause() {
    return pause;
  }

  /**
   * What to send next: for the whole file, or for the rest of it. It asks for no coding, so that
   * the bytes are those that are counted.
   */
  public Request request() {
    Request.Builder next = asked.newBuilder().setHeader("Accept-Encoding", "identity");
    PartState known = this.known;
    if (known != null && position > 0) {
      next.setHeader("Range", "bytes=" + position + "-");
      next.setHeader("If-Range", known.validator().text());
    }
    return next.build();
  }

  // 2. The response.

  /**
   * Takes a response and writes its body, which blocks until the body has ended. The caller closes
   * it.
   *
   * @throws UnexpectedResponse if it is not the file, with the beginning of its body; a part that
   *     there is stays
   * @throws DigestMismatch if the file is not the one that was expected; the part is removed
   * @throws LimitExceeded if the file is longer than allowed; the part is removed
   * @throws DownloadFileException if it cannot be written
   */
  public void receive(HttpResponse response) throws IOException {
    boolean hasDigest = !options.digests().isEmpty();
    Headers headers = response.getHeaders();
    long from = known == null ? 0 : position;
    before = position;
    pause = Duration.ZERO;
    ResumeRule rule = ResumeRule.of(response.getStatus(), headers, from, known, hasDigest);
    if (rule.what() == What.ANEW) {
      begin(null);
      return;
    }
    if (rule.what() == What.REFUSED) throw refused(response, rule.reason());
    connectionCount++;
    if (rule.what() == What.COMPLETE) {
      complete();
      return;
    }
    List<Digest> sent = Digest.of(headers, "Repr-Digest");
    if (rule.what() == What.WHOLE || !sent.isEmpty()) sentDigests = sent;
    if (rule.what() == What.WHOLE) begin(state(headers, rule.total()));
    transfer(response, rule);
    boolean isWhole = rule.what() == What.WHOLE || position == rule.total();
    if (isWhole) finish(response.getTrailers());
    else requireProgress();
  }

  /** The digests of a 416 are those of what it says, and not of the file. */
  private void complete() throws IOException {
    if (position > options.maxBytes()) throw tooLong();
    finish(Headers.EMPTY);
  }

  /**
   * A part that is shorter than what was asked for is allowed, RFC 9110 §14.2; an empty one is not.
   */
  private void requireProgress() throws IncompleteRead {
    if (position == before) throw new IncompleteRead(ByteString.EMPTY, -1);
  }

  private static IOException refused(HttpResponse response, String reason) throws IOException {
    response.orThrow();
    return new UnexpectedResponse(
        "not a file to download: " + reason,
        response.getUrl(),
        response.getStatus(),
        response.getReason(),
        response.getHeaders(),
        ByteString.EMPTY);
  }

  private void begin(@Nullable PartState state) throws IOException {
    part.begin(state);
    known = state;
    position = 0;
    before = 0;
    resumedByteCount = 0;
  }

  /** Null if the file that begins to come cannot be gone on with after a loss. */
  private @Nullable PartState state(Headers headers, long total) {
    Validator validator = ResumeRule.isCoded(headers) ? null : Validator.of(headers);
    if (validator == null) return null;
    return new PartState(PartState.digestOf(asked.getTarget()), validator, total);
  }

  private void transfer(HttpResponse response, ResumeRule rule) throws IOException {
    long from = position;
    long end = rule.range() == null ? Long.MAX_VALUE : rule.range().last() + 1;
    if (rule.total() > options.maxBytes()) throw tooLong();
    options.progress().progressed(position, rule.total());
    while (true) {
      ByteString piece = response.read1(PIECE_BYTES);
      if (piece.size() == 0) break;
      if (piece.size() > end - position) throw beyond(from);
      if (piece.size() > options.maxBytes() - position) throw tooLong();
      part.write(piece, position);
      position += piece.size();
      fruitlessCount = 0;
      options.progress().progressed(position, rule.total());
    }
    verify(Digest.of(response.getHeaders(), "Content-Digest"), from);
    verify(Digest.of(response.getTrailers(), "Content-Digest"), from);
  }

  private LimitExceeded tooLong() throws IOException {
    begin(null);
    return new LimitExceeded("the file is longer than " + options.maxBytes() + " bytes");
  }

  private MalformedMessage beyond(long from) throws IOException {
    part.truncate(from);
    position = from;
    return new MalformedMessage("the body is longer than Content-Range says");
  }

  // 3. The end.

  private void finish(Headers trailers) throws IOException {
    List<Digest> all = new ArrayList<>(options.digests());
    for (Digest sent : sentDigests) if (!all.contains(sent)) all.add(sent);
    for (Digest sent : Digest.of(trailers, "Repr-Digest")) if (!all.contains(sent)) all.add(sent);
    verify(all, 0);
    part.complete();
    result = new Downloaded(target, position, resumedByteCount, connectionCount, all);
  }

  private void verify(List<Digest> expected, long from) throws IOException {
    for (Digest digest : expected) {
      ByteString actual = part.digest(digest, from);
      if (actual.equals(digest.value())) continue;
      begin(null);
      throw new DigestMismatch(digest.algorithm(), digest.value(), actual);
    }
  }

  /**
   * Takes what sending or receiving has thrown. If it returns, the download can go on.
   *
   * @throws IOException {@code failure}, if it cannot: what there is of the file is kept if a later
   *     run can go on with it
   */
  public void failed(IOException failure) throws IOException {
    boolean isContinued =
        isPassing(failure) && connectionCount > 0 && (position == 0 || known != null);
    if (!isContinued || ++continuationCount > options.maxContinuations()) throw failure;
    pause = position > before ? Duration.ZERO : delay(fruitlessCount++);
    before = position;
  }

  private Duration delay(int doublings) {
    Duration delay = options.delay();
    for (int i = 0; i < doublings && delay.compareTo(MAX_DELAY) < 0; i++)
      delay = delay.multipliedBy(2);
    return delay.compareTo(MAX_DELAY) > 0 ? MAX_DELAY : delay;
  }

  /** Whether another connection may bring the rest. */
  private static boolean isPassing(IOException failure) {
    return failure instanceof RemoteDisconnected
        || failure instanceof IncompleteRead
        || (failure instanceof HttpException known
            && known.getFault() == HttpException.Fault.NETWORK);
  }

  /** The file; null as long as it is not complete. */
  public @Nullable Downloaded getResult() {
    return result;
  }

  /**
   * Ends the download. If it is not complete, what there is of it is kept for a later run, or
   * removed if none could go on with it. May be called any number of times.
   *
   * @throws DownloadFileException if what is kept could not be written to the disk
   */
  @Override
  public void close() throws IOException {
    try (PartFile closed = part) {
      if (result != null || closed.isClosed()) return;
      if (known == null || position == 0) closed.discard();
      else closed.keep();
    }
  }
}
