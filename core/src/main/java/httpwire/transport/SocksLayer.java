package httpwire.transport;

import httpwire.HttpException.ConnectFailed;
import httpwire.HttpException.MalformedMessage;
import httpwire.HttpException.TunnelRefused;
import httpwire.Origin;
import httpwire.Phase;
import httpwire.SocksReply;
import httpwire.auth.Credentials;
import httpwire.transport.Proxy.Protocol;
import java.io.EOFException;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import okio.Buffer;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/**
 * Asks the SOCKS proxy at the carrier's other end to connect to an origin.
 *
 * <ol>
 *   <li>SOCKS 5: offer the ways to authenticate; the proxy chooses one (RFC 1928 §3)
 *   <li>SOCKS 5: send user and secret if it chose that (RFC 1929)
 *   <li>ask it to connect, to a name or to an address that was found here
 *   <li>read its reply; every byte after that is the origin's
 * </ol>
 */
final class SocksLayer implements Layer {
  private static final int VERSION_4 = 4;
  private static final int VERSION_5 = 5;
  private static final int CONNECT = 1;

  private static final int NO_AUTHENTICATION = 0;
  private static final int USER_AND_SECRET = 2;
  private static final int NO_METHOD = 255;

  private static final int IPV4 = 1;
  private static final int NAME = 3;
  private static final int IPV6 = 4;

  private static final int GRANTED_4 = 90;

  /** One byte says how long a text is. */
  private static final int MAX_TEXT_BYTES = 255;

  private final Proxy proxy;
  private final Origin origin;
  private final boolean isToProxy;
  private final Addresses addresses;

  /**
   * @param origin where the proxy is to connect
   * @param isToProxy whether that is another proxy
   * @param addresses finds the address of the origin's name, if the proxy does not
   */
  SocksLayer(Proxy proxy, Origin origin, boolean isToProxy, Addresses addresses) {
    this.proxy = proxy;
    this.origin = origin;
    this.isToProxy = isToProxy;
    this.addresses = addresses;
  }

  /**
   * @throws TunnelRefused if the proxy refuses; it has the proxy's reply
   */
  @Override
  public Transport over(Transport carrier, ConnectAttempt attempt) throws IOException {
    InetAddress found = address(attempt);
    attempt.getBudget().enterWhole(Phase.TUNNEL, carrier);
    attempt.hopAsked(proxy.getAddress(), origin);
    try {
      if (isVersion4()) connect4(carrier, found);
      else connect5(carrier, found);
    } catch (EOFException e) {
      throw new EOFException("SOCKS proxy " + hop() + " closed the connection while it was asked");
    }
    attempt.hopAccepted(proxy.getAddress(), origin);
    return carrier;
  }

  private boolean isVersion4() {
    Protocol protocol = proxy.getProtocol();
    return protocol == Protocol.SOCKS4 || protocol == Protocol.SOCKS4A;
  }

  private String hop() {
    return proxy.getAddress().authority();
  }

  /** The address to ask for; null to give the proxy a name. */
  private @Nullable InetAddress address(ConnectAttempt attempt) throws IOException {
    if (!origin.isAddress() && !proxy.getProtocol().resolvesHere()) return null;
    List<InetAddress> found = addresses.of(origin, isToProxy, attempt);
    if (!isVersion4()) return found.get(0);
    for (InetAddress address : found) if (address instanceof Inet4Address) return address;
    throw new ConnectFailed(
        origin.host() + " has no IPv4 address, and SOCKS 4 connects to no other", null);
  }

  // 1. SOCKS 5.

  private void connect5(Transport carrier, @Nullable InetAddress found) throws IOException {
    authenticate(carrier);
    Buffer request = new Buffer();
    request.writeByte(VERSION_5).writeByte(CONNECT).writeByte(0);
    if (found == null) {
      putText(request.writeByte(NAME), "host name", origin.host());
    } else {
      byte[] bytes = found.getAddress();
      request.writeByte(bytes.length == 4 ? IPV4 : IPV6).write(bytes);
    }
    request.writeShort(origin.port());
    send(carrier, request);
    readReply5(carrier.getSource());
  }

  private void authenticate(Transport carrier) throws IOException {
    Credentials credentials = proxy.getCredentials();
    Buffer offer = new Buffer().writeByte(VERSION_5).writeByte(credentials == null ? 1 : 2);
    offer.writeByte(NO_AUTHENTICATION);
    if (credentials != null) offer.writeByte(USER_AND_SECRET);
    send(carrier, offer);
    BufferedSource source = carrier.getSource();
    requireVersion(source.readByte() & 255, VERSION_5);
    int method = source.readByte() & 255;
    if (method == NO_AUTHENTICATION) return;
    if (method == NO_METHOD) throw refused(SocksReply.NO_ACCEPTABLE_METHOD, method);
    if (method != USER_AND_SECRET || credentials == null) {
      throw malformed("chose a way to authenticate that was not offered: " + method);
    }
    Buffer pair = new Buffer().writeByte(1);
    putText(pair, "user name", credentials.getUser());
    putText(pair, "secret", credentials.getSecret());
    send(carrier, pair);
    source.skip(1);
    int status = source.readByte() & 255;
    if (status != 0) throw refused(SocksReply.AUTHENTICATION_FAILED, status);
  }

  /** The address in the reply is the proxy's own end, and of no use here. */
  private void readReply5(BufferedSource source) throws IOException {
    requireVersion(source.readByte() & 255, VERSION_5);
    int code = source.readByte() & 255;
    if (code != 0) throw refused(SocksReply.of5(code), code);
    source.skip(1);
    int type = source.readByte() & 255;
    switch (type) {
      case IPV4 -> source.skip(4);
      case IPV6 -> source.skip(16);
      case NAME -> source.skip(source.readByte() & 255);
      default -> throw malformed("replied with an address of an unknown type: " + type);
    }
    source.skip(2);
  }

  // 2. SOCKS 4.

  private void connect4(Transport carrier, @Nullable InetAddress found) throws IOException {
    Buffer request = new Buffer();
    request.writeByte(VERSION_4).writeByte(CONNECT).writeShort(origin.port());
    // An address that begins like this says that a name follows.
    if (found == null) request.writeInt(1);
    else request.write(found.getAddress());
    Credentials credentials = proxy.getCredentials();
    if (credentials != null) request.writeUtf8(credentials.getUser());
    request.writeByte(0);
    if (found == null) request.writeUtf8(origin.host()).writeByte(0);
    send(carrier, request);
    BufferedSource source = carrier.getSource();
    requireVersion(source.readByte() & 255, 0);
    int code = source.readByte() & 255;
    if (code != GRANTED_4) throw refused(SocksReply.of4(code), code);
    source.skip(6);
  }

  // 3. Both.

  private static void send(Transport carrier, Buffer message) throws IOException {
    carrier.getSink().write(message, message.size());
    carrier.getSink().flush();
  }

  private static void putText(Buffer message, String what, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    requireFits(what, bytes.length);
    message.writeByte(bytes.length).write(bytes);
  }

  /** Checks credentials when they are given to a proxy, and not when it is asked. */
  static void requireFit(Credentials credentials) {
    requireFits("user name", credentials.getUser().getBytes(StandardCharsets.UTF_8).length);
    requireFits("secret", credentials.getSecret().getBytes(StandardCharsets.UTF_8).length);
  }

  private static void requireFits(String what, int byteCount) {
    if (byteCount <= MAX_TEXT_BYTES) return;
    throw new IllegalArgumentException(
        "the " + what + " for a SOCKS proxy has more than 255 bytes: " + byteCount);
  }

  private void requireVersion(int version, int expected) throws MalformedMessage {
    if (version == expected) return;
    boolean isHttp = version == 'H';
    throw malformed(
        "does not speak it: its reply begins with "
            + String.format("0x%02X", version)
            + (isHttp ? ", it may be an HTTP proxy" : ""));
  }

  private MalformedMessage malformed(String what) {
    return new MalformedMessage("SOCKS proxy " + hop() + " " + what);
  }

  private TunnelRefused refused(SocksReply reply, int code) {
    return new TunnelRefused(proxy.getAddress(), reply, code, origin.authority());
  }

  @Override
  public String toString() {
    return proxy.getProtocol().scheme() + " " + origin.authority();
  }
}
