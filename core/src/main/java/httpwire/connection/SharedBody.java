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

/** The body of a response for another one that takes its place, with another head or history. */
final class SharedBody implements Backing {
  private final Backing backing;
  private final @Nullable Request request;
  private final List<HttpResponse> history;
  private final String url;

  SharedBody(HttpResponse base, @Nullable Request request, List<HttpResponse> history) {
    this.backing = base.backing();
    this.request = request;
    this.history = history;
    this.url = OwnBody.url(base, request);
  }

  @Override
  public String url() {
    return url;
  }

  @Override
  public @Nullable Request request() {
    return request;
  }

  @Override
  public @Nullable Exchange exchange() {
    return backing.exchange();
  }

  @Override
  public List<InterimResponse> interims() {
    return backing.interims();
  }

  @Override
  public List<HttpResponse> history() {
    return history;
  }

  @Override
  public Set<CloseReason> closeReasons() {
    return backing.closeReasons();
  }

  @Override
  public Set<CloseReason> fate() {
    return backing.fate();
  }

  @Override
  public String requested() {
    return backing.requested();
  }

  @Override
  public HttpException describe(HttpException failure) {
    return backing.describe(failure);
  }

  @Override
  public Headers trailers(BodyReader reader) {
    return backing.trailers(reader);
  }

  @Override
  public @Nullable ThreadGuard enter() throws HttpException {
    return backing.enter();
  }

  @Override
  public boolean canEndNow() {
    return backing.canEndNow();
  }

  @Override
  public boolean canCloseNow() {
    return backing.canCloseNow();
  }

  @Override
  public void close(HttpResponse response, @Nullable Cancelled reason) {
    backing.close(response, reason);
  }

  @Override
  public boolean isKeptOnClose() {
    return backing.isKeptOnClose();
  }

  @Override
  public void cancel() {
    backing.cancel();
  }

  @Override
  public void setEndFollower(Runnable follower) {
    backing.setEndFollower(follower);
  }

  @Override
  public Transport handOver(Buffer ahead) {
    return backing.handOver(ahead);
  }
}
