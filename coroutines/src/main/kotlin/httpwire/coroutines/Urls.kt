@file:OptIn(HttpwireInternal::class)

package httpwire.coroutines

import httpwire.HttpUrl
import httpwire.Request
import httpwire.coroutines.internal.defaultDispatcher
import httpwire.dsl.HttpwireInternal
import httpwire.dsl.internal.HttpSession
import kotlinx.coroutines.CoroutineDispatcher

/**
 * Sends GET to [url] over a connection of its own that ends with the response, and reads the head of the response, as
 * with every function here. The request says `Connection: close` unless the block says something else. Nothing is
 * redirected, decoded or sent again; a status throws nothing. Cancelling cuts the connection.
 *
 * The caller owns the response: reading it to its end, or closing it, closes the connection.
 *
 * @param dispatcher as in [http]
 * @throws httpwire.HttpException.InvalidUrl if [url] is not an absolute http or https URL
 * @throws httpwire.HttpException of another kind if the exchange fails
 * @throws IllegalArgumentException if the request cannot be sent; nothing was
 * @sample httpwire.examples.samples.coroutines.getUrl
 */
public suspend fun get(
    url: String,
    dispatcher: CoroutineDispatcher = defaultDispatcher,
    block: SuspendRequestScope.() -> Unit = {},
): SuspendHttpResponse = request("GET", url, dispatcher, block)

/**
 * Sends HEAD to [url]; the response has no body.
 *
 * @param dispatcher as in [http]
 * @sample httpwire.examples.samples.coroutines.urlVerbs
 */
public suspend fun head(
    url: String,
    dispatcher: CoroutineDispatcher = defaultDispatcher,
    block: SuspendRequestScope.() -> Unit = {},
): SuspendHttpResponse = request("HEAD", url, dispatcher, block)

/**
 * Sends POST to [url].
 *
 * @param dispatcher as in [http]
 * @sample httpwire.examples.samples.coroutines.urlVerbs
 */
public suspend fun post(
    url: String,
    dispatcher: CoroutineDispatcher = defaultDispatcher,
    block: SuspendRequestScope.() -> Unit = {},
): SuspendHttpResponse = request("POST", url, dispatcher, block)

/**
 * Sends PUT to [url].
 *
 * @param dispatcher as in [http]
 * @sample httpwire.examples.samples.coroutines.urlVerbs
 */
public suspend fun put(
    url: String,
    dispatcher: CoroutineDispatcher = defaultDispatcher,
    block: SuspendRequestScope.() -> Unit = {},
): SuspendHttpResponse = request("PUT", url, dispatcher, block)

/**
 * Sends PATCH to [url].
 *
 * @param dispatcher as in [http]
 * @sample httpwire.examples.samples.coroutines.urlVerbs
 */
public suspend fun patch(
    url: String,
    dispatcher: CoroutineDispatcher = defaultDispatcher,
    block: SuspendRequestScope.() -> Unit = {},
): SuspendHttpResponse = request("PATCH", url, dispatcher, block)

/**
 * Sends DELETE to [url].
 *
 * @param dispatcher as in [http]
 * @sample httpwire.examples.samples.coroutines.urlVerbs
 */
public suspend fun delete(
    url: String,
    dispatcher: CoroutineDispatcher = defaultDispatcher,
    block: SuspendRequestScope.() -> Unit = {},
): SuspendHttpResponse = request("DELETE", url, dispatcher, block)

/**
 * Sends OPTIONS to [url].
 *
 * @param dispatcher as in [http]
 * @sample httpwire.examples.samples.coroutines.urlVerbs
 */
public suspend fun options(
    url: String,
    dispatcher: CoroutineDispatcher = defaultDispatcher,
    block: SuspendRequestScope.() -> Unit = {},
): SuspendHttpResponse = request("OPTIONS", url, dispatcher, block)

/**
 * Sends QUERY to [url], a safe request with a body (RFC 10008).
 *
 * @param dispatcher as in [http]
 * @sample httpwire.examples.samples.coroutines.urlVerbs
 */
public suspend fun query(
    url: String,
    dispatcher: CoroutineDispatcher = defaultDispatcher,
    block: SuspendRequestScope.() -> Unit = {},
): SuspendHttpResponse = request("QUERY", url, dispatcher, block)

/**
 * Sends [request], whose target is the URL.
 *
 * @param dispatcher as in [http]
 * @sample httpwire.examples.samples.coroutines.urlVerbs
 */
public suspend fun send(request: Request, dispatcher: CoroutineDispatcher = defaultDispatcher): SuspendHttpResponse {
    val url = HttpUrl.parse(request.target)
    return runOver(HttpSession(url), dispatcher) { send(request.withTarget(url.target)) }
}

/**
 * Sends a request with any [method], which is sent as it is spelt, to [url].
 *
 * @param dispatcher as in [http]
 * @sample httpwire.examples.samples.coroutines.urlVerbs
 */
public suspend fun request(
    method: String,
    url: String,
    dispatcher: CoroutineDispatcher = defaultDispatcher,
    block: SuspendRequestScope.() -> Unit = {},
): SuspendHttpResponse {
    val parsed = HttpUrl.parse(url)
    return runOver(HttpSession(parsed), dispatcher) { request(method, parsed.target, block) }
}
