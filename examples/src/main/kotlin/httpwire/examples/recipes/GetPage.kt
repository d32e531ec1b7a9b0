package httpwire.examples.recipes

import httpwire.connection.HttpConnection

/** How do I get a page? A 404 is an answer as any other: no exception comes with it. */
internal fun getPage(connection: HttpConnection, target: String): Reply {
    connection.request("GET", target)
    val response = connection.readResponse()
    return Reply(response.status, response.reason, response.read())
}
