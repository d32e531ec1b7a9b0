package httpwire.coroutines.torture

import httpwire.Request
import httpwire.RequestBody
import httpwire.auth.Credentials
import httpwire.call.Backoff
import httpwire.client.HttpClientBuilder
import httpwire.client.cache.Cache
import httpwire.client.pool.PoolOptions
import httpwire.client.retry.Retries
import httpwire.connection.HttpConnection
import httpwire.coroutines.SuspendHttpClient
import httpwire.coroutines.SuspendHttpResponse
import httpwire.coroutines.SuspendRequestScope
import httpwire.coroutines.awaitClose
import httpwire.coroutines.awaitExchange
import httpwire.download.DownloadOptions
import httpwire.sse.EventOptions
import httpwire.sse.Reconnection
import httpwire.torture.BODY
import httpwire.torture.BOUND
import httpwire.transport.Dialer
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.async
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.flow.take
import kotlinx.coroutines.withContext
import kotlinx.coroutines.yield
import okio.ByteString
import okio.ByteString.Companion.encodeUtf8
import okio.Path.Companion.toOkioPath
import java.time.Duration
import kotlin.io.path.createTempDirectory
import kotlin.io.path.readText

/** Where a suspending exchange takes place. */
internal class SuspendScene(val client: SuspendHttpClient, val dialer: Dialer, val port: Int) {
    /** What has come so far. */
    val delivered = StringBuilder()

    fun url(target: String) = "http://127.0.0.1:$port$target"

    suspend fun take(response: SuspendHttpResponse) = closing(response) {
        response.bodyAsFlow().collect { delivered.append(it.utf8()) }
    }

    suspend fun takePieces(response: SuspendHttpResponse) = closing(response) {
        while (true) {
            val piece = response.read(1_000)
            if (piece.size == 0) break
            delivered.append(piece.utf8())
        }
    }

    private suspend fun closing(response: SuspendHttpResponse, block: suspend () -> Unit) {
        try {
            block()
        } finally {
            withContext(NonCancellable) { response.close() }
        }
    }
}

/**
 * A kind of suspending exchange.
 *
 * @property expected what [run] brings if all goes well
 * @property isOpenEnded whether it ends with its connection
 */
internal class SuspendKind(
    val expected: String,
    val configure: HttpClientBuilder.() -> Unit = {},
    val isOpenEnded: Boolean = false,
    val run: suspend SuspendScene.() -> Unit,
)

private val QUICK = Retries.DEFAULT.withBackoff(Backoff(Duration.ZERO, Duration.ZERO))

private fun pieces(): Flow<ByteString> = flow { for (piece in BODY.chunked(5_000)) emit(piece.encodeUtf8()) }

private fun get(target: String): suspend SuspendScene.() -> Unit = { take(client.get(url(target))) }

private fun post(target: String, block: SuspendRequestScope.() -> Unit): suspend SuspendScene.() -> Unit =
    { take(client.post(url(target), block)) }

private fun overConnection(): suspend SuspendScene.() -> Unit = {
    val connection = HttpConnection.builder("127.0.0.1").port(port).timeout(BOUND).dialer(dialer).build()
    try {
        take(connection.awaitExchange("POST", "/post", body = RequestBody.of(BODY)))
    } finally {
        withContext(NonCancellable) { connection.awaitClose() }
    }
}

/** Waits for the only place of the pool, which another call has for a while. */
private fun waited(): suspend SuspendScene.() -> Unit = {
    val first = client.get(url("/hints"))
    coroutineScope {
        val second = async { runCatching { take(client.get(url("/hints"))) } }
        while (client.statistics().waiting == 0 && !second.isCompleted) yield()
        val outcome = runCatching { withContext(NonCancellable) { first.text() } }
        second.await().getOrThrow()
        outcome.getOrThrow()
    }
}

private fun events(): suspend SuspendScene.() -> Unit = {
    val quick = EventOptions.DEFAULT.withReconnection(
        Reconnection.DEFAULT.withDelays(Duration.ofMillis(1), Duration.ofMillis(1)),
    )
    client.events(Request.get(url("/events")), quick).take(2).collect { delivered.append(it.data) }
}

private fun downloaded(): suspend SuspendScene.() -> Unit = {
    val folder = createTempDirectory()
    try {
        val file = folder.resolve("file")
        client.download(Request.get(url("/file")), file.toOkioPath(), DownloadOptions.DEFAULT.withDelay(Duration.ZERO))
        delivered.append(file.readText())
    } finally {
        folder.toFile().deleteRecursively()
    }
}

internal val SUSPEND_KINDS: Map<String, SuspendKind> = mapOf(
    "a body with a length" to SuspendKind(BODY, run = get("/length")),
    "a body in chunks" to SuspendKind(BODY, run = get("/chunks")),
    "a body in chunks, piece by piece" to SuspendKind(BODY, run = { takePieces(client.get(url("/chunks"))) }),
    "a body until the end of the connection" to SuspendKind(BODY, isOpenEnded = true, run = get("/close")),
    "a connection that is used again" to SuspendKind("okok", run = { repeat(2) { take(client.get(url("/hints"))) } }),
    "gzip" to SuspendKind(BODY, { decoding() }, run = get("/gzip")),
    "a redirect, with a cookie" to SuspendKind("a=b", { redirects().cookies() }, run = get("/moved")),
    "Digest" to SuspendKind("in", { auth(Credentials.digest("u", "p")) }, run = get("/secret")),
    "a retry" to SuspendKind("at last", { retries(QUICK) }, run = get("/busy")),
    "a cached response that is validated" to SuspendKind(BODY + BODY, { cache(Cache.inMemory(1L shl 20)) }, run = {
        repeat(2) { take(client.get(url("/tagged"))) }
    }),
    "an upload of a text" to SuspendKind("got ${BODY.length}", run = post("/post") { body(BODY) }),
    "an upload of a flow" to SuspendKind("got ${BODY.length}", run = post("/post") { body(pieces()) }),
    "an upload by a block" to SuspendKind(
        "got ${BODY.length}",
        run = post("/post") { body { for (piece in BODY.chunked(5_000)) send(piece) } },
    ),
    "an upload that is refused early" to SuspendKind("too large", run = post("/large") { body(pieces()) }),
    "over a connection" to SuspendKind("got ${BODY.length}", run = overConnection()),
    "a call that waits for its place" to SuspendKind(
        "ok",
        { pool(PoolOptions.DEFAULT.withMaxPerOrigin(1)) },
        run = waited(),
    ),
    "events" to SuspendKind("ab", run = events()),
    "a download" to SuspendKind(BODY, run = downloaded()),
)
