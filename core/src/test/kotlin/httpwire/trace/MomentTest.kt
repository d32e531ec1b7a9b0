package httpwire.trace

import httpwire.Request
import httpwire.client.ClientListener
import httpwire.client.HttpClient
import httpwire.connection.HttpConnection
import httpwire.testing.Answer
import httpwire.testing.AnsweringPeer
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.string.shouldNotContain
import okio.Buffer
import java.io.PrintStream

/** Repeats the field in an interim head, the final head and the trailers. */
private val ECHO = Answer.raw(
    "HTTP/1.1 103 Early Hints\r\nX-Mine: s3cret\r\n\r\nHTTP/1.1 200 OK\r\nX-MINE: s3cret\r\nX-Open: shown\r\n" +
        "Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\nX-Mine: s3cret\r\n\r\n",
)

private val MARKED = Request.builder("GET", "/").secretHeader("X-Mine", "s3cret").build()
private val OTHER = Request.builder("GET", "/").secretHeader("X-Other", "s3cret").build()

/** Who watches: gives a listener, and what it has written once all is over. */
private val WATCHERS = mapOf<String, () -> Pair<ConnectionListener, () -> String>>(
    "TraceWriter" to {
        val text = StringBuilder()
        TraceWriter.ascii(text) to text::toString
    },
    "HarLog" to {
        val log = HarLog.create()
        log.forConnection() to log::written
    },
    "DebugPrinter" to {
        val text = Buffer()
        DebugPrinter(PrintStream(text.outputStream(), true), false) to { text.snapshot().utf8() }
    },
    "ByteListener.redacted" to {
        val text = StringBuilder()
        val listener = object : ByteListener {
            override fun headBytesSent(moment: Moment, head: okio.ByteString) {
                text.append(ByteListener.redacted(moment, head).utf8())
            }

            override fun headBytesReceived(moment: Moment, head: okio.ByteString) = headBytesSent(moment, head)
        }
        listener to text::toString
    },
)

private val CALLS = mapOf<String, HttpConnection.() -> Unit>(
    "a request" to { exchange(MARKED).text() },
    "a request that was connected for before" to {
        connect()
        exchange(MARKED).text()
    },
    "a request step by step" to {
        putRequest(MARKED)
        putHeader("X-Mine", "s3cret")
        endHeaders()
        readResponse().text()
    },
    "a pipeline, each request with a secret of its own" to {
        val pipeline = pipeline(listOf(MARKED, Request.get("/"), OTHER))
        pipeline.readResponse().text()
        close()
    },
    "a request that is followed by another while its response is unread" to {
        request(MARKED)
        val response = readResponse()
        request("GET", "/")
        response.text()
        close()
    },
)

class MomentTest : FunSpec({
    for ((watcher, watch) in WATCHERS) {
        context("$watcher hides what a request marks as secret, wherever the response repeats it") {
            withTests(nameFn = { it }, CALLS.keys) { name ->
                val (listener, written) = watch()
                AnsweringPeer.start { ECHO }.use { peer ->
                    HttpConnection.builder(peer.address()).listener(listener).build().use(CALLS.getValue(name))
                }
                written() shouldNotContain "s3cret"
                written() shouldContain "[hidden]"
                written() shouldContain "shown"
            }
        }

        test("$watcher of a client, which is not told of the client's moments") {
            val (listener, written) = watch()
            AnsweringPeer.start { ECHO }.use { peer ->
                HttpClient.builder().listener(ClientListener.of(listOf(listener))).build().use { client ->
                    client.send(MARKED.withTarget(peer.url("/"))).text()
                }
            }
            written() shouldNotContain "s3cret"
            written() shouldContain "[hidden]"
        }

        test("$watcher hides it in that exchange alone") {
            val (listener, written) = watch()
            AnsweringPeer.start { Answer.of(200, "X-Mine: shown").body("") }.use { peer ->
                HttpConnection.builder(peer.address()).listener(listener).build().use {
                    it.exchange(MARKED).text()
                    it.exchange(Request.get("/")).text()
                }
            }
            written().windowed(5).count { it == "shown" } shouldBe 1
        }
    }

    test("a moment that nobody has marked anything in") {
        Moment(1, 2) shouldBe Moment(1, 2, setOf())
        Moment.now(1).secretNames shouldBe setOf()
    }
})
