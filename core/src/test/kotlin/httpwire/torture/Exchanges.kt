package httpwire.torture

import httpwire.Headers
import httpwire.Request
import httpwire.RequestBody
import httpwire.auth.Credentials
import httpwire.call.Backoff
import httpwire.client.HttpClient
import httpwire.client.HttpClientBuilder
import httpwire.client.cache.Cache
import httpwire.client.retry.Retries
import httpwire.connection.HttpConnection
import httpwire.connection.HttpConnectionBuilder
import httpwire.connection.HttpResponse
import httpwire.download.DownloadOptions
import httpwire.sse.EventOptions
import httpwire.sse.Reconnection
import httpwire.testing.Answer
import httpwire.testing.Answer.After
import httpwire.testing.Received
import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import httpwire.transport.Dialer
import httpwire.transport.Identities
import okio.Buffer
import okio.ByteString
import okio.GzipSink
import okio.Source
import okio.buffer
import java.time.Duration
import kotlin.io.path.createTempDirectory
import kotlin.io.path.readText

/** No call takes longer. */
internal val BOUND: Duration = Duration.ofSeconds(5)

/** A body of some segments, of which no part is like another. */
internal val BODY: String = (0 until 4_000).joinToString(",")

private fun gzipped(text: String): ByteString = Buffer().also {
    GzipSink(it).buffer().use { sink -> sink.writeUtf8(text) }
}
    .readByteString()

private const val CHALLENGE = "WWW-Authenticate: Digest realm=\"r\", nonce=\"n\", qop=\"auth\", algorithm=SHA-256"

/** The server of one run. */
internal class Server {
    private var lostCount = 0

    fun answer(request: Received): Answer = when (request.target.substringBefore('?')) {
        "/length" -> Answer.ok(BODY)

        "/chunks" -> Answer.ok(BODY).chunked(1_000)

        "/close" -> Answer.raw("HTTP/1.1 200 OK\r\n\r\n$BODY").then(After.CLOSE)

        "/gzip" -> Answer.of(200, "Content-Encoding: gzip").body(gzipped(BODY))

        "/moved" -> Answer.of(302, "Location: /cookie", "Set-Cookie: a=b").body("moved")

        "/cookie" -> Answer.ok(request.field("Cookie"))

        "/secret" -> if (request.field("Authorization") ==
            ""
        ) {
            Answer.of(401, CHALLENGE).body("who?")
        } else {
            Answer.ok("in")
        }

        "/busy" -> if (lostCount++ == 0) Answer.of(503).body("busy") else Answer.ok("at last")

        "/tagged" -> tagged(request)

        "/hints" -> Answer.raw("HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")

        "/upgrade" -> Answer.raw(
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\nhello",
        ).then(After.CLOSE)

        "/events" -> Answer.of(200, "Content-Type: text/event-stream").body("data: a\n\ndata: b\n\n")

        "/file" -> Answer.of(200, "ETag: \"1\"").body(BODY)

        "/large" -> Answer.of(413, "Connection: close").body("too large").then(After.CLOSE)

        else -> Answer.ok("got ${request.body.size}")
    }

    private fun tagged(request: Received) = if (request.field("If-None-Match") == "\"1\"") {
        Answer.of(304, "ETag: \"1\"")
    } else {
        Answer.of(200, "ETag: \"1\"", "Cache-Control: max-age=0").body(BODY)
    }
}

/** Where an exchange takes place. */
internal class Scene(val client: HttpClient, val dialer: Dialer, val port: Int, val scheme: String) {
    /** What has come so far. */
    val delivered = StringBuilder()

    fun url(target: String) = "$scheme://127.0.0.1:$port$target"

    /** Reads a body piece by piece. */
    fun take(response: HttpResponse) = response.use {
        while (true) {
            val piece = it.read1(8_192)
            if (piece.size == 0) break
            delivered.append(piece.utf8())
        }
    }

    /** A connection without a client, to this server or another one. */
    fun connected(port: Int = this.port, more: HttpConnectionBuilder.() -> Unit = {}, block: (HttpConnection) -> Unit) =
        HttpConnection.builder("127.0.0.1").port(port).timeout(BOUND).dialer(dialer).apply(more).build().use(block)
}

/**
 * A kind of exchange.
 *
 * @property expected what [run] brings if all goes well
 * @property isOpenEnded whether it ends with its connection
 * @property isHandedOver whether bytes are read from the connection itself, which has the exceptions of a socket
 */
internal class Kind(
    val expected: String,
    val configure: HttpClientBuilder.() -> Unit = {},
    val isSecure: Boolean = false,
    val isOpenEnded: Boolean = false,
    val isHandedOver: Boolean = false,
    val run: Scene.() -> Unit,
)

private fun get(target: String): Scene.() -> Unit = { take(client.get(url(target))) }

private fun post(
    body: () -> RequestBody,
    target: String = "/post",
    more: Request.Builder.() -> Unit = {
    },
): Scene.() -> Unit = { take(client.send(Request.builder("POST", url(target)).body(body()).apply(more).build())) }

private fun once() = RequestBody.of(Buffer().writeUtf8(BODY) as Source)

private val QUICK = Retries.DEFAULT.withBackoff(Backoff(Duration.ZERO, Duration.ZERO))

private fun stepByStep(): Scene.() -> Unit = {
    connected { connection ->
        connection.putRequest("POST", "/post")
        connection.putHeader("Transfer-Encoding", "chunked")
        connection.putHeader("Trailer", "Digest")
        connection.endHeaders(null, true)
        for (piece in BODY.chunked(5_000)) connection.send(piece.toByteArray())
        connection.endBody(Headers.of("Digest", "x"))
        take(connection.readResponse())
    }
}

private fun pipelined(): Scene.() -> Unit = {
    connected { connection ->
        val pipeline = connection.pipeline(List(3) { Request.get("/hints") })
        repeat(3) { take(pipeline.readResponse()) }
    }
}

/** Through a tunnel, which is there once, to a server with TLS. */
private fun tunnelled(): Scene.() -> Unit = {
    val script = Script.start().expectHead().reply("HTTP/1.1 200 OK\r\n\r\n").startTls(Identities.good)
        .expectHead().reply("HTTP/1.1 200 OK\r\nContent-Length: ${BODY.length}\r\n\r\n$BODY")
    val peer = ScriptedPeer.listening(script)
    try {
        connected(peer.port(), { tls(Identities.trusting) }) { connection ->
            connection.setTunnel("a.test", 443)
            take(connection.exchange("GET", "/", Headers.EMPTY, null))
        }
    } finally {
        peer.abandon()
        peer.close()
    }
}

private fun handedOver(): Scene.() -> Unit = {
    connected { connection ->
        val request = Request.builder("GET", "/upgrade").header("Upgrade", "x").header("Connection", "Upgrade").build()
        connection.exchange(request).upgrade().use { delivered.append(it.source.readUtf8()) }
    }
}

private fun events(): Scene.() -> Unit = {
    val quick = EventOptions.DEFAULT.withReconnection(
        Reconnection.DEFAULT.withDelays(Duration.ofMillis(1), Duration.ofMillis(1)),
    )
    client.events(Request.get(url("/events")), quick).use { events ->
        repeat(2) { events.readEvent()?.let { delivered.append(it.data) } }
    }
}

private fun downloaded(): Scene.() -> Unit = {
    val folder = createTempDirectory()
    try {
        client.download(
            Request.get(url("/file")),
            folder.resolve("file"),
            DownloadOptions.DEFAULT.withDelay(Duration.ZERO),
        )
        delivered.append(folder.resolve("file").readText())
    } finally {
        folder.toFile().deleteRecursively()
    }
}

internal val KINDS: Map<String, Kind> = mapOf(
    "a body with a length" to Kind(BODY, run = get("/length")),
    "a body in chunks" to Kind(BODY, run = get("/chunks")),
    "a body until the end of the connection" to Kind(BODY, isOpenEnded = true, run = get("/close")),
    "HEAD" to Kind("", run = { take(client.head(url("/length"))) }),
    "interim responses" to Kind("ok", run = get("/hints")),
    "TLS" to Kind(BODY, { tls(Identities.trusting) }, isSecure = true, run = get("/length")),
    "a connection that is used again" to Kind("okok", run = { repeat(2) { take(client.get(url("/hints"))) } }),
    "gzip" to Kind(BODY, { decoding() }, run = get("/gzip")),
    "a redirect, with a cookie" to Kind("a=b", { redirects().cookies() }, run = get("/moved")),
    "Digest" to Kind("in", { auth(Credentials.digest("u", "p")) }, run = get("/secret")),
    "a retry" to Kind("at last", { retries(QUICK) }, run = get("/busy")),
    "a cached response that is validated" to Kind(BODY + BODY, { cache(Cache.inMemory(1L shl 20)) }, run = {
        repeat(2) { take(client.get(url("/tagged"))) }
    }),
    "an upload with a length" to Kind("got ${BODY.length}", run = post({ RequestBody.of(BODY) })),
    "an upload in chunks, once" to Kind("got ${BODY.length}", run = post(::once)),
    "an upload after 100 Continue" to Kind(
        "got ${BODY.length}",
        run = post({ RequestBody.of(BODY) }) {
            expectContinue(Duration.ofSeconds(1))
        },
    ),
    "an upload that is refused early" to Kind("too large", run = post({ RequestBody.of(BODY) }, "/large")),
    "step by step, with a trailer" to Kind("got ${BODY.length}", run = stepByStep()),
    "a pipeline" to Kind("okokok", run = pipelined()),
    "TLS through a tunnel" to Kind(BODY, run = tunnelled()),
    "an upgrade" to Kind("hello", isOpenEnded = true, isHandedOver = true, run = handedOver()),
    "events" to Kind("ab", run = events()),
    "a download" to Kind(BODY, run = downloaded()),
)
