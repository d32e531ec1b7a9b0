package httpwire.client.proxy;

import httpwire.HttpException.InvalidUrl;
import httpwire.HttpUrl;
import httpwire.transport.Proxy;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Chooses the proxies through which a client reaches a URL. */
@FunctionalInterface
public interface ProxyChooser {
  /**
   * The proxies on the way to {@code url}, the first one dialed from here and each of the others
   * reached through the one before; empty for the direct way. Called once for each exchange of a
   * client, so also for each redirect, in the thread of the call, which it may block. Several
   * threads may call it at once.
   *
   * @throws IOException goes to the caller of the client as it is; nothing was sent
   */
  List<Proxy> chainFor(HttpUrl url) throws IOException;

  /**
   * Chooses as the environment of this process says, which is read now and not again: see {@link
   * #fromEnvironment(Map)}.
   *
   * @throws InvalidUrl if a proxy in the environment is malformed
   */
  static ProxyChooser fromEnvironment() throws InvalidUrl {
    return fromEnvironment(System.getenv());
  }

  /**
   * Chooses as these environment variables say, which are read now and not again.
   *
   * <ul>
   *   <li>{@code http_proxy} and {@code https_proxy} have the proxy for the URLs of their scheme,
   *       {@code all_proxy} that for those without one. {@link Proxy#parse} reads it: a proxy
   *       without a scheme speaks HTTP, and without a port it is at 1080.
   *   <li>{@code no_proxy} lists the hosts that are reached directly, separated by commas or
   *       blanks: names, which stand for their subdomains too, whether written {@code a.example},
   *       {@code .a.example} or {@code *.a.example}; IP addresses; and blocks of them, as {@code
   *       10.0.0.0/8} and {@code fd00::/8}. Names and addresses can have a port. A single {@code *}
   *       stands for all hosts. An entry that is none of these stands for no host.
   *   <li>A variable in lower case wins over one in capitals. An empty one counts as absent.
   *   <li>{@code HTTP_PROXY} in capitals is ignored if {@code REQUEST_METHOD} is set: a CGI program
   *       gets the request's field Proxy under that name, from anybody (CVE-2016-5385).
   * </ul>
   *
   * <p>Addresses are compared with URLs whose host is an address; no name is looked up. {@code
   * localhost} is reached through the proxy unless it is listed.
   *
   * @throws InvalidUrl if a proxy is malformed; the message names the variable, and does not show
   *     the secret
   */
  static ProxyChooser fromEnvironment(Map<String, String> environment) throws InvalidUrl {
    return EnvironmentProxies.of(environment);
  }
}
