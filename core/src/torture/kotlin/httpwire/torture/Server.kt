package httpwire.torture

import httpwire.testing.Answer
import httpwire.testing.Answer.After
import httpwire.testing.Received
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
