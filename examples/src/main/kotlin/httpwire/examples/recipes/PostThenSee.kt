package httpwire.examples.recipes

import httpwire.dsl.httpClient
import httpwire.dsl.post

/** How do I see which redirects were followed? After 303 the POST becomes a GET, and its body is not sent again. */
internal fun postThenSee(url: String): List<String> {
    // region post-then-see
    val client = httpClient { redirects() }
    val response = client.post(url) { form("title" to "spam") }
    val steps = (response.history + response).map { "${it.request?.method} ${it.url}: ${it.status}" }
    val page = response.text()
    // endregion
    client.close()
    return steps + page
}
