package httpwire.client;

import httpwire.HttpException;
import httpwire.HttpException.Cancelled;
import httpwire.Request;
import httpwire.connection.HttpResponse;
import httpwire.sse.EventOptions;
import httpwire.sse.EventSession;
import httpwire.sse.ServerSentEvent;
import httpwire.sse.ServerSentEventReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.TimeUnit;
import okio.Buffer;
import okio.ForwardingSource;
import okio.Okio;
import okio.Source;
import org.jspecify.annotations.Nullable;

/**
 * The events of a stream, read over one connection of a client after the other: whenever the
 * connection is lost it waits, connects again, and asks in Last-Event-ID for the events after the
 * last one ({@link EventSession} is the rule). {@link #readEvent} and the iterator block until
 * there is an event; nothing is read before that.
 *
 * <p>One thread at a time reads. Any thread may {@link #close}, which the reader must do too unless
 * it has read to the end: a connection that is being read, or opened, or waited for is cut at once,
 * and the reader finds the end of the events.
 */
public final class ServerSentEvents implements Iterable<ServerSentEvent>, Closeable {
  private final HttpClient client;
  private final EventSession session;
  private final CallSwitch cutter = new CallSwitch();
  private @Nullable HttpResponse response;
  private @Nullable ServerSentEventReader reader;
  private @Nullable ServerSentEvent ahead;
  private Duration pause = Duration.ZERO;
  private volatile boolean isOver;
  private volatile boolean isClosed;

  /**
   * @param first the response to {@code request} if it has been sent already
   */
  ServerSentEvents(
      HttpClient client, Request request, EventOptions options, @Nullable HttpResponse first) {
    this.client = client;
    this.session = new EventSession(request, options);
    this.response = first;
    if (first != null) cutter.answered(first);
  }

  /** The ID of the last event that was read, to go on after it later; empty if there is none. */
  public String getLastEventId() {
    return session.getLastEventId();
  }

  // 1. Reading.

  /**
   * The next event; null if there are no more, or {@link #close} was called. An event that an
   * iterator has found before that is still given.
   *
   * @throws HttpException if the stream failed for good; there are no more events then
   */
  public @Nullable ServerSentEvent readEvent() throws IOException {
    ServerSentEvent known = ahead;
    ahead = null;
    return known != null ? known : await();
  }

  /**
   * The events that have not been read yet. The iterator waits for them; if the stream failed for
   * good, it throws {@link UncheckedIOException}. There is only one place in the stream: all
   * iterators and {@link #readEvent} take the next event from there.
   */
  @Override
  public Iterator<ServerSentEvent> iterator() {
    return new Remaining();
  }

  private final class Remaining implements Iterator<ServerSentEvent> {
    @Override
    public boolean hasNext() {
      try {
        if (ahead == null) ahead = await();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return ahead != null;
    }

    @Override
    public ServerSentEvent next() {
      ServerSentEvent event = hasNext() ? ahead : null;
      ahead = null;
      if (event == null) throw new NoSuchElementException("the stream of events has ended");
      return event;
    }
  }

  private @Nullable ServerSentEvent await() throws IOException {
    boolean isInterrupted = true;
    try {
      ServerSentEvent event = null;
      while (event == null && !isOver && !isClosed) event = step();
      isInterrupted = false;
      return event;
    } catch (IOException | IllegalStateException e) {
      if (isClosed) return null; // It was cut because of that.
      throw e;
    } finally {
      if (isInterrupted) isOver = true;
      if (isOver || isClosed) leave();
    }
  }

  /** Makes one step: an event, or null after a connection was opened or has ended. */
  private @Nullable ServerSentEvent step() throws IOException {
    Duration wait;
    try {
      if (reader == null) open();
      ServerSentEventReader open = reader;
      ServerSentEvent event = open == null ? null : open.readEvent();
      if (event != null || isOver) return event;
      wait = null;
    } catch (HttpException e) {
      leave();
      wait = session.failed(e);
    }
    leave();
    if (wait == null) wait = session.ended();
    if (wait == null) isOver = true;
    else pause = wait;
    return null;
  }

  // 2. One connection after the other.

  private void open() throws IOException {
    HttpResponse opened = response;
    if (opened == null) {
      awaitPause();
      opened = client.send(session.request().newBuilder().tag(CallSwitch.class, cutter).build());
      response = opened;
      cutter.answered(opened);
    }
    reader = session.begin(opened.orThrow(), Okio.buffer(new Counted(opened.source())));
    if (reader == null) isOver = true;
  }

  /** Lets go of the connection, which is kept if the response has ended. */
  private void leave() {
    HttpResponse left = response;
    response = null;
    reader = null;
    if (left != null) left.close();
  }

  private void awaitPause() throws Cancelled {
    long until = System.nanoTime() + pause.toNanos();
    synchronized (cutter) {
      try {
        for (long left = pause.toNanos(); left > 0 && !isClosed; left = until - System.nanoTime()) {
          TimeUnit.NANOSECONDS.timedWait(cutter, left);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new Cancelled("the thread was interrupted before the stream was asked for again", e);
      }
    }
    if (isClosed) throw new Cancelled("closed before the stream was asked for again", null);
  }

  /** Tells the session that something has come. */
  private final class Counted extends ForwardingSource {
    Counted(Source body) {
      super(body);
    }

    @Override
    public long read(Buffer sink, long byteCount) throws IOException {
      long read = super.read(sink, byteCount);
      if (read > 0) session.received();
      return read;
    }
  }

  // 3. The end.

  /**
   * Cuts what goes on; there are no more events. By any thread, any number of times. Does not wait.
   */
  @Override
  public void close() {
    isClosed = true;
    synchronized (cutter) {
      cutter.notifyAll();
    }
    cutter.cut();
  }
}
