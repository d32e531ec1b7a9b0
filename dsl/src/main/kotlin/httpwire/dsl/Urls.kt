package httpwire.dsl

import httpwire.HttpUrl
import httpwire.Request
import httpwire.connection.HttpResponse
import httpwire.dsl.internal.HttpSession

/**
 * Sends GET to [url] when the block ends, over a connection of its own that ends with the response, and reads the
 * head of the response, as with every function here. The request says `Connection: close` unless the block says
 * something else. Nothing is redirected, decoded or sent again; a status throws nothing.
 *
 * The caller owns the response: reading it to its end, or closing it, closes the connection.
 *
 * @throws httpwire.HttpException.InvalidUrl if [url] is not an absolute http or https URL
 * @throws httpwire.HttpException of another kind if the exchange fails
 * @throws IllegalArgumentException if the request cannot be sent; nothing was
 * @sample httpwire.examples.samples.dsl.getUrl
 */
public fun get(url: String, block: RequestScope.() -> Unit = {}): HttpResponse = request("GET", url, block)

/**
 * Sends HEAD to [url]; the response has no body.
 *
 * @sample httpwire.examples.samples.dsl.urlVerbs
 */
public fun head(url: String, block: RequestScope.() -> Unit = {}): HttpResponse = request("HEAD", url, block)

/**
 * Sends POST to [url].
 *
 * @sample httpwire.examples.samples.dsl.urlVerbs
 */
public fun post(url: String, block: RequestScope.() -> Unit = {}): HttpResponse = request("POST", url, block)

/**
 * Sends PUT to [url].
 *
 * @sample httpwire.examples.samples.dsl.urlVerbs
 */
public fun put(url: String, block: RequestScope.() -> Unit = {}): HttpResponse = request("PUT", url, block)

/**
 * Sends PATCH to [url].
 *
 * @sample httpwire.examples.samples.dsl.urlVerbs
 */
public fun patch(url: String, block: RequestScope.() -> Unit = {}): HttpResponse = request("PATCH", url, block)

/**
 * Sends DELETE to [url].
 *
 * @sample httpwire.examples.samples.dsl.urlVerbs
 */
public fun delete(url: String, block: RequestScope.() -> Unit = {}): HttpResponse = request("DELETE", url, block)

/**
 * Sends OPTIONS to [url].
 *
 * @sample httpwire.examples.samples.dsl.urlVerbs
 */
public fun options(url: String, block: RequestScope.() -> Unit = {}): HttpResponse = request("OPTIONS", url, block)

/**
 * Sends QUERY to [url], a safe request with a body (RFC 10008).
 *
 * @sample httpwire.examples.samples.dsl.urlVerbs
 */
public fun query(url: String, block: RequestScope.() -> Unit = {}): HttpResponse = request("QUERY", url, block)

/**
 * Sends [request], whose target is the URL.
 *
 * @sample httpwire.examples.samples.dsl.urlVerbs
 */
@OptIn(HttpwireInternal::class)
public fun send(request: Request): HttpResponse {
    val url = HttpUrl.parse(request.target)
    return Blocking(HttpSession(url)).run { send(request.withTarget(url.target)) }
}

/**
 * Sends a request with any [method], which is sent as it is spelt, to [url].
 *
 * @sample httpwire.examples.samples.dsl.urlVerbs
 */
@OptIn(HttpwireInternal::class)
public fun request(method: String, url: String, block: RequestScope.() -> Unit = {}): HttpResponse {
    val parsed = HttpUrl.parse(url)
    return Blocking(HttpSession(parsed)).run { request(method, parsed.target, block) }
}
