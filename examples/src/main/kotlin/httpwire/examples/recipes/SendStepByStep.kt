package httpwire.examples.recipes

import httpwire.connection.HttpConnection

/** How do I send a request step by step? Nothing goes out before `endHeaders`; then each `send` does at once. */
internal fun sendStepByStep(connection: HttpConnection): Reply {
    // region step-by-step
    connection.putRequest("POST", "/cgi-bin/query")
    connection.putHeader("Accept", "text/plain", "text/html")
    connection.putHeader("Content-Length", "21")
    connection.endHeaders()
    connection.send("spam=1&eggs".encodeToByteArray())
    connection.send("=2&bacon=0".encodeToByteArray())
    val response = connection.readResponse()
    // endregion
    return Reply(response.status, response.reason, response.read())
}
