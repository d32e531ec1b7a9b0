package httpwire.examples.recipes

import httpwire.connection.HttpConnection

/** How do I open a connection, ask, and close it? It opens with the first request, and the block's end closes it. */
internal fun openAskClose(host: String): String {
    // region connection
    HttpConnection.http(host).use { connection ->
        connection.request("GET", "/")
        val response = connection.readResponse()
        return "${response.status} ${response.reason}\n${response.text()}"
    }
    // endregion
}
