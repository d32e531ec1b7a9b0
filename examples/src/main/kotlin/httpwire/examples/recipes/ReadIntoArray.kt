package httpwire.examples.recipes

import httpwire.connection.HttpConnection
import okio.ByteString
import okio.ByteString.Companion.toByteString

/** How do I read into an array of my own? */
internal fun readIntoArray(connection: HttpConnection, array: ByteArray): ByteString {
    connection.request("GET", "/")
    connection.readResponse().use { response ->
        val byteCount = response.readInto(array)
        return array.toByteString(0, byteCount)
    } // Closing before the end closes the connection too, because the rest is unread.
}
