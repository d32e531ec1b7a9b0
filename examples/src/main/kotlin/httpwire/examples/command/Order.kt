package httpwire.examples.command

import httpwire.Headers
import httpwire.HttpUrl
import httpwire.HttpVersion
import httpwire.RequestBody
import httpwire.auth.Credentials
import httpwire.transport.TlsOptions
import java.nio.file.Path
import kotlin.time.Duration

/**
 * What a command line orders. What can be found wrong with it without a connection has been refused already.
 *
 * @property outputs the files for the first of the [urls]; the others go to standard output
 * @property maxRedirects null if redirects are not followed
 * @property credentials for the origins of the [urls]
 */
internal data class Order(
    val method: String,
    val urls: List<HttpUrl>,
    val headers: Headers = Headers.EMPTY,
    val body: RequestBody? = null,
    val way: Way = Way(),
    val tls: TlsOptions = TlsOptions.DEFAULT,
    val timeout: Duration? = null,
    val version: HttpVersion = HttpVersion.HTTP_1_1,
    val outputs: List<Path> = listOf(),
    val maxRedirects: Int? = null,
    val isDecoded: Boolean = false,
    val credentials: Credentials? = null,
    val showsHead: Boolean = false,
    val isTraced: Boolean = false,
    val isTimed: Boolean = false,
) {
    /** Whether one exchange over one connection is not enough. */
    val needsClient: Boolean
        get() = urls.size > 1 || maxRedirects != null || isDecoded || credentials != null || way.needsClient
}
