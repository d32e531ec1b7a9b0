package httpwire.torture

import httpwire.client.EachMoment
import httpwire.client.HttpClient
import httpwire.client.HttpClientBuilder
import httpwire.connection.HttpConnection
import httpwire.connection.HttpConnectionBuilder
import httpwire.connection.HttpResponse
import httpwire.testing.Answer
import httpwire.testing.Answer.After
import httpwire.testing.ListeningPeer
import httpwire.testing.Received
import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import httpwire.transport.Dialer
import okio.Buffer
import okio.ByteString
import okio.GzipSink
import okio.buffer
import java.time.Duration

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

        "/form" -> Answer.ok("got " + if (BODY in request.body.utf8()) "all" else "less")

        "/leaves" -> Answer.ok("ok").then(After.CLOSE)

        "/own" -> own(request)

        else -> Answer.ok("got ${request.body.size}")
    }

    private fun own(request: Received) = if (request.method == "POST") {
        Answer.of(303, "Location: /own", "Set-Cookie: a=b").body("moved")
    } else {
        Answer.of(200, "Content-Encoding: own", "Cache-Control: max-age=60").body(request.field("Cookie"))
    }

    private fun tagged(request: Received) = if (request.field("If-None-Match") == "\"1\"") {
        Answer.of(304, "ETag: \"1\"")
    } else {
        Answer.of(200, "ETag: \"1\"", "Cache-Control: max-age=0").body(BODY)
    }
}

/** Counts each moment. */
internal fun Plan.listener() = EachMoment { calledBack() }

/** Where an exchange takes place. */
internal class Scene(
    val client: HttpClient,
    val dialer: Dialer,
    val port: Int,
    val scheme: String,
    val plan: Plan,
) {
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
        HttpConnection.builder("127.0.0.1").port(port).timeout(BOUND).dialer(dialer).apply(more)
            .listener(plan.listener()).build().use(block)

    /** A client that has a dialer of its own, for what [client] can't have. */
    fun withClient(dialer: Dialer, block: (HttpClient) -> Unit) = client.newBuilder().dialer(dialer).build().use(block)

    /** A server, or a proxy, that has a script for each connection. */
    fun withPeer(vararg scripts: Script, block: (ListeningPeer) -> Unit) {
        val peer = ScriptedPeer.listening(*scripts)
        try {
            block(peer)
        } finally {
            // It need not like what it saw.
            peer.abandon()
            peer.close()
        }
    }
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
    val configure: HttpClientBuilder.(Plan) -> Unit = {},
    val isSecure: Boolean = false,
    val isOpenEnded: Boolean = false,
    val isHandedOver: Boolean = false,
    val run: Scene.() -> Unit,
)
