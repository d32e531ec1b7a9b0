package httpwire.dsl

import httpwire.client.HttpClient
import httpwire.connection.HttpResponse
import httpwire.dsl.internal.ClientDraft
import httpwire.dsl.internal.prepareRequest

/**
 * A client with the options of [block], for any number of threads. It keeps connections, and should be closed
 * when it is not needed any more.
 *
 * @throws IllegalArgumentException if two options contradict each other
 * @sample httpwire.examples.samples.dsl.client
 */
public fun httpClient(block: ClientScope.() -> Unit = {}): HttpClient = ClientDraft().apply(block).build()

/**
 * Sends GET when the block ends, and reads the head of the response. [url] is absolute, or relative to the
 * client's base URL, as with every verb. The caller owns the response, and must read it to its end or close it. Throws
 * what [HttpClient.send] throws.
 *
 * @sample httpwire.examples.samples.dsl.client
 */
public fun HttpClient.get(url: String, block: RequestScope.() -> Unit): HttpResponse = request("GET", url, block)

/**
 * Sends HEAD; the response has no body.
 *
 * @sample httpwire.examples.samples.dsl.clientVerbs
 */
public fun HttpClient.head(url: String, block: RequestScope.() -> Unit): HttpResponse = request("HEAD", url, block)

/**
 * Sends POST.
 *
 * @sample httpwire.examples.samples.dsl.clientVerbs
 */
public fun HttpClient.post(url: String, block: RequestScope.() -> Unit = {}): HttpResponse = request("POST", url, block)

/**
 * Sends PUT.
 *
 * @sample httpwire.examples.samples.dsl.clientVerbs
 */
public fun HttpClient.put(url: String, block: RequestScope.() -> Unit = {}): HttpResponse = request("PUT", url, block)

/**
 * Sends PATCH.
 *
 * @sample httpwire.examples.samples.dsl.clientVerbs
 */
public fun HttpClient.patch(url: String, block: RequestScope.() -> Unit = {}): HttpResponse =
    request("PATCH", url, block)

/**
 * Sends DELETE.
 *
 * @sample httpwire.examples.samples.dsl.clientVerbs
 */
public fun HttpClient.delete(url: String, block: RequestScope.() -> Unit): HttpResponse = request("DELETE", url, block)

/**
 * Sends OPTIONS.
 *
 * @sample httpwire.examples.samples.dsl.clientVerbs
 */
public fun HttpClient.options(url: String, block: RequestScope.() -> Unit): HttpResponse =
    request("OPTIONS", url, block)

/**
 * Sends QUERY, a safe request with a body (RFC 10008).
 *
 * @sample httpwire.examples.samples.dsl.clientVerbs
 */
public fun HttpClient.query(url: String, block: RequestScope.() -> Unit = {}): HttpResponse =
    request("QUERY", url, block)

/**
 * Sends a request with any [method], which is sent as it is spelt.
 *
 * @sample httpwire.examples.samples.dsl.clientVerbs
 */
@OptIn(HttpwireInternal::class)
public fun HttpClient.request(method: String, url: String, block: RequestScope.() -> Unit = {}): HttpResponse =
    send(prepareRequest(method, url, codec, block))
