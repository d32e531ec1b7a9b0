package httpwire.examples.recipes

import httpwire.Headers
import httpwire.connection.HttpConnection
import okio.ByteString.Companion.encodeUtf8

/** How do I go through a proxy? The connection's own host is the proxy; the tunnel's host is whom we talk to. */
internal fun headThroughTunnel(proxy: HttpConnection): Reply {
    // region tunnel
    proxy.setTunnel("www.python.org")
    proxy.request("HEAD", "/index.html")
    val response = proxy.readResponse()
    // endregion
    return Reply(response.status, response.reason, response.read())
}

/** How do I tell the proxy who I am, and what did it say? These fields are not sent to the server at its other end. */
internal fun throughTunnelWithPassword(proxy: HttpConnection, user: String, password: String): Pair<Reply, Headers?> {
    val credentials = "$user:$password".encodeUtf8().base64()
    proxy.setTunnel("www.python.org", 80, Headers.of("Proxy-Authorization", "Basic $credentials"))
    proxy.request("GET", "/")
    val response = proxy.readResponse()
    return Reply(response.status, response.reason, response.read()) to proxy.proxyResponseHeaders
}
