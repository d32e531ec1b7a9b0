package httpwire.examples.recipes

import httpwire.dsl.httpClient
import java.io.PrintStream
import java.util.concurrent.Callable
import java.util.concurrent.Executors

/** How do many threads share a few connections? They share a client; whoever finds no connection free waits. */
internal fun loadWithThreads(host: String, output: PrintStream): List<String> {
    // region pooled-threads
    val client = httpClient {
        baseUrl = "http://$host/"
        pool { maxPerOrigin = 4 }
    }
    val threads = Executors.newFixedThreadPool(20)
    val pages = threads.invokeAll((1..20).map { Callable { client.get("page/$it").text() } }).map { it.get() }
    output.println(client.statistics())
    // endregion
    threads.shutdown()
    client.close()
    return pages
}
