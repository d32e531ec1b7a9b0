package httpwire.examples.recipes

import httpwire.Request
import httpwire.client.ClientListener
import httpwire.dsl.http
import httpwire.dsl.httpClient
import httpwire.trace.CurlCommand
import httpwire.trace.HarLog
import httpwire.trace.TraceWriter
import okio.FileSystem
import okio.Path

/** What goes over the wire, byte by byte? As curl's --trace-ascii shows it. */
internal fun traced(host: String, output: Appendable): String {
    // region see-trace
    val page = http(host) {
        listener = TraceWriter.ascii(output).withTimes() // Or hex: curl's --trace.
        get("/").text()
    }
    // endregion
    return page
}

/** What was asked, and how long did it take? As a file that a browser opens. */
internal fun recorded(host: String, file: Path): String {
    // region see-har
    val log = HarLog.create()
    val page = http(host) {
        listener = log.forConnection()
        get("/").text()
    }
    FileSystem.SYSTEM.write(file) { log.writeTo(this) }
    // endregion
    return page
}

/** The same of a client, whose recorder is told of each exchange before it has a connection. */
internal fun clientRecorded(url: String, log: HarLog): String {
    // region see-har-client
    val recorder = log.forClient()
    val client = httpClient {
        defaults()
        listener = ClientListener.of(listOf(recorder))
        listener { exchangeStarted { request -> recorder.exchangeStarted(this, request) } }
    }
    // endregion
    return client.use { it.send(Request.get(url)).text() }
}

/** How would curl ask for it? */
internal fun asCurl(request: Request): String {
    // region see-curl
    val command = CurlCommand.of(request).toString() // Secrets are hidden: withSecrets() shows them.
    // endregion
    return command
}
