package httpwire.client

import httpwire.HttpException
import httpwire.Request
import httpwire.auth.Credentials
import httpwire.testing.Answer
import httpwire.testing.Answer.After
import httpwire.testing.AnsweringPeer
import httpwire.testing.Received
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.kotest.matchers.shouldNotBe
import io.kotest.matchers.types.shouldBeInstanceOf
import io.kotest.matchers.types.shouldNotBeInstanceOf
import okio.Buffer
import okio.ByteString
import okio.ByteString.Companion.encodeUtf8
import okio.GzipSink
import okio.buffer
import java.time.Duration

private val TEXT = "the text of a body, and more of the text".encodeUtf8()

private fun gzipped(text: ByteString): ByteString {
    val coded = Buffer()
    GzipSink(coded).buffer().use { it.write(text) }
    return coded.readByteString()
}

private fun chunked(text: ByteString): ByteString = Buffer().apply {
    for (piece in listOf(text.substring(0, 3), text.substring(3))) {
        writeHexadecimalUnsignedLong(piece.size.toLong()).writeUtf8("\r\n").write(piece).writeUtf8("\r\n")
    }
    writeUtf8("0\r\nTrailer: value\r\n\r\n")
}.readByteString()

private fun response(statusLine: String, fields: String, body: ByteString) =
    Whole("HTTP/1.1 $statusLine\r\n$fields\r\n", body)

private fun sized(fields: String, body: ByteString) = "${fields}Content-Length: ${body.size}\r\n"

private class Whole(head: String, body: ByteString) {
    val headByteCount = head.length
    val bytes: ByteString = Buffer().writeUtf8(head).write(body).readByteString()
}

private const val CHALLENGE = "WWW-Authenticate: Digest realm=\"r\", nonce=\"n\", qop=\"auth\", algorithm=MD5\r\n"

/** A response that is cut, and whether its head is enough for the call to go on to another exchange. */
private enum class CutKind(val whole: Whole, val goesOn: Boolean = false) {
    LENGTH(response("200 OK", sized("A: b\r\n", TEXT), TEXT)),
    CHUNKED(response("200 OK", "Transfer-Encoding: chunked\r\n", chunked(TEXT))),
    GZIP(response("200 OK", sized("Content-Encoding: gzip\r\n", gzipped(TEXT)), gzipped(TEXT))),
    GZIP_CHUNKED(
        response("200 OK", "Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n", chunked(gzipped(TEXT))),
    ),
    REDIRECT(response("302 Found", sized("Location: /end\r\n", TEXT), TEXT), true),
    REDIRECT_CHUNKED(
        response("302 Found", "Location: /end\r\nTransfer-Encoding: chunked\r\n", chunked(TEXT)),
        true,
    ),
    CHALLENGED(response("401 Unauthorized", sized(CHALLENGE, TEXT), TEXT), true),
    INTERIM(response("103 Early Hints", "\r\nHTTP/1.1 200 OK\r\n" + sized("", TEXT), TEXT)),
}

/** Says the whole text to every request but that for `/cut`, the first time. */
private class Cutting(private val kind: CutKind, private val byteCount: Int, private val after: After) {
    private var cutCount = 0

    fun answer(request: Received): Answer {
        val isAnswered = request.target != "/cut" || request.field("Authorization") != "" || cutCount++ > 0
        if (isAnswered) return Answer.of(200).body(TEXT)
        return Answer.raw(kind.whole.bytes.substring(0, byteCount)).then(after)
    }
}

class CutResponseTest : FunSpec({
    for (isReused in listOf(false, true)) {
        for (after in listOf(After.CLOSE, After.RESET)) {
            for (kind in CutKind.entries) {
                val where = if (isReused) "a reused connection" else "a new connection"
                test(
                    "T19, F12, F13, F14: $kind, cut at each byte on $where by $after: a typed failure or the right answer, and no place lost",
                ) {
                    for (byteCount in 0 until kind.whole.bytes.size) {
                        withClue("cut after $byteCount bytes") { play(kind, byteCount, after, isReused) }
                    }
                }
            }
        }
    }
})

private fun play(kind: CutKind, byteCount: Int, after: After, isReused: Boolean) {
    AnsweringPeer.start(Cutting(kind, byteCount, after)::answer).use { server ->
        HttpClient.builder().defaults().auth(Credentials.digest("u", "p")).baseUrl(server.url("/"))
            .deadline(Duration.ofSeconds(20)).build().use { client ->
                if (isReused) client.get("/first").text()
                val outcome = runCatching { client.send(Request.get("/cut")).use { it.text() } }
                val isResent = byteCount == 0 && isReused
                val goesOn = kind.goesOn && byteCount >= kind.whole.headByteCount
                if (isResent || goesOn) {
                    outcome.getOrThrow() shouldBe TEXT.utf8()
                } else {
                    outcome.exceptionOrNull() shouldNotBe null
                    outcome.exceptionOrNull().shouldBeInstanceOf<HttpException>()
                        .shouldNotBeInstanceOf<HttpException.Timeout>()
                }
                val isCounted = if (isResent) 1L else 0L
                client.statistics().run { listOf(leased.toLong(), waiting.toLong(), leaked, resent) } shouldBe
                    listOf(0L, 0L, 0L, isCounted)
                client.get("/next").text() shouldBe TEXT.utf8()
                client.statistics().run { listOf(leased, idle) } shouldBe listOf(0, 1)
            }
    }
}
