package httpwire.trace

import httpwire.CloseReason
import httpwire.Headers
import httpwire.Origin
import httpwire.Request
import httpwire.RequestBody
import httpwire.client.ClientListener
import httpwire.client.HttpClient
import httpwire.connection.HttpConnection
import httpwire.testing.Answer
import httpwire.testing.AnsweringPeer
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.collections.shouldContain
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.string.shouldMatch
import io.kotest.matchers.string.shouldNotContain
import okio.Buffer
import okio.ByteString
import okio.ByteString.Companion.encodeUtf8
import okio.ForwardingSink
import okio.buffer
import java.io.IOException
import java.io.UncheckedIOException
import kotlin.concurrent.thread

private val MOMENT = Moment.now(3)

private const val CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" +
    "5;a\r\nhello\r\n0\r\nSet-Cookie: s3cret\r\n\r\n"

/** The lines that [write] makes [TraceWriter.ascii] write. */
private fun lines(configure: TraceWriter.() -> TraceWriter = { this }, write: TraceWriter.() -> Unit): List<String> {
    val text = StringBuilder()
    TraceWriter.ascii(text).configure().write()
    return text.toString().removeSuffix("\n").split("\n")
}

private fun dumped(bytes: ByteString, writer: (Appendable) -> TraceWriter) = StringBuilder().also {
    writer(it).bodyBytesSent(MOMENT, bytes)
}.toString()

/** What curl 7.88 wrote for the body `abc LF d CR e CR LF f` and seventy times `x`. */
private val ASCII_OF_CURL = """
    => Send data, 80 bytes (0x50)
    0000: abc.d.e
    0009: fxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
    0049: xxxxxxx

""".trimIndent()

/** An output that fails from the byte after [room] on. */
private class Full(private var room: Int) : Appendable {
    override fun append(text: CharSequence): Appendable {
        room -= text.length
        if (room < 0) throw IOException("full")
        return this
    }

    override fun append(text: CharSequence, start: Int, end: Int) = append(text.subSequence(start, end))

    override fun append(c: Char) = append(c.toString())
}

class TraceWriterTest : FunSpec({
    test("an exchange from the first moment to the last") {
        AnsweringPeer.start { Answer.raw(CHUNKED) }.use { peer ->
            val text = StringBuilder()
            HttpConnection.builder(peer.address()).listener(TraceWriter.ascii(text)).build().use { connection ->
                val body = RequestBody.of(listOf("ab".encodeUtf8()))
                connection.exchange("POST", "/x?token=s3cret", Headers.of("Cookie", "s3cret"), body).text()
            }
            val address = Regex("127.0.0.1:\\d+|localhost:\\d+")
            text.toString().replace(Regex("(\\d+) bytes \\(0x[0-9a-f]+\\), s"), "COUNT, s")
                .replace(address, "PEER").replace(Regex("\n00[0-9a-f]{2}"), "\n....") shouldBe """
                == Info: Connecting to PEER
                == Info:   Trying PEER...
                == Info: Connected to PEER (PEER)
                => Send header, COUNT, secrets hidden
                ....: POST /x?token=[hidden] HTTP/1.1
                ....: Host: PEER
                ....: Accept-Encoding: identity
                ....: Transfer-Encoding: chunked
                ....: Cookie: [hidden]
                ....: 
                => Send data, 7 bytes (0x7)
                ....: 2
                ....: ab
                => Send data, 5 bytes (0x5)
                ....: 0
                ....: 
                <= Recv header, 47 bytes (0x2f)
                ....: HTTP/1.1 200 OK
                ....: Transfer-Encoding: chunked
                ....: 
                <= Recv data, 5 bytes (0x5)
                ....: 5;a
                <= Recv data, 5 bytes (0x5)
                ....: hello
                <= Recv data, 5 bytes (0x5)
                ....: 
                ....: 0
                <= Recv data, COUNT, secrets hidden
                ....: Set-Cookie: [hidden]
                ....: 
                == Info: Connection left intact
                == Info: Closed the connection: close() was called

            """.trimIndent()
        }
    }

    test("bytes as text, as curl shows them") {
        dumped(("abc\nd\re\r\nf" + "x".repeat(70)).encodeUtf8(), TraceWriter::ascii) shouldBe ASCII_OF_CURL
    }

    test("bytes in hexadecimal, as curl shows them") {
        dumped("0123456789abcdef\r\né\u007f".encodeUtf8(), TraceWriter::hex) shouldBe """
            => Send data, 21 bytes (0x15)
            0000: 30 31 32 33 34 35 36 37 38 39 61 62 63 64 65 66 0123456789abcdef
            0010: 0d 0a c3 a9 7f                                  .....

        """.trimIndent()
    }

    test("a long dump has longer offsets, and no bytes have no lines") {
        dumped("x".repeat(0x10001).encodeUtf8(), TraceWriter::hex).lines().takeLast(2) shouldBe
            listOf("10000: 78                                              x", "")
        dumped(ByteString.EMPTY, TraceWriter::hex) shouldBe "=> Send data, 0 bytes (0x0)\n"
    }

    val notes = mapOf<String, TraceWriter.() -> Unit>(
        "Looking up a" to { resolving(MOMENT, "a") },
        "Host a has 1.2.3.4, ::1" to { resolved(MOMENT, "a", listOf("1.2.3.4", "::1")) },
        "Not connected to ::1: no\\x1b\\x0d\\x0a== Info: x" to {
            tcpFailed(MOMENT, "::1", IOException("no\u001b\r\n== Info: x"))
        },
        "Asking p:1080 to connect to a:80" to { hopAsked(MOMENT, Origin.http("p:1080"), Origin.http("a")) },
        "p:1080 has connected to a:80" to { hopAccepted(MOMENT, Origin.http("p:1080"), Origin.http("a")) },
        "Tunnel open: 200" to { tunnelAnswered(MOMENT, 200, "x", Headers.EMPTY) },
        "Tunnel refused: 407" to { tunnelAnswered(MOMENT, 407, "x", Headers.EMPTY) },
        "TLS handshake with a:443" to { tlsStarted(MOMENT, Origin.https("a")) },
        "The response was not read to its end" to { bodyEnded(MOMENT, false) },
        "Waited for 100 Continue: no answer" to { continueAnswered(MOMENT, httpwire.ContinueAnswer.SILENCE) },
        "Closed the connection: the exchange failed; close() was called" to {
            closed(MOMENT, linkedSetOf(CloseReason.FAILED, CloseReason.CLOSED_BY_CALLER))
        },
        "Exchange over: the exchange failed" to { exchangeEnded(MOMENT, setOf(CloseReason.FAILED)) },
    )
    context("a moment is a line") {
        withTests(nameFn = { it }, notes.keys) { lines(write = notes.getValue(it)) shouldBe listOf("== Info: $it") }
    }

    test("a TLS session with the names of its certificate") {
        val session = TlsSummary("TLSv1.3", "TLS_AES_128_GCM_SHA256", true, listOf("a", "*.b"))
        lines { tlsEstablished(MOMENT, Origin.https("a"), session) } shouldBe listOf(
            "== Info: TLS connection using TLSv1.3 / TLS_AES_128_GCM_SHA256, resumed",
            "== Info: Certificate of a, *.b",
        )
    }

    val head = "GET /?key=s3cret HTTP/1.1\r\nX-Mine: s3cret\r\nCookie: s3cret\r\n\r\n".encodeUtf8()

    test("secrets are shown only if asked for, and fields of one's own are hidden") {
        lines { headBytesSent(MOMENT, head) }.count { "s3cret" in it } shouldBe 1
        lines({ hiding("x-MINE") }) { headBytesSent(MOMENT, head) }.none { "s3cret" in it } shouldBe true
        lines({ hiding("X-Mine").hiding("other") }) { headBytesSent(MOMENT, head) }.none { "s3cret" in it } shouldBe
            true
        val shown = lines({ withSecrets() }) { headBytesSent(MOMENT, head) }
        shown[0] shouldBe "=> Send header, ${head.size} bytes (0x${head.size.toString(16)})"
        shown.count { "s3cret" in it } shouldBe 3
    }

    test("times and exchange numbers begin each block") {
        lines({ withTimes().withExchangeNumbers() }) { resolving(Moment.now(7), "a") }.single() shouldMatch
            Regex("\\d\\d:\\d\\d:\\d\\d\\.\\d{6} \\[7] == Info: Looking up a")
        lines({ withExchangeNumbers() }) { bodyBytesSent(MOMENT, "a".encodeUtf8()) }[0] shouldBe
            "[3] => Send data, 1 bytes (0x1)"
    }

    test("each block is flushed to a sink, and the sink stays open") {
        val file = Buffer()
        val sink = (file as okio.Sink).buffer()
        val text = mutableListOf<Long>()
        val writer = TraceWriter.hex(sink)
        writer.resolving(MOMENT, "a")
        text += file.size
        writer.bodyBytesSent(MOMENT, "b".encodeUtf8())
        text += file.size
        sink.isOpen shouldBe true
        text[0] shouldBe "== Info: Looking up a\n".length
        (text[1] > text[0]) shouldBe true
    }

    test("a large piece is written line by line") {
        var most = 0L
        val counting = object : ForwardingSink(okio.blackholeSink()) {
            override fun write(source: Buffer, byteCount: Long) {
                most = maxOf(most, source.size)
                super.write(source, byteCount)
            }
        }
        TraceWriter.hex(counting.buffer()).bodyBytesReceived(MOMENT, "x".repeat(4 shl 20).encodeUtf8())
        (most <= 16 shl 10) shouldBe true
    }

    test("an output that fails fails the exchange, at whatever byte, and the next one goes on") {
        for (room in 0..400 step 7) {
            AnsweringPeer.start { Answer.ok("hi") }.use { peer ->
                HttpConnection.builder(peer.address()).listener(TraceWriter.ascii(Full(room))).build().use {
                    shouldThrow<UncheckedIOException> {
                        it.exchange("GET", "/", Headers.EMPTY, null).text()
                        it.close()
                    }.cause?.message shouldBe "full"
                }
            }
        }
    }

    test("blocks of a client's threads do not mix") {
        val text = StringBuilder()
        val size = 5_000
        AnsweringPeer.start { Answer.ok("${it.target.last()}".repeat(size)) }.use { peer ->
            val listener = ClientListener.of(listOf(TraceWriter.ascii(text).withExchangeNumbers()))
            HttpClient.builder().listener(listener).build().use { client ->
                ('a'..'d').map { name ->
                    thread { repeat(20) { client.send(Request.get(peer.url("/$name"))).text() } }
                }.forEach(Thread::join)
            }
        }
        val blocks = text.split(Regex("(?m)^(?=\\[\\d+] )")).filter { "<= Recv data" in it }
        blocks.sumOf { Regex(" (\\d+) bytes").find(it)!!.groupValues[1].toInt() } shouldBe 80 * size
        for (block in blocks) {
            val shown = block.lines().drop(1).joinToString("") { it.substringAfter(": ") }
            shown.length shouldBe Regex(" (\\d+) bytes").find(block)!!.groupValues[1].toInt()
            shown.toSet().size shouldBe 1
        }
    }

    test("a client's connection that was reused is told by the exchange's number alone") {
        val text = StringBuilder()
        AnsweringPeer.start { Answer.ok("hi") }.use { peer ->
            val listener = ClientListener.of(listOf(TraceWriter.ascii(text).withExchangeNumbers()))
            HttpClient.builder().listener(listener).build().use { client ->
                repeat(2) { client.send(Request.get(peer.url("/"))).text() }
            }
        }
        text.lines() shouldContain "[2] == Info: Connection left intact"
        text.toString() shouldNotContain "[2] == Info: Connecting"
        text.toString() shouldContain "[1] == Info: Connecting"
    }
})
