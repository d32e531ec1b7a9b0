package httpwire.examples.servers

import httpwire.HttpException
import httpwire.HttpUrl
import httpwire.client.ClientListener
import httpwire.client.HttpClient
import httpwire.client.HttpClientBuilder
import httpwire.trace.Moment
import io.kotest.matchers.shouldBe
import java.io.OutputStream
import java.net.Socket
import java.util.concurrent.Callable
import java.util.concurrent.Executors
import java.util.concurrent.atomic.AtomicInteger

/** What a client did by itself between a call and its response. */
internal class Noted : ClientListener {
    val challenged = AtomicInteger()
    val resent = AtomicInteger()

    override fun challenged(moment: Moment, status: Int, url: HttpUrl) {
        challenged.incrementAndGet()
    }

    override fun resent(moment: Moment, failure: HttpException) {
        resent.incrementAndGet()
    }
}

/** Runs [block] with a client, and checks that every connection came back to its pool. */
internal fun <T> withClient(configure: HttpClientBuilder.() -> Unit = {}, block: (HttpClient) -> T): T =
    HttpClient.builder().apply(configure).build().use { client ->
        block(client).also { client.statistics().run { leased + waiting + leaked } shouldBe 0L }
    }

internal fun HttpClient.text(url: String): String = get(url).text()

/** How many connections were opened, and how many exchanges went over one that was open already. */
internal fun HttpClient.connections(): String = statistics().run { "$opened opened, $reused reused" }

/** What [call] returned for each number below [count], in several threads at once. */
internal fun <T> inThreads(threadCount: Int, count: Int, call: (Int) -> T): List<T> {
    val threads = Executors.newFixedThreadPool(threadCount)
    try {
        return threads.invokeAll(List(count) { Callable { call(it) } }).map { it.get() }
    } finally {
        threads.shutdownNow()
    }
}

/**
 * Waits until the server closes a connection that has nothing to do. One that was idle before this call is closed then
 * too, because its time began earlier.
 */
internal fun awaitIdleClose(port: Int, target: String) {
    Socket("127.0.0.1", port).use { socket ->
        socket.soTimeout = 30_000
        socket.getOutputStream().write("GET $target HTTP/1.1\r\nHost: 127.0.0.1:$port\r\n\r\n".toByteArray())
        socket.getInputStream().transferTo(OutputStream.nullOutputStream())
    }
}
