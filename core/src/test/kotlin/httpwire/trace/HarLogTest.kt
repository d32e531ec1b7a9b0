package httpwire.trace

import httpwire.Headers
import httpwire.HttpException
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
import io.kotest.matchers.string.shouldNotContain
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.double
import kotlinx.serialization.json.jsonPrimitive
import okio.Buffer
import okio.ByteString
import okio.ByteString.Companion.encodeUtf8
import okio.ByteString.Companion.toByteString
import okio.GzipSink
import okio.buffer
import kotlin.concurrent.thread

private fun gzip(text: String) = Buffer().also {
    GzipSink(it).buffer().use { sink -> sink.writeUtf8(text) }
}.readByteString()

private fun <T> recorded(log: HarLog, answer: Answer, calls: (HttpConnection) -> T): T =
    AnsweringPeer.start { answer }.use { peer ->
        HttpConnection.builder(peer.address()).listener(log.forConnection()).build().use(calls)
    }

/** The entry of one exchange. */
private fun entry(answer: Answer, request: Request = Request.get("/"), log: HarLog = HarLog.create()): JsonObject {
    recorded(log, answer) { it.exchange(request).read() }
    return log.entries().single()
}

private fun asListener(recorder: HarRecorder): ClientListener = ClientListener.of(
    listOf(
        recorder,
        object : ClientListener {
            override fun exchangeStarted(moment: Moment, request: Request) = recorder.exchangeStarted(moment, request)
        },
    ),
)

private val SECRETS = Request.builder("POST", "/x?token=s3cret&q=a%20b+c")
    .header("Authorization", "Bearer s3cret").header("Cookie", "a=s3cret; b=s3cret")
    .header("Content-Type", "application/x-www-form-urlencoded")
    .body(RequestBody.of("user=me&password=s3cret")).build()

private val SECRET_ANSWER = Answer.of(302, "Location: /y?sig=s3cret&z=1", "Set-Cookie: c=s3cret; Path=/").body("")

/** Bodies, their Content-Type, and what text and encoding they have in the log. */
private val CONTENTS = listOf(
    Triple("é\"\\\u0001\uD83D\uDE00".encodeUtf8(), "text/plain", "é\"\\\u0001\uD83D\uDE00" to null),
    Triple(ByteString.of(0xE9.toByte()), "text/plain; charset=iso-8859-1", "é" to null),
    Triple(ByteString.of(0xE9.toByte()), "text/plain", "6Q==" to "base64"),
    Triple("a\u0000b".encodeUtf8(), "application/octet-stream", "YQBi" to "base64"),
    Triple("x".encodeUtf8(), "text/plain; charset=none-such", "x" to null),
)

class HarLogTest : FunSpec({
    test("a request and its response, with chunks in both directions") {
        val answer = Answer.raw(
            "HTTP/1.1 200 Fine\r\nTransfer-Encoding: chunked\r\nContent-Type: text/plain\r\n\r\n" +
                "2\r\nhe\r\n3\r\nllo\r\n0\r\nDigest: d\r\n\r\n",
        )
        val body = RequestBody.of(listOf("ab", "cde").map { it.encodeUtf8() })
        val entry =
            entry(answer, Request.builder("POST", "/x?a=1&b=%C3%A9+c#f".substringBefore('#')).body(body).build())
        entry.text("request.method") shouldBe "POST"
        entry.text("request.url")!! shouldContain Regex("^http://(127.0.0.1|localhost):\\d+/x\\?a=1&b=%C3%A9\\+c$")
        entry.text("request.httpVersion") shouldBe "HTTP/1.1"
        entry.pairs("request.queryString") shouldBe listOf("a" to "1", "b" to "é c")
        entry.pairs("request.headers") shouldContain ("Accept-Encoding" to "identity")
        entry.text("request.postData.text") shouldBe "abcde"
        entry.number("request.bodySize") shouldBe 5
        entry.number("response.status") shouldBe 200
        entry.text("response.statusText") shouldBe "Fine"
        entry.text("response.content.text") shouldBe "hello"
        entry.number("response.content.size") shouldBe 5
        entry.number("response.bodySize") shouldBe 5
        entry.number("response.headersSize") shouldBe 75
        entry.pairs("_trailers") shouldBe listOf("Digest" to "d")
        entry.text("serverIPAddress") shouldBe "127.0.0.1"
        entry.text("connection") shouldBe "1"
        entry.isSet("_isComplete") shouldBe true
        entry.text("_delivery") shouldBe "response begun"
        entry.at("_closeReasons").toString() shouldBe "[]"
    }

    context("the content as text, or in base64") {
        withTests(nameFn = { "${it.first.hex()} as ${it.second}" }, CONTENTS) { (bytes, type, expected) ->
            val request = Request.builder("POST", "/").header("Content-Type", type).body(RequestBody.of(bytes)).build()
            val entry = entry(Answer.of(200, "Content-Type: $type").body(bytes), request)
            entry.text("response.content.text") to entry.text("response.content.encoding") shouldBe expected
            entry.text("request.postData.text") to entry.text("request.postData._encoding") shouldBe expected
            entry.text("response.content.mimeType") shouldBe type
        }
    }

    test("gzip is decoded, whole or as far as it was kept, and what is not gzip stays") {
        val text = (1..5_000).joinToString(" ")
        val whole = entry(Answer.of(200, "Content-Encoding: gzip").body(gzip(text)))
        whole.text("response.content.text") shouldBe text
        whole.number("response.content.size") shouldBe text.length.toLong()
        whole.number("response.content.compression") shouldBe text.length.toLong() - gzip(text).size
        for (bound in listOf(100, gzip(text).size, text.length - 1)) {
            val part = entry(
                Answer.of(200, "Content-Encoding: gzip").body(gzip(text)),
                log = HarLog.builder().maxBodyBytes(bound).build(),
            )
            text.startsWith(part.text("response.content.text")!!) shouldBe true
            part.isSet("response.content._isCut") shouldBe true
            part.number("response.content.size") shouldBe gzip(text).size.toLong()
        }
        entry(Answer.of(200, "Content-Encoding: gzip").body("no gzip")).text("response.content.text") shouldBe "no gzip"
    }

    test("secrets are nowhere, and everywhere if they are asked for") {
        val log = HarLog.create()
        val entry = entry(SECRET_ANSWER, SECRETS, log)
        log.written() shouldNotContain "s3cret"
        entry.pairs("request.queryString") shouldBe listOf("token" to "[hidden]", "q" to "a b c")
        entry.text("request.postData.text") shouldBe "user=me&password=[hidden]"
        entry.text("response.redirectURL") shouldBe "/y?sig=[hidden]&z=1"
        entry.at("request.cookies").toString() shouldBe "[]"

        val shown = entry(SECRET_ANSWER, SECRETS, HarLog.builder().withSecrets().build())
        shown.pairs("request.cookies") shouldBe listOf("a" to "s3cret", "b" to "s3cret")
        shown.pairs("response.cookies") shouldBe listOf("c" to "s3cret")
        shown.text("request.postData.text") shouldBe "user=me&password=s3cret"
        shown.pairs("request.headers") shouldContain ("Authorization" to "Bearer s3cret")
    }

    test("fields of one's own are hidden by name; a client's request says which") {
        val unmarked = Request.builder("GET", "/").header("X-Mine", "s3cret").build()
        val named = HarLog.builder().hiding("x-MINE").build()
        entry(Answer.of(200, "X-Mine: s3cret").body(""), unmarked, named)
        named.written() shouldNotContain "s3cret"

        val request = Request.builder("GET", "/").secretHeader("X-Mine", "s3cret").build()
        val told = HarLog.create()
        AnsweringPeer.start { Answer.of(200, "X-Mine: s3cret").body("") }.use { peer ->
            HttpClient.builder().listener(asListener(told.forClient())).build().use { client ->
                client.send(request.withTarget(peer.url("/"))).text()
            }
        }
        told.entries().size shouldBe 1
        told.written() shouldNotContain "s3cret"
    }

    test("only the first bytes of a body are kept, and only the latest exchanges") {
        val log = HarLog.builder().maxBodyBytes(7).maxEntries(2).build()
        recorded(log, Answer.ok("é".repeat(500))) { connection ->
            for (path in listOf("/1", "/2", "/3", "/4")) {
                connection.exchange("PUT", path, Headers.EMPTY, RequestBody.of("0123456789")).read()
            }
        }
        log.entries().map { it.text("request.url")!!.last() } shouldBe listOf('3', '4')
        log.json().number("log._dropped") shouldBe 2
        for (entry in log.entries()) {
            entry.text("response.content.text") shouldBe "ééé"
            entry.isSet("response.content._isCut") shouldBe true
            entry.number("response.bodySize") shouldBe 1_000
            entry.text("request.postData.text") shouldBe "0123456"
            entry.isSet("request.postData._isCut") shouldBe true
            entry.text("connection") shouldBe "1"
        }
        shouldThrow<IllegalArgumentException> { HarLog.builder().maxEntries(0) }
        shouldThrow<IllegalArgumentException> { HarLog.builder().maxBodyBytes(-1) }
        entry(Answer.ok("hi"), log = HarLog.builder().maxBodyBytes(0).build()).text("response.content.text") shouldBe ""
    }

    test("an empty log is a HAR too") { HarLog.create().entries() shouldBe listOf() }

    test("an exchange that fails says how far it came and why it ended") {
        val log = HarLog.create()
        recorded(log, Answer.nothing(Answer.After.CLOSE)) {
            shouldThrow<HttpException> { it.exchange("GET", "/", Headers.EMPTY, null) }
        }
        val entry = log.entries().single()
        entry.number("response.status") shouldBe 0
        entry.number("response.bodySize") shouldBe -1
        entry.text("_delivery") shouldBe "head sent"
        entry.at("_closeReasons").toString() shouldBe "[\"the exchange failed\"]"
        entry.isSet("_isComplete") shouldBe false
    }

    test("nobody listens: an entry without a request") {
        val port = java.net.ServerSocket(0).use { it.localPort }
        val log = HarLog.create()
        HttpConnection.builder("127.0.0.1").port(port).listener(log.forConnection()).build().use {
            shouldThrow<HttpException.ConnectFailed> { it.exchange("GET", "/", Headers.EMPTY, null) }
        }
        log.entries().single().run { "${text("_delivery")} ${text("request.method")}" } shouldBe "nothing sent "
    }

    test("a connection's recorder that is told of the request knows it even if it was not sent") {
        val port = java.net.ServerSocket(0).use { it.localPort }
        val url = "http://127.0.0.1:$port/x"
        val log = HarLog.create()
        val recorder = log.forConnection()
        HttpConnection.builder("127.0.0.1").port(port).listener(recorder).build().use {
            recorder.exchangeStarted(Moment.now(1), Request.get(url))
            shouldThrow<HttpException.ConnectFailed> { it.exchange(Request.get("/x")) }
        }
        log.entries().single().run { "${text("request.method")} ${text("request.url")}" } shouldBe "GET $url"
    }

    test("interim responses") {
        val answer = Answer.raw("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n")
        val entry = entry(answer)
        entry.at("_interimResponses").toString() shouldBe
            """[{"status":103,"statusText":"Early Hints","headers":[{"name":"Link","value":"</a>"}]}]"""
        entry.number("response.status") shouldBe 204
    }

    test("a connection that was opened before its first exchange, and between two") {
        val log = HarLog.create()
        recorded(log, Answer.ok("hi")) { connection ->
            for (n in 1..2) {
                connection.connect()
                connection.exchange("GET", "/", Headers.EMPTY, null).text()
                connection.close()
            }
        }
        log.entries().map { it.text("connection") } shouldBe listOf("1", "2")
        log.entries().map { it.number("_exchange") } shouldBe listOf(1L, 2L)
        log.entries().map { it.at("timings.connect")!!.jsonPrimitive.double } shouldBe listOf(-1.0, -1.0)
        log.entries().map { it.text("serverIPAddress") } shouldBe listOf("127.0.0.1", "127.0.0.1")
    }

    test("a client's calls in several threads, told apart by their numbers") {
        val log = HarLog.create()
        AnsweringPeer.start { Answer.ok(it.target.drop(1)) }.use { peer ->
            HttpClient.builder().listener(asListener(log.forClient())).build().use { client ->
                (1..4).map { t ->
                    thread { for (n in 1..25) client.send(Request.get(peer.url("/$t-$n"))).text() }
                }.forEach(Thread::join)
            }
        }
        val entries = log.entries()
        entries.size shouldBe 100
        entries.map { it.number("_exchange")!! }.toSet() shouldBe (1L..100L).toSet()
        for (entry in entries) {
            entry.text("response.content.text") shouldBe entry.text("request.url")!!.substringAfterLast('/')
            (entry.at("timings.blocked")!!.jsonPrimitive.double >= 0) shouldBe true
        }
    }

    test("a recorder that is not told of the client's own moments") {
        val log = HarLog.create()
        AnsweringPeer.start { Answer.ok("hi") }.use { peer ->
            HttpClient.builder().listener(ClientListener.of(listOf(log.forClient()))).build().use { client ->
                repeat(2) { client.send(Request.get(peer.url("/x"))).text() }
            }
            log.entries().map { it.text("request.url") } shouldBe listOf(peer.url("/x"), peer.url("/x"))
        }
        log.entries().map { it.at("timings.blocked")!!.jsonPrimitive.double } shouldBe listOf(-1.0, -1.0)
        log.entries().map { it.text("connection") } shouldBe listOf("1", null)
    }

    test("a response that is being read is written as far as it is known") {
        val log = HarLog.create()
        recorded(log, Answer.ok("hello")) { connection ->
            val response = connection.exchange("GET", "/", Headers.EMPTY, null)
            response.readInto(ByteArray(2))
            val begun = log.entries().single()
            begun.text("response.content.text") shouldBe "he"
            begun.at("_closeReasons") shouldBe null
            response.text()
        }
        log.entries().single().text("response.content.text") shouldBe "hello"
    }

    test("written while exchanges go on, it is valid every time") {
        val log = HarLog.builder().maxEntries(20).build()
        AnsweringPeer.start { Answer.ok("x".repeat(3_000)) }.use { peer ->
            HttpClient.builder().listener(asListener(log.forClient())).build().use { client ->
                val calls = (1..2).map {
                    thread { repeat(200) { client.send(Request.get(peer.url("/"))).text() } }
                }
                while (calls.any { it.isAlive }) log.entries()
                calls.forEach(Thread::join)
            }
        }
        log.entries().size shouldBe 20
    }
})
