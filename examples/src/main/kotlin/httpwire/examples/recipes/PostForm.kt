package httpwire.examples.recipes

import httpwire.Headers
import httpwire.RequestBody
import httpwire.connection.HttpConnection
import java.net.URLEncoder

/** How do I send a form? Redirects are not followed: a 302 is what it is. */
internal fun postForm(connection: HttpConnection, target: String, form: Map<String, Any>): Reply {
    val fields = form.map { (name, value) -> "${encoded(name)}=${encoded(value.toString())}" }
    val headers = Headers.of("Content-type", "application/x-www-form-urlencoded", "Accept", "text/plain")
    connection.request("POST", target, headers, RequestBody.of(fields.joinToString("&")))
    val response = connection.readResponse()
    return Reply(response.status, response.reason, response.read())
}

private fun encoded(text: String) = URLEncoder.encode(text, Charsets.UTF_8)
