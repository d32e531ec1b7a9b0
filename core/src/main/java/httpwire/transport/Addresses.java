package httpwire.transport;

import httpwire.HttpException;
import httpwire.HttpException.AddressRefused;
import httpwire.HttpException.ConnectFailed;
import httpwire.Origin;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the addresses of a host that may be connected to. */
final class Addresses {
  private final BoundedResolver resolver;
  private final @Nullable AddressPolicy policy;

  /**
   * @param policy null for no restriction
   */
  Addresses(NameResolver resolver, @Nullable AddressPolicy policy) {
    this.resolver = new BoundedResolver(resolver);
    this.policy = policy;
  }

  /**
   * At least one, in the order of the resolver.
   *
   * @param isProxy whether {@code peer} is a proxy, which a policy may except
   * @throws ConnectFailed if there is none
   * @throws AddressRefused if the policy allows none of them
   */
  List<InetAddress> of(Origin peer, boolean isProxy, ConnectAttempt attempt) throws IOException {
    List<InetAddress> found = found(peer, attempt);
    return appliesTo(isProxy) ? allowed(peer, found) : found;
  }

  /**
   * Checks a host that is an address, to which a proxy is to connect.
   *
   * @throws AddressRefused if the policy does not allow it
   */
  void requireAllowed(Origin peer, boolean isProxy) throws IOException {
    if (peer.isAddress() && appliesTo(isProxy)) {
      allowed(peer, List.of(InetAddress.getByName(peer.host())));
    }
  }

  private boolean appliesTo(boolean isProxy) {
    return policy != null && (!isProxy || policy.appliesToProxies());
  }

  private List<InetAddress> allowed(Origin peer, List<InetAddress> found) throws AddressRefused {
    if (policy == null) return found;
    List<InetAddress> allowed = new ArrayList<>(found.size());
    for (InetAddress address : found) if (policy.allows(address)) allowed.add(address);
    if (allowed.isEmpty()) throw new AddressRefused(peer, found);
    return allowed;
  }

  private List<InetAddress> found(Origin peer, ConnectAttempt attempt) throws IOException {
    if (peer.isAddress()) return resolve(peer, attempt);
    attempt.resolving(peer.host());
    List<InetAddress> addresses = resolve(peer, attempt);
    attempt.resolved(peer.host(), addresses);
    return addresses;
  }

  private List<InetAddress> resolve(Origin peer, ConnectAttempt attempt) throws IOException {
    try {
      List<InetAddress> addresses = resolver.resolve(peer, attempt);
      if (addresses.isEmpty()) throw new UnknownHostException(peer.host());
      return addresses;
    } catch (UnknownHostException e) {
      throw new ConnectFailed("no address for host " + reason(e, peer), e);
    } catch (HttpException e) {
      throw e;
    } catch (IOException e) {
      String message = "can't look up host " + peer.host() + ": " + e.getMessage();
      throw new ConnectFailed(message, e);
    }
  }

  /** The host, and what the exception says beyond it. */
  private static String reason(UnknownHostException e, Origin peer) {
    String message = e.getMessage();
    boolean isMore = message != null && peer.isAddress() && !message.contains(peer.host());
    return isMore ? peer.host() + ": " + message : peer.host();
  }
}
