package httpwire.connection;

import httpwire.Headers;
import httpwire.Origin;

/** What {@code setTunnel} asked for: the origin behind the proxy, and fields for the proxy. */
record Tunnel(Origin origin, Headers headers) {}
