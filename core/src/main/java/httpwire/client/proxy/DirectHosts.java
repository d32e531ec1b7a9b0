package httpwire.client.proxy;

import httpwire.Origin;
import java.util.ArrayList;
import java.util.List;

/**
 * The hosts that are reached without a proxy, as curl's {@code no_proxy} lists them. Immutable.
 *
 * @param all whether these are all hosts
 * @param hosts without the entries that no host can match
 */
record DirectHosts(boolean all, List<DirectHost> hosts) {
  /**
   * @param text entries separated by commas and white space
   */
  static DirectHosts parse(String text) {
    List<DirectHost> hosts = new ArrayList<>();
    for (String entry : text.split("[,\\s]+")) {
      DirectHost host = DirectHost.parse(entry);
      if (host != null) hosts.add(host);
    }
    return new DirectHosts(text.equals("*"), List.copyOf(hosts));
  }

  boolean contains(Origin origin) {
    if (all) return true;
    for (DirectHost host : hosts) {
      if (host.matches(origin)) return true;
    }
    return false;
  }
}
