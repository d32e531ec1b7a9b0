package httpwire.examples.command

import httpwire.Headers
import httpwire.HttpUrl
import httpwire.HttpVersion
import httpwire.RequestBody
import httpwire.transport.TlsOptions
import java.nio.file.Path
import kotlin.time.Duration

/** What a command line orders. What can be found wrong with it without a connection has been refused already. */
internal data class Order(
    val method: String,
    val url: HttpUrl,
    val headers: Headers = Headers.EMPTY,
    val body: RequestBody? = null,
    val way: Way = Way(),
    val tls: TlsOptions = TlsOptions.DEFAULT,
    val timeout: Duration? = null,
    val version: HttpVersion = HttpVersion.HTTP_1_1,
    val output: Path? = null,
    val showsHead: Boolean = false,
    val isTraced: Boolean = false,
    val isTimed: Boolean = false,
)
