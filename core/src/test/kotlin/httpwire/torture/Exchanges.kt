package httpwire.torture

import httpwire.Headers
import httpwire.Request
import httpwire.RequestBody
import httpwire.auth.Credentials
import httpwire.body.multipart.MultipartBody
import httpwire.call.Backoff
import httpwire.client.cache.Cache
import httpwire.client.pool.PoolOptions
import httpwire.client.retry.Retries
import httpwire.download.DownloadOptions
import httpwire.sse.EventOptions
import httpwire.sse.Reconnection
import httpwire.testing.Script
import httpwire.transport.Identities
import okio.Buffer
import okio.Source
import java.time.Duration
import java.util.concurrent.FutureTask
import kotlin.concurrent.thread
import kotlin.io.path.createTempDirectory
import kotlin.io.path.createTempFile
import kotlin.io.path.deleteExisting
import kotlin.io.path.readText
import kotlin.io.path.writeText

private fun get(target: String): Scene.() -> Unit = { take(client.get(url(target))) }

private fun post(
    body: () -> RequestBody,
    target: String = "/post",
    more: Request.Builder.() -> Unit = {
    },
): Scene.() -> Unit = { take(client.send(Request.builder("POST", url(target)).body(body()).apply(more).build())) }

private fun once() = RequestBody.of(Buffer().writeUtf8(BODY) as Source)

private fun form() = MultipartBody.builder().boundary("b").add("a", "b")
    .addFile("c", "d.txt", RequestBody.of(BODY)).build()

private const val CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n"

private fun Script.answer(status: Int, text: String) =
    reply("HTTP/1.1 $status \r\nContent-Length: ${text.length}\r\n\r\n$text")

private fun asking(vararg scripts: Script): Scene.() -> Unit = {
    withPeer(*scripts) { peer ->
        val request = Request.builder("POST", "http://127.0.0.1:${peer.port()}/").body(RequestBody.of(BODY))
        take(client.send(request.expectContinue(BOUND).build()))
    }
}

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
    withPeer(script) { peer ->
        connected(peer.port(), { tls(Identities.trusting) }) { connection ->
            connection.setTunnel("a.test", 443)
            take(connection.exchange("GET", "/", Headers.EMPTY, null))
        }
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

/** Waits for the only place of the pool, which another call has for a while. */
private fun waited(): Scene.() -> Unit = {
    val first = client.get(url("/hints"))
    val second = FutureTask { runCatching { take(client.get(url("/hints"))) } }
    thread { second.run() }
    while (client.statistics().waiting == 0 && !second.isDone) Thread.yield()
    val outcome = runCatching { first.use { it.read() } }
    // The interrupt was for the first call.
    Thread.interrupted()
    second.get().getOrThrow()
    outcome.getOrThrow()
}

private fun uploadedFile(): Scene.() -> Unit = {
    val file = createTempFile()
    try {
        file.writeText(BODY)
        take(client.send(Request.builder("POST", url("/post")).body(RequestBody.of(file)).build()))
    } finally {
        file.deleteExisting()
    }
}

/** The first connection ends while it is idle. */
private fun stale(): Scene.() -> Unit = {
    take(client.get(url("/leaves")))
    take(client.get(url("/hints")))
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
        "ok",
        run = asking(Script.start().expectHead().reply(CONTINUE).expectBytes(BODY.length.toLong()).answer(200, "ok")),
    ),
    "an upload that is refused early" to Kind("too large", run = post({ RequestBody.of(BODY) }, "/large")),
    "step by step, with a trailer" to Kind("got ${BODY.length}", run = stepByStep()),
    "an upload that is asked for without Expect" to Kind(
        "ok",
        run = asking(
            Script.start().expectHead().answer(417, "no"),
            Script.start().expectHead().expectBytes(BODY.length.toLong()).answer(200, "ok"),
        ),
    ),
    "an upload that is refused before 100 Continue" to Kind(
        "no",
        run = asking(Script.start().expectHead().answer(413, "no")),
    ),
    "an upload of a large array" to Kind("got 200000", run = post({ RequestBody.of(ByteArray(200_000)) })),
    "an upload of a file" to Kind("got ${BODY.length}", run = uploadedFile()),
    "a form with a file" to Kind("got all", run = post(::form, "/form")),
    "a connection that has ended while it was idle" to Kind("okok", run = stale()),
    "a call that waits for its place" to Kind(
        "ok",
        { pool(PoolOptions.DEFAULT.withMaxPerOrigin(1)) },
        run = waited(),
    ),
    "a pipeline" to Kind("okokok", run = pipelined()),
    "TLS through a tunnel" to Kind(BODY, run = tunnelled()),
    "an upgrade" to Kind("hello", isOpenEnded = true, isHandedOver = true, run = handedOver()),
    "events" to Kind("ab", run = events()),
    "a download" to Kind(BODY, run = downloaded()),
)
