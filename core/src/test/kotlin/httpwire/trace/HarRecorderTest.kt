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
import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import httpwire.testing.SelfSigned
import httpwire.transport.Proxy
import httpwire.transport.TlsOptions
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.doubles.shouldBeBetween
import io.kotest.matchers.shouldBe
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.double
import kotlinx.serialization.json.jsonPrimitive
import java.time.Duration
import java.time.OffsetDateTime

private val IDENTITY = SelfSigned.forHosts("origin.test", "127.0.0.1")
private val TRUSTING = TlsOptions.of(IDENTITY.clientContext())

private fun ok(body: String, vararg fields: String) =
    "HTTP/1.1 200 OK\r\n${fields.joinToString("") { "$it\r\n" }}Content-Length: ${body.length}\r\n\r\n$body"

private fun JsonObject.millis(path: String): Double = at(path)!!.jsonPrimitive.double

private fun JsonObject.start(): OffsetDateTime = OffsetDateTime.parse(text("startedDateTime"))

/** Without what follows the last microsecond. */
private fun JsonObject.end(): OffsetDateTime = start() + Duration.ofNanos((millis("time") * 1_000).toLong() * 1_000)

private val JsonObject.hasConnected: Boolean get() = millis("timings.connect") >= 0

/** TLS was a part of connecting, and connecting of the whole. */
private fun checkSecure(entry: JsonObject) {
    entry.millis("timings.ssl").shouldBeBetween(0.001, entry.millis("timings.connect"), 0.0)
    entry.millis("timings.connect").shouldBeBetween(0.001, entry.millis("time"), 0.0)
    entry.text("serverIPAddress") shouldBe "127.0.0.1"
    entry.text("connection") shouldBe "1"
}

/** A proxy that leads to an origin with TLS, and the origin behind it. */
private fun tunnel(vararg replies: String): Script {
    val secure = Script.start().expect("CONNECT origin.test:443 HTTP/1.1\r\n").expectHead()
        .reply("HTTP/1.1 200 Connection established\r\nSet-Cookie: proxy\r\n\r\n").startTls(IDENTITY.serverContext())
    return replies.fold(secure) { script, reply -> script.expectHead().reply(reply) }
}

/** The ways through a proxy: they make two calls with that listener. */
private val TUNNELS = mapOf<String, (String, HarLog) -> Unit>(
    "a connection with setTunnel" to { proxy, log ->
        HttpConnection.builder(proxy).tls(TRUSTING).listener(log.forConnection()).build().use {
            it.setTunnel("origin.test")
            repeat(2) { n -> it.exchange(Request.get("/$n")).text() }
        }
    },
    "a connection with a proxy" to { proxy, log ->
        val builder = HttpConnection.builder("origin.test").tls(TRUSTING).proxy(Proxy.parse("http://$proxy"))
        builder.listener(log.forConnection()).build().use {
            repeat(2) { n -> it.exchange(Request.get("/$n")).text() }
        }
    },
    "a client" to { proxy, log ->
        val builder = HttpClient.builder().tls(TRUSTING).proxy(Proxy.parse("http://$proxy"))
        builder.listener(ClientListener.of(listOf(log.forClient()))).build().use {
            repeat(2) { n -> it.send(Request.get("https://origin.test/$n")).text() }
        }
    },
)

class HarRecorderTest : FunSpec({
    test("over TLS: the handshake is a part of the first exchange's time, and sizes are those above TLS") {
        val log = HarLog.create()
        AnsweringPeer.start(IDENTITY.serverContext()).use { peer ->
            peer.otherwise { Answer.ok(it.body().utf8() + "!") }
            val builder = HttpConnection.builder("127.0.0.1").port(peer.port()).tls(TRUSTING).record()
            builder.listener(log.forConnection()).build().use { connection ->
                val heads = listOf("one", "three").map {
                    val response = connection.exchange("PUT", "/$it", Headers.EMPTY, RequestBody.of(it))
                    response.text() shouldBe "$it!"
                    response.sentHead().size.toLong() to response.rawHead().size.toLong()
                }
                val entries = log.entries()
                entries.map { it.number("request.headersSize") to it.number("response.headersSize") } shouldBe heads
            }
            val (first, second) = log.entries()
            listOf(first, second).map { it.text("request.url") } shouldBe listOf(peer.url("/one"), peer.url("/three"))
            listOf(first, second).map { it.number("request.bodySize") to it.number("response.bodySize") } shouldBe
                listOf(3L to 4L, 5L to 6L)
            checkSecure(first)
            second.millis("timings.ssl") shouldBe -1.0
            second.hasConnected shouldBe false
            second.text("serverIPAddress") to second.text("connection") shouldBe ("127.0.0.1" to "1")
            (second.start() >= first.end()) shouldBe true
        }
    }

    context("through a tunnel: the origin's URL and head, and none of the proxy's") {
        withTests(nameFn = { it }, TUNNELS.keys) { name ->
            val log = HarLog.create()
            ScriptedPeer.listening(tunnel(ok("one"), ok("three", "A: b")).expectEnd()).use { peer ->
                TUNNELS.getValue(name)(peer.address(), log)
            }
            val (first, second) = log.entries()
            listOf(first, second).map { it.text("request.url") } shouldBe
                listOf("https://origin.test/0", "https://origin.test/1")
            listOf(first, second).map { it.text("request.method") } shouldBe listOf("GET", "GET")
            listOf(first, second).map { it.text("response.content.text") } shouldBe listOf("one", "three")
            listOf(first, second).map { it.text("response.statusText") } shouldBe listOf("OK", "OK")
            first.pairs("response.headers") shouldBe listOf("Content-Length" to "3")
            second.pairs("response.headers") shouldBe listOf("A" to "b", "Content-Length" to "5")
            first.number("response.headersSize") shouldBe ok("").length.toLong()
            first.pairs("request.headers").first() shouldBe ("Host" to "origin.test")
            checkSecure(first)
            second.hasConnected shouldBe false
            (second.start() >= first.end()) shouldBe true
        }
    }

    test("a tunnel that is refused: an exchange of which nothing was sent") {
        val log = HarLog.create()
        val script = Script.start().expectHead().reply("HTTP/1.1 407 No\r\nContent-Length: 0\r\n\r\n").expectEnd()
        ScriptedPeer.listening(script).use { peer ->
            HttpConnection.builder(peer.address()).tls(TRUSTING).listener(log.forConnection()).build().use {
                it.setTunnel("origin.test")
                shouldThrow<HttpException.TunnelRefused> { it.exchange(Request.get("/")) }
            }
        }
        val entry = log.entries().single()
        entry.text("_delivery") shouldBe "nothing sent"
        entry.number("response.status") shouldBe 0
        entry.pairs("request.headers") shouldBe listOf()
        entry.hasConnected shouldBe true
        entry.millis("timings.ssl") shouldBe -1.0
    }

    test("a pipeline: each entry has its own request and response, in the order of the requests") {
        val log = HarLog.create()
        val requests = listOf("/a", "/b?n=22", "/c").map { Request.builder("PUT", it).body(RequestBody.of(it)).build() }
        AnsweringPeer.start { Answer.ok("answer to ${it.target}") }.use { peer ->
            HttpConnection.builder(peer.address()).listener(log.forConnection()).record().build().use { connection ->
                val pipeline = connection.pipeline(requests)
                val heads = requests.map { asked ->
                    val response = pipeline.readResponse()
                    response.text() shouldBe "answer to ${asked.target}"
                    response.sentHead().size.toLong() to response.rawHead().size.toLong()
                }
                log.entries().map { it.number("request.headersSize") to it.number("response.headersSize") } shouldBe
                    heads
            }
            val entries = log.entries()
            entries.map { it.text("request.url") } shouldBe requests.map { peer.url(it.target) }
            entries.map { it.text("request.postData.text") } shouldBe requests.map { it.target }
            entries.map { it.text("response.content.text") } shouldBe requests.map { "answer to ${it.target}" }
            entries.map { it.number("_exchange") } shouldBe listOf(1L, 2L, 3L)
            entries.map { it.text("connection") } shouldBe listOf("1", "1", "1")
            entries.map { it.text("serverIPAddress") } shouldBe List(3) { "127.0.0.1" }
            entries.map { it.hasConnected } shouldBe listOf(true, false, false)
            // All were sent before the first was answered, and none ended before the one before it.
            val answered = entries[0].end()
            for (entry in entries) (entry.start() <= answered) shouldBe true
            // Each phase is cut to whole microseconds.
            entries.zipWithNext { earlier, later -> (later.end().plusNanos(10_000) >= earlier.end()) shouldBe true }
        }
    }

    test("a pipeline that breaks: each request that was begun has its entry and its end") {
        val log = HarLog.create()
        val script = Script.start().expectHead().expectHead().expectHead().reply(ok("one")).hangUp()
        ScriptedPeer.listening(script).use { peer ->
            HttpConnection.builder(peer.address()).listener(log.forConnection()).build().use { connection ->
                val pipeline = connection.pipeline(List(3) { Request.get("/$it") })
                pipeline.readResponse().text() shouldBe "one"
                shouldThrow<HttpException> { pipeline.readResponse() }
            }
        }
        val entries = log.entries()
        entries.map { it.text("request.url")!!.last() } shouldBe listOf('0', '1', '2')
        entries.map { it.number("response.status") } shouldBe listOf(200L, 0L, 0L)
        entries.map { it.text("_delivery") } shouldBe listOf("response begun", "head sent", "head sent")
        entries.map { it.at("_closeReasons").toString() } shouldBe
            listOf("[]", "[\"the exchange failed\"]", "[\"the exchange failed\"]")
    }
})
