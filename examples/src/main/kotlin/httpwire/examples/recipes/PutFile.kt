package httpwire.examples.recipes

import httpwire.Headers
import httpwire.RequestBody
import httpwire.connection.HttpConnection
import java.nio.file.Path

/** How do I upload a file? It goes out with its length, without being loaded. */
internal fun putFile(connection: HttpConnection, file: Path): Reply {
    connection.request("PUT", "/file", Headers.EMPTY, RequestBody.of(file))
    val response = connection.readResponse()
    return Reply(response.status, response.reason, response.read())
}
