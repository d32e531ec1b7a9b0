package httpwire.client.proxy;

import httpwire.HttpException.InvalidUrl;
import httpwire.HttpUrl;
import httpwire.transport.Proxy;
import java.util.List;
import java.util.Map;

/** The proxies that environment variables name. Immutable. */
final class EnvironmentProxies implements ProxyChooser {
  private final List<Proxy> forHttp;
  private final List<Proxy> forHttps;
  private final DirectHosts direct;

  private EnvironmentProxies(List<Proxy> forHttp, List<Proxy> forHttps, DirectHosts direct) {
    this.forHttp = forHttp;
    this.forHttps = forHttps;
    this.direct = direct;
  }

  /**
   * @throws InvalidUrl if a proxy that would be used is malformed
   */
  static EnvironmentProxies of(Map<String, String> environment) throws InvalidUrl {
    // In a CGI program this variable has the value of the request's field Proxy.
    String http = isSet(environment, "REQUEST_METHOD") ? "http_proxy" : "HTTP_PROXY";
    return new EnvironmentProxies(
        chain(environment, "http_proxy", http, "all_proxy", "ALL_PROXY"),
        chain(environment, "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"),
        DirectHosts.parse(
            value(environment, isSet(environment, "no_proxy") ? "no_proxy" : "NO_PROXY")));
  }

  /** The proxy of the first of these variables that is set. */
  private static List<Proxy> chain(Map<String, String> environment, String... names)
      throws InvalidUrl {
    for (String name : names) {
      if (isSet(environment, name)) return List.of(proxy(name, value(environment, name)));
    }
    return List.of();
  }

  private static Proxy proxy(String name, String value) throws InvalidUrl {
    try {
      return Proxy.parse(value);
    } catch (InvalidUrl | IllegalArgumentException e) {
      throw new InvalidUrl("the environment variable " + name + " is wrong: " + e.getMessage());
    }
  }

  private static boolean isSet(Map<String, String> environment, String name) {
    return !value(environment, name).isEmpty();
  }

  private static String value(Map<String, String> environment, String name) {
    String value = environment.get(name);
    return value == null ? "" : value.strip();
  }

  @Override
  public List<Proxy> chainFor(HttpUrl url) {
    List<Proxy> chain = url.origin().isSecure() ? forHttps : forHttp;
    return chain.isEmpty() || direct.contains(url.origin()) ? List.of() : chain;
  }

  /** The proxies, without their credentials. */
  @Override
  public String toString() {
    return "proxies of the environment: http " + forHttp + ", https " + forHttps;
  }
}
