package httpwire.examples.migration

import httpwire.connection.HttpConnection
import httpwire.dsl.http
import httpwire.dsl.https
import httpwire.transport.TlsOptions
import okio.ByteString.Companion.encodeUtf8
import java.io.PrintStream
import kotlin.time.Duration.Companion.seconds

internal fun connections(): List<HttpConnection> {
    // region move-constructors-kotlin
    val h1 = HttpConnection.http("www.python.org")
    val h2 = HttpConnection.http("www.python.org:80")
    val h3 = HttpConnection.builder("www.python.org").port(80).build()
    val h4 = http("www.python.org:80") {
        timeout = 10.seconds
        sourceAddress("127.0.0.1")
        blockSize = 8192
        connection // A block that asks for nothing opens nothing.
    }
    val h5 = HttpConnection.https("www.python.org")
    // endregion
    return listOf(h1, h2, h3, h4, h5)
}

internal fun throughTunnel(proxy: String, trusted: TlsOptions): Answer {
    // region move-tunnel-kotlin
    val answer = https(proxy) {
        tls = trusted
        tunnel("www.python.org", 443) { header("Proxy-Authorization", basic("user", "secret")) }
        val response = head("/index.html")
        val via = connection.proxyResponseHeaders?.get("Via").orEmpty()
        Answer(response.status, response.reason, via.encodeUtf8())
    }
    // endregion
    return answer
}

internal fun debug(host: String, output: PrintStream): String {
    // region move-debug-kotlin
    val page = http(host) {
        debug(level = 1) { output.println(it) } // 2 shows passwords and cookies, too; debug() prints.
        get("/").text()
    }
    // endregion
    return page
}
