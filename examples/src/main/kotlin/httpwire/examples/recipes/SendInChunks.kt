package httpwire.examples.recipes

import httpwire.Headers
import httpwire.RequestBody
import httpwire.connection.HttpConnection
import okio.ByteString

/** How do I send what has no length yet? Anything without one goes out in chunks, here one for each piece. */
internal fun sendInChunks(connection: HttpConnection, pieces: Sequence<ByteString>): Reply {
    connection.request("PUT", "/file", Headers.EMPTY, RequestBody.of(pieces.asIterable()))
    val response = connection.readResponse()
    return Reply(response.status, response.reason, response.read())
}
