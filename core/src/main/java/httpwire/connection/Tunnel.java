package httpwire.connection;

import httpwire.Headers;
import httpwire.Origin;

/**
 * The arguments of {@code setTunnel}: the origin to reach through the proxy, and fields for the
 * proxy.
 */
record Tunnel(Origin origin, Headers headers) {}
