package httpwire.examples.recipes

import httpwire.connection.HttpConnection
import httpwire.state.ConnectionState
import okio.ByteString

/**
 * May I send the next request before the last response is read? Yes, one: the states say so. The next response can be
 * had only when the one before it is read.
 */
internal fun overlap(connection: HttpConnection): Overlapped {
    connection.request("GET", "/")
    val first = connection.readResponse()
    connection.request("GET", "/index.html")
    val between = connection.state
    val firstBody = first.read()
    val second = connection.readResponse()
    return Overlapped(between, firstBody, second.read())
}

internal data class Overlapped(val stateBetween: ConnectionState, val first: ByteString, val second: ByteString)
