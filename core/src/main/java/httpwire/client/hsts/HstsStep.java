package httpwire.client.hsts;

import httpwire.HttpUrl;
import httpwire.Request;
import httpwire.call.Next;
import httpwire.call.Step;
import httpwire.connection.HttpResponse;
import java.io.IOException;
import java.util.List;

/**
 * Asks known hosts over TLS, and stores which hosts ask for that in responses over TLS. RFC 6797
 * §8.
 */
final class HstsStep implements Step {
  private final HstsStore store;
  private final boolean isTrusted;

  HstsStep(HstsStore store, boolean isTrusted) {
    this.store = store;
    this.isTrusted = isTrusted;
  }

  @Override
  public Next before(Request request) throws IOException {
    HttpUrl url = HttpUrl.parse(request.getTarget());
    HttpUrl upgraded = HstsStore.upgrade(store, url);
    return Next.send(upgraded.equals(url) ? request : request.withTarget(upgraded.toString()));
  }

  /** RFC 6797 §8.1: of several fields only the first one counts. */
  @Override
  public Next after(Request request, HttpResponse response) throws IOException {
    List<String> fields = response.getHeaders().getAll("Strict-Transport-Security");
    if (fields.isEmpty() || !isTrusted) return Next.done(response);
    HttpUrl url = HttpUrl.parse(request.getTarget());
    boolean isCounted = url.origin().isSecure() && !url.origin().isAddress();
    if (isCounted) store.note(url.origin().host(), fields.get(0));
    return Next.done(response);
  }
}
