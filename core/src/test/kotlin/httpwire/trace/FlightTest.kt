package httpwire.trace

import httpwire.CloseReason
import httpwire.Headers
import httpwire.HttpException
import httpwire.Request
import httpwire.client.HttpClient
import httpwire.client.pool.PoolOptions
import httpwire.connection.HttpConnection
import httpwire.testing.Answer
import httpwire.testing.AnsweringPeer
import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import httpwire.transport.Identities
import httpwire.transport.loopbackDialer
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.engine.spec.tempdir
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.longs.shouldBeGreaterThan
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.string.shouldNotContain
import jdk.jfr.Recording
import jdk.jfr.consumer.RecordedEvent
import jdk.jfr.consumer.RecordingFile
import java.nio.file.Path
import java.time.Duration
import kotlin.concurrent.thread

private const val OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"

/** What Flight Recorder has of httpwire's while [block] runs, in the order of the ends. */
private fun recorded(folder: Path, settings: Recording.() -> Unit = {}, block: () -> Unit): List<RecordedEvent> {
    val file = folder.resolve("${System.nanoTime()}.jfr")
    Recording().use { recording ->
        recording.settings()
        recording.start()
        block()
        recording.stop()
        recording.dump(file)
    }
    return RecordingFile.readAllEvents(file).filter { it.eventType.name.startsWith("httpwire.") }
        .sortedBy { it.endTime }
}

private fun List<RecordedEvent>.named(name: String) = filter { it.eventType.name == "httpwire.$name" }

private fun HttpConnection.get(target: String) = exchange("GET", target, Headers.EMPTY, null)

private fun secure(port: Int, host: String = "a.test") = HttpConnection.builder(host).port(port)
    .dialer(loopbackDialer).tls(Identities.trusting).build()

class FlightTest : FunSpec({
    val folder = tempdir().toPath()

    test("two exchanges on one connection: who was asked, what came, and over which connection") {
        var port = 0
        val events = recorded(folder) {
            val script = Script.start().expectHead().reply(OK).expectHead()
                .reply("HTTP/1.1 404 No\r\nConnection: close\r\nContent-Length: 2\r\n\r\nno")
            ScriptedPeer.listening(script.expectEnd()).use { peer ->
                port = peer.port()
                HttpConnection.http(peer.address()).use {
                    it.get("/a?token=spam").text() shouldBe "hi"
                    it.get("/b").text() shouldBe "no"
                }
            }
        }
        val connect = events.named("Connect").single()
        connect.getString("peer") shouldBe "http://127.0.0.1:$port"
        connect.getString("address") shouldContain "127.0.0.1:$port"
        connect.getString("failure") shouldBe null
        connect.getLong("exchangeNumber") shouldBe 1
        val (first, second) = events.named("Exchange")
        first.getString("method") shouldBe "GET"
        first.getString("url") shouldContain "http://127.0.0.1:$port/a?token="
        first.getString("url") shouldNotContain "spam"
        first.getInt("status") shouldBe 200
        first.getBoolean("complete") shouldBe true
        first.getBoolean("reused") shouldBe false
        first.getString("closeReasons") shouldBe ""
        first.getLong("bytesReceived") shouldBe OK.length.toLong()
        first.duration.toNanos() shouldBeGreaterThan connect.duration.toNanos()
        second.getInt("status") shouldBe 404
        second.getBoolean("reused") shouldBe true
        second.getString("closeReasons") shouldContain "${CloseReason.CLOSE_ANSWERED}"
        second.getLong("exchangeNumber") shouldBe 2
        events.named("Tls").shouldBeEmpty()
        events.named("PoolWait").shouldBeEmpty()
    }

    test("a handshake, done and refused") {
        val events = recorded(folder) {
            val good = Script.start().startTls(Identities.good).expectHead().reply(OK).expectEnd()
            ScriptedPeer.listening(good, Script.start().expectTlsRefusal(Identities.good)).use { peer ->
                secure(peer.port()).use { it.get("/").text() }
                secure(peer.port(), "wrong.test").use { shouldThrow<HttpException.TlsFailed> { it.get("/") } }
            }
        }
        val (done, refused) = events.named("Tls")
        done.getString("protocol") shouldBe "TLSv1.3"
        done.getString("cipherSuite") shouldContain "TLS_"
        done.getString("failure") shouldBe null
        refused.getString("failure") shouldBe "TlsFailed"
        refused.getString("protocol") shouldBe null
        events.named("Connect").map { it.getString("failure") } shouldBe listOf(null, "TlsFailed")
        events.named("Exchange").map { it.getString("failure") } shouldBe listOf(null, "TlsFailed")
        events.named("Exchange").map { it.getInt("status") } shouldBe listOf(200, 0)
    }

    test("nobody listens") {
        val events = recorded(folder) {
            val port = ScriptedPeer.listening().use { it.port() }
            HttpConnection.http("127.0.0.1:$port").use { shouldThrow<HttpException.ConnectFailed> { it.get("/") } }
        }
        events.named("Connect").single().getString("failure") shouldBe "ConnectFailed"
        events.named("Connect").single().getString("address") shouldBe null
        val exchange = events.named("Exchange").single()
        exchange.getString("failure") shouldBe "ConnectFailed"
        exchange.getString("delivery") shouldBe "nothing sent"
    }

    test("each exchange ends once, however it ends") {
        val ends = mapOf<String, (HttpConnection) -> Unit>(
            "a body that is given up" to { it.get("/").close() },
            "a body that is cut" to { shouldThrow<HttpException.IncompleteRead> { it.get("/").text() } },
            "a connection that is closed" to { connection ->
                connection.request("GET", "/")
                connection.close()
            },
            "a connection that is closed under a response" to { connection ->
                connection.get("/")
                connection.close()
            },
        )
        for ((_, end) in ends) {
            val events = recorded(folder) {
                val script = Script.start().expectHead().reply("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhi")
                    .shutdownOutput().expectEnd()
                ScriptedPeer.listening(script).use { peer ->
                    HttpConnection.http(peer.address()).use(end)
                    peer.abandon()
                }
            }
            val exchange = events.named("Exchange").single()
            exchange.getBoolean("complete") shouldBe false
            exchange.getString("closeReasons").isEmpty() shouldBe false
        }
    }

    test("those of a pipeline that breaks") {
        val events = recorded(folder) {
            ScriptedPeer.listening(
                Script.start().expectHead().expectHead().expectHead().reply(OK).hangUp(),
            ).use { peer ->
                HttpConnection.http(peer.address()).use { connection ->
                    val pipeline = connection.pipeline(List(3) { Request.get("/$it") })
                    pipeline.readResponse().text() shouldBe "hi"
                    repeat(2) { shouldThrow<HttpException> { pipeline.readResponse() } }
                }
            }
        }
        events.named("Exchange").map { it.getInt("status") } shouldBe listOf(200, 0, 0)
        events.named("Exchange").map { it.getString("url").last() } shouldBe listOf('0', '1', '2')
    }

    test("a listener that throws does not lose the event") {
        val events = recorded(folder) {
            AnsweringPeer.start { Answer.ok("hi") }.use { peer ->
                val failing = object : ConnectionListener {
                    override fun bodyEnded(moment: Moment, isComplete: Boolean) = error("mine")
                }
                HttpConnection.builder(peer.address()).listener(failing).build().use {
                    shouldThrow<IllegalStateException> { it.get("/").text() }
                }
            }
        }
        events.named("Exchange").single().getInt("status") shouldBe 200
    }

    test("a client's exchange that waits for a connection, and one that waits too long") {
        val events = recorded(folder) {
            AnsweringPeer.start { Answer.ok("hi") }.use { peer ->
                val options = PoolOptions.DEFAULT.withMaxPerOrigin(1).withWaitTimeout(Duration.ofMillis(300))
                HttpClient.builder().pool(options).build().use { client ->
                    val held = client.get(peer.url("/"))
                    shouldThrow<HttpException.Timeout> { client.get(peer.url("/")) }
                    val waiting = thread { client.get(peer.url("/")).text() }
                    while (client.statistics().waiting() == 0) Thread.onSpinWait()
                    held.text()
                    waiting.join()
                }
            }
        }
        events.named("PoolWait").map { it.getString("failure") } shouldBe listOf("Timeout", null)
        events.named("PoolWait")[0].duration.toMillis() shouldBeGreaterThan 200
        events.named("Exchange").map { it.getInt("hop") } shouldBe listOf(1, 1)
    }

    test("events can be turned off one by one") {
        val events = recorded(folder, { disable("httpwire.Connect") }) {
            AnsweringPeer.start {
                Answer.ok("hi")
            }.use { peer -> HttpConnection.http(peer.address()).use { it.get("/").text() } }
        }
        events.map { it.eventType.name } shouldBe listOf("httpwire.Exchange")
    }
})
