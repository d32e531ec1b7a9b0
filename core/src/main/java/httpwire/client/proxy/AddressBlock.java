package httpwire.client.proxy;

import httpwire.internal.syntax.Decimals;
import httpwire.internal.syntax.IpAddresses;
import java.net.InetAddress;
import java.net.UnknownHostException;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * A block of IP addresses, RFC 4632 §3.1, RFC 4291 §2.3. An IPv4-mapped IPv6 address is the IPv4
 * address that it maps. Immutable.
 *
 * @param bitCount how many leading bits all addresses of the block share
 */
record AddressBlock(ByteString address, int bitCount) {
  private static final int MAPPED_BIT_COUNT = 96;

  /** The block of one address; null if it is not one. */
  static @Nullable AddressBlock of(String host) {
    ByteString address = bytes(host);
    return address == null ? null : new AddressBlock(address, address.size() * 8);
  }

  /**
   * Null if either is malformed.
   *
   * @param length the number of leading bits, in decimal digits
   */
  static @Nullable AddressBlock parse(String host, String length) {
    ByteString address = bytes(host);
    if (address == null) return null;
    long bits = Decimals.parseDecimal(length);
    if (address.size() == 4 && host.indexOf(':') >= 0) bits -= MAPPED_BIT_COUNT;
    return bits < 0 || bits > address.size() * 8L ? null : new AddressBlock(address, (int) bits);
  }

  /**
   * @param host an address in the form of {@link httpwire.Origin#host}
   */
  boolean contains(String host) {
    ByteString other = bytes(host);
    if (other == null || other.size() != address.size()) return false;
    int whole = bitCount / 8;
    if (!other.rangeEquals(0, address, 0, whole)) return false;
    int rest = bitCount % 8;
    if (rest == 0) return true;
    int difference = (other.getByte(whole) ^ address.getByte(whole)) & 0xFF;
    return difference >> (8 - rest) == 0;
  }

  /**
   * The bytes of an address without its zone, which has no meaning elsewhere; null if {@code host}
   * is not an address. Looks nothing up.
   */
  private static @Nullable ByteString bytes(String host) {
    int zone = host.indexOf('%');
    String address = zone < 0 ? host : host.substring(0, zone);
    if (!IpAddresses.isIpv4(address) && !IpAddresses.isIpv6(address)) return null;
    try {
      return ByteString.of(InetAddress.getByName(address).getAddress());
    } catch (UnknownHostException notAnAddress) {
      return null;
    }
  }
}
