package httpwire.examples.recipes

import httpwire.connection.HttpConnection
import httpwire.connection.HttpConnectionBuilder
import java.net.InetSocketAddress
import java.time.Duration

/** Which ways are there to say where to connect? These all mean the same server; none of them opens anything. */
internal fun sameServerInMoreAndMoreWords(): List<HttpConnection> = listOf(
    HttpConnection.http("www.python.org"),
    HttpConnection.http("www.python.org:80"),
    HttpConnection.builder("www.python.org").port(80).build(),
    HttpConnection.builder("www.python.org").port(80).timeout(Duration.ofSeconds(10)).build(),
)

/** How do I say where the connection comes from? Port 0 is any free one. */
internal fun comingFrom(address: String, builder: HttpConnectionBuilder): HttpConnection =
    builder.timeout(Duration.ofSeconds(10)).sourceAddress(InetSocketAddress(address, 0)).build()
