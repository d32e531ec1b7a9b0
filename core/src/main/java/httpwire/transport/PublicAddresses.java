package httpwire.transport;

import java.net.InetAddress;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The addresses that are globally reachable, by the IANA special-purpose address registries (RFC
 * 6890 and its updates).
 */
final class PublicAddresses implements AddressPolicy {
  static final AddressPolicy ONLY = new PublicAddresses();

  /** IPv4 blocks that are not globally reachable. */
  private static final Block[] IPV4 = {
    Block.of(8, 0), // this network
    Block.of(8, 10), // private
    Block.of(10, 100, 64), // shared, carrier-grade NAT
    Block.of(8, 127), // loopback
    Block.of(16, 169, 254), // link-local
    Block.of(12, 172, 16), // private
    Block.of(24, 192, 0, 0), // IETF protocol assignments
    Block.of(24, 192, 0, 2), // documentation
    Block.of(24, 192, 88, 99), // 6to4 relays, deprecated
    Block.of(16, 192, 168), // private
    Block.of(15, 198, 18), // benchmarks
    Block.of(24, 198, 51, 100), // documentation
    Block.of(24, 203, 0, 113), // documentation
    Block.of(3, 224) // multicast, reserved and broadcast
  };

  /** The block of all IPv6 addresses that are globally reachable. */
  private static final Block GLOBAL_UNICAST = Block.of(3, 0x20);

  /** Blocks in {@link #GLOBAL_UNICAST} that are not globally reachable. */
  private static final Block[] IPV6 = {
    Block.of(23, 0x20, 0x01, 0x00), // IETF protocol assignments, Teredo
    Block.of(32, 0x20, 0x01, 0x0d, 0xb8), // documentation
    Block.of(20, 0x3f, 0xff, 0x00) // documentation
  };

  private static final Block IPV4_MAPPED = Block.of(96, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff);

  private static final Block NAT64 = Block.of(96, 0x00, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0);

  private static final Block SIX_TO_FOUR = Block.of(16, 0x20, 0x02);

  private PublicAddresses() {}

  @Override
  public boolean allows(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (bytes.length == 4) return isPublic4(bytes);
    byte[] inside = ipv4Inside(bytes);
    if (inside != null) return isPublic4(inside);
    return GLOBAL_UNICAST.contains(bytes) && !isIn(IPV6, bytes);
  }

  private static boolean isPublic4(byte[] bytes) {
    return !isIn(IPV4, bytes);
  }

  private static boolean isIn(Block[] blocks, byte[] bytes) {
    for (Block block : blocks) if (block.contains(bytes)) return true;
    return false;
  }

  /** The IPv4 address that packets for an IPv6 address go to in the end; null if there is none. */
  private static byte @Nullable [] ipv4Inside(byte[] bytes) {
    if (IPV4_MAPPED.contains(bytes) || NAT64.contains(bytes)) return fourAt(bytes, 12);
    return SIX_TO_FOUR.contains(bytes) ? fourAt(bytes, 2) : null;
  }

  private static byte[] fourAt(byte[] bytes, int from) {
    return Arrays.copyOfRange(bytes, from, from + 4);
  }

  /** All addresses that begin with the same bits. */
  private static final class Block {
    private final int bits;
    private final int[] prefix;

    private Block(int bits, int[] prefix) {
      this.bits = bits;
      this.prefix = prefix;
    }

    /**
     * @param prefix the first bytes; those that are left out are 0
     */
    static Block of(int bits, int... prefix) {
      return new Block(bits, prefix);
    }

    boolean contains(byte[] address) {
      for (int i = 0; i * 8 < bits; i++) {
        int bitsLeft = bits - i * 8;
        int mask = bitsLeft >= 8 ? 255 : (255 << (8 - bitsLeft)) & 255;
        int expected = i < prefix.length ? prefix[i] : 0;
        if ((address[i] & mask) != (expected & mask)) return false;
      }
      return true;
    }
  }

  @Override
  public String toString() {
    return "public addresses only";
  }
}
