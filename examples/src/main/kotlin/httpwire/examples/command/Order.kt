package httpwire.examples.command

import httpwire.Headers
import httpwire.HttpUrl
import httpwire.HttpVersion
import httpwire.Request
import httpwire.RequestBody
import httpwire.auth.Credentials
import httpwire.transport.TlsOptions
import java.nio.file.Path
import kotlin.time.Duration
import kotlin.time.toJavaDuration

/**
 * What a command line orders. What can be found wrong with it without a connection has been refused already.
 *
 * @property continueTimeout how long to wait for 100 Continue before the body is sent; null if it is not asked for
 * @property rawTarget what the server is asked for instead of the path of the only URL
 * @property isPipelined whether all requests are sent before the first is answered
 * @property isOnlyShown whether nothing is sent
 * @property outputs the files for the first of the [urls]; the others go to standard output
 * @property isNamedByServer whether an output has the server's name for it, if there is one, and is not overwritten
 * @property isFailing whether an answer of 400 or more is a failure
 * @property isSilent whether nothing is said of failures
 * @property isContinued whether the [outputs] are downloaded, each of which goes on where it ended
 * @property maxRedirects null if redirects are not followed
 * @property retries how often a request is sent again at most; null if it is not
 * @property credentials for the origins of the [urls]
 * @property cookies what is sent, read and written
 * @property cacheFolder where responses are stored; null if they are not
 */
internal data class Order(
    val method: String,
    val urls: List<HttpUrl>,
    val headers: Headers = Headers.EMPTY,
    val body: RequestBody? = null,
    val continueTimeout: Duration? = null,
    val rawTarget: String? = null,
    val version: HttpVersion = HttpVersion.HTTP_1_1,
    val isPipelined: Boolean = false,
    val isOnlyShown: Boolean = false,
    val way: Way = Way(),
    val tls: TlsOptions = TlsOptions.DEFAULT,
    val timeout: Duration? = null,
    val outputs: List<Path> = listOf(),
    val isNamedByServer: Boolean = false,
    val isFailing: Boolean = false,
    val isSilent: Boolean = false,
    val isContinued: Boolean = false,
    val showsHead: Boolean = false,
    val maxRedirects: Int? = null,
    val retries: Int? = null,
    val isDecoded: Boolean = false,
    val credentials: Credentials? = null,
    val cookies: CookieOrder = CookieOrder(),
    val cacheFolder: Path? = null,
    val watches: Watches = Watches(),
) {
    /** Whether something is ordered that only a client does. */
    val hasClientOptions: Boolean
        get() = isContinued || maxRedirects != null || retries != null || isDecoded || credentials != null ||
            cookies.hasJar || cacheFolder != null || way.needsClient

    /** Whether one connection is not enough. */
    val needsClient: Boolean get() = hasClientOptions || (urls.size > 1 && !isPipelined)

    /** The request for one of the URLs, in the form that goes to a server. */
    fun request(url: HttpUrl): Request = request(rawTarget ?: url.target())

    /** The last request of a connection: RFC 9112 §9.6 wants the server to know that it is. */
    fun lastRequest(url: HttpUrl): Request {
        val request = request(url)
        if (headers.contains("Connection")) return request
        return request.newBuilder().header("Connection", "close").build()
    }

    /** Whether the raw target is a URL. */
    val isTargetAbsolute: Boolean get() = rawTarget != null && !rawTarget.startsWith("/") && "://" in rawTarget

    /** The URL that the server is asked for, RFC 9112 §3.3. */
    fun askedUrl(url: HttpUrl): String = when {
        rawTarget == null -> url.toString()
        rawTarget.startsWith("/") -> "${url.origin()}$rawTarget"
        isTargetAbsolute -> rawTarget
        else -> url.origin().toString()
    }

    /** The request with this target. */
    fun request(target: String): Request {
        val builder = Request.builder(method, target).headers(headers).body(body)
        cookies.field?.let { builder.secretHeader("Cookie", it) }
        continueTimeout?.let { builder.expectContinue(it.toJavaDuration()) }
        return builder.build()
    }
}
