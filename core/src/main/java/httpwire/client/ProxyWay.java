package httpwire.client;

import httpwire.Headers;
import httpwire.HttpException.TunnelRefused;
import httpwire.HttpUrl;
import httpwire.Origin;
import httpwire.Request;
import httpwire.client.auth.Authentication;
import httpwire.client.proxy.ProxyChooser;
import httpwire.transport.Proxy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The proxies on the way to one URL, with the answers to what they have asked for. */
final class ProxyWay {
  private static final int PROXY_AUTHENTICATION_REQUIRED = 407;

  private final HttpUrl url;
  private final List<Proxy> proxies;
  private final Authentication authentication;

  private ProxyWay(HttpUrl url, List<Proxy> proxies, Authentication authentication) {
    this.url = url;
    this.proxies = proxies;
    this.authentication = authentication;
  }

  static ProxyWay of(HttpClient client, HttpUrl url) throws IOException {
    ProxyChooser chooser = client.options().getProxyChooser();
    List<Proxy> proxies =
        chooser == null ? client.options().getProxies() : List.copyOf(chooser.chainFor(url));
    return new ProxyWay(url, proxies, client.authentication());
  }

  /** In their order, as they were given. */
  List<Proxy> proxies() {
    return proxies;
  }

  /** Whether there is no proxy. */
  boolean isStraight() {
    return proxies.isEmpty();
  }

  /** The proxies, those that have asked for Digest with an answer for the next CONNECT. */
  List<Proxy> answering() {
    if (isStraight()) return proxies;
    List<Proxy> answering = new ArrayList<>(proxies.size());
    for (int i = 0; i < proxies.size(); i++) {
      boolean isLast = i == proxies.size() - 1;
      Origin next = isLast ? url.origin() : proxies.get(i + 1).getAddress();
      answering.add(answering(proxies.get(i), next, isLast));
    }
    return answering;
  }

  private Proxy answering(Proxy proxy, Origin next, boolean isLast) {
    if (isLast && proxy.forwards(next)) return proxy;
    String value = authentication.proxyField(proxy, "CONNECT", next.authority());
    if (value == null) return proxy;
    Headers.Builder fields = proxy.getHeaders().newBuilder();
    Headers answer = fields.add("Proxy-Authorization", value).build();
    return proxy.credentials(null).headers(answer);
  }

  /** The request, with the answer for a proxy that forwards it and has asked for Digest. */
  Request answering(Request request) {
    Proxy forwarder = forwarder();
    if (forwarder == null) return request;
    String value = authentication.proxyField(forwarder, request.getMethod(), url.toString());
    if (value == null) return request;
    return request.newBuilder().secretHeader("Proxy-Authorization", value).build();
  }

  /** The proxy that is asked in place of the origin; null if there is none. */
  @Nullable Proxy forwarder() {
    if (isStraight()) return null;
    Proxy last = proxies.get(proxies.size() - 1);
    return last.forwards(url.origin()) ? last : null;
  }

  /** The proxy that has refused CONNECT with 407; null if that is not what happened. */
  @Nullable Proxy refuser(IOException failure) {
    TunnelRefused refused = failure instanceof TunnelRefused e ? e : null;
    if (refused == null || refused.getStatus() != PROXY_AUTHENTICATION_REQUIRED) return null;
    for (Proxy proxy : proxies) {
      if (proxy.getAddress().equals(refused.getHop())) return proxy;
    }
    return null;
  }
}
