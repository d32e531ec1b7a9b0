package httpwire.client.cache;

import httpwire.connection.HttpResponse;
import java.io.IOException;
import okio.Buffer;
import okio.BufferedSource;
import okio.Source;
import okio.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * The body of a response, of which the cache takes a copy while its reader reads it. Nothing is
 * read that the reader does not ask for. What is not read to its end is not stored.
 */
final class StoringSource implements Source {
  /** Where the copy goes. None of its methods throws. */
  interface Copy {
    /** Takes a piece; returns false if no more is wanted. */
    boolean write(Buffer bytes);

    void complete();

    /** The body did not come to its end. Does nothing after {@link #complete}. */
    void abandon();
  }

  private final HttpResponse response;
  private final BufferedSource body;
  private final Buffer piece = new Buffer();
  private @Nullable Copy copy;

  StoringSource(HttpResponse response, Copy copy) {
    this.response = response;
    this.body = response.source();
    this.copy = copy;
  }

  @Override
  public long read(Buffer sink, long byteCount) throws IOException {
    boolean isRead = false;
    try {
      long read = body.read(sink, byteCount);
      isRead = true;
      if (read > 0) copy(sink, read);
      if (read < 0) complete();
      else completeIfRead();
      return read;
    } finally {
      if (!isRead) abandon();
    }
  }

  private void copy(Buffer sink, long byteCount) {
    if (copy == null) return;
    sink.copyTo(piece, sink.size() - byteCount, byteCount);
    boolean isWanted = copy.write(piece);
    piece.clear();
    if (!isWanted) abandon();
  }

  /**
   * A reader that knows the length need not read the end of the body. A body that was cut is not
   * complete.
   */
  private void completeIfRead() {
    if (copy == null || !response.isClosed()) return;
    try {
      if (body.exhausted()) complete();
    } catch (IOException | RuntimeException e) {
      abandon();
    }
  }

  private void complete() {
    Copy ended = copy;
    copy = null;
    if (ended != null) ended.complete();
  }

  private void abandon() {
    Copy ended = copy;
    copy = null;
    if (ended != null) ended.abandon();
  }

  @Override
  public Timeout timeout() {
    return body.timeout();
  }

  @Override
  public void close() {
    abandon();
  }
}
