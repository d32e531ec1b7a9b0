package httpwire.examples.recipes

import httpwire.connection.HttpConnection

/** What comes back for HEAD? The head of what GET would give, and never a body. */
internal fun askForHead(connection: HttpConnection, target: String): Reply {
    connection.request("HEAD", target)
    val response = connection.readResponse()
    return Reply(response.status, response.reason, response.read())
}
