package httpwire.examples.recipes

import httpwire.connection.HttpConnection
import okio.ByteString

/** How do I read a body 200 bytes at a time? A piece is shorter only at the end, and empty after it. */
internal fun readInPieces(connection: HttpConnection): List<ByteString> {
    val pieces = mutableListOf<ByteString>()
    // region pieces
    connection.request("GET", "/")
    val response = connection.readResponse()
    while (!response.isClosed) {
        pieces += response.read(200)
    }
    // endregion
    return pieces
}
