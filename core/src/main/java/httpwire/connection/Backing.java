package httpwire.connection;

import httpwire.CloseReason;
import httpwire.Headers;
import httpwire.HttpException;
import httpwire.HttpException.Cancelled;
import httpwire.Request;
import httpwire.internal.wire.BodyReader;
import httpwire.transport.Transport;
import java.util.List;
import java.util.Set;
import okio.Buffer;
import org.jspecify.annotations.Nullable;

/** What a response's body is read from, and who asked for it. */
interface Backing {
  /** The URL of the request; empty if it is not known. */
  String url();

  /** What was asked; null if it is not known. */
  @Nullable Request request();

  /** The exchange that it came in; null if it did not come over a connection of ours. */
  @Nullable Exchange exchange();

  /** The interim responses before it. */
  List<InterimResponse> interims();

  /** The responses before this one in the same call. */
  List<HttpResponse> history();

  /** Why the connection is closed after this response; empty if it is kept. */
  Set<CloseReason> closeReasons();

  /** Like {@link #closeReasons}, and why the connection was closed after all. */
  Set<CloseReason> fate();

  /** Method and URL for messages, without secrets. */
  String requested();

  /** Adds to {@code failure} where and when it happened. */
  HttpException describe(HttpException failure);

  /** The trailer fields of the body that {@code reader} reads. */
  Headers trailers(BodyReader reader);

  /** Lets one thread at a time read; null if nothing needs that. */
  @Nullable ThreadGuard enter() throws HttpException;

  /** Whether the end of the body can be passed without waiting for the network. */
  boolean canEndNow();

  /** Whether closing does not wait for the network. */
  boolean canCloseNow();

  /**
   * Closes {@code response}, in another thread if one is reading it.
   *
   * @param reason what later reads throw; null if they find the end
   */
  void close(HttpResponse response, @Nullable Cancelled reason);

  /** Whether the connection is to be kept if a response is closed whose body has arrived. */
  boolean isKeptOnClose();

  /** Makes a blocked read fail at once. By any thread. */
  void cancel();

  /** Runs {@code follower} once, when the connection is not used any more; now, if it is not. */
  void setEndFollower(Runnable follower);

  /**
   * Gives the transport away.
   *
   * @param ahead bytes that were buffered and not taken; they are put back
   */
  Transport handOver(Buffer ahead);
}
