package httpwire.transport;

import java.net.InetAddress;

/**
 * Says which addresses may be connected to: asked for each address that a name has, after it was
 * looked up and before anything is sent, and for a host that is an address. So a name that is
 * changed to lead elsewhere, between a check of the caller's and the connection, leads nowhere. A
 * name that a proxy looks up is not ours to check.
 */
@FunctionalInterface
public interface AddressPolicy {
  /**
   * Whether {@code address} may be connected to. Called by the thread that connects; must not
   * block.
   */
  boolean allows(InetAddress address);

  /** Whether the addresses of proxies are asked about too; true unless {@link #exceptProxies}. */
  default boolean appliesToProxies() {
    return true;
  }

  /**
   * This policy, except that proxies may have any address, as in a network that can only be left
   * through one.
   */
  default AddressPolicy exceptProxies() {
    return new ExceptProxies(this);
  }

  /**
   * Only addresses that anybody on the Internet can be reached at: no loopback, private (RFC 1918),
   * link-local, unique-local, shared (carrier-grade NAT, RFC 6598), documentation, benchmark,
   * multicast or reserved ones, and neither {@code 0.0.0.0} nor {@code ::}. An IPv4 address inside
   * an IPv6 one (IPv4-mapped, NAT64, 6to4) counts as the IPv4 address.
   */
  static AddressPolicy publicOnly() {
    return PublicAddresses.ONLY;
  }

  /** A policy that does not apply to the addresses of proxies. */
  record ExceptProxies(AddressPolicy policy) implements AddressPolicy {
    @Override
    public boolean allows(InetAddress address) {
      return policy.allows(address);
    }

    @Override
    public boolean appliesToProxies() {
      return false;
    }
  }
}
