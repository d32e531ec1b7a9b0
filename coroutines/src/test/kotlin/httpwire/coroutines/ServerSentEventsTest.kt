package httpwire.coroutines

import httpwire.HttpException.ConnectFailed
import httpwire.HttpException.IncompleteRead
import httpwire.HttpException.InvalidUrl
import httpwire.HttpException.LimitExceeded
import httpwire.HttpException.MalformedMessage
import httpwire.HttpException.UnexpectedResponse
import httpwire.sse.Reconnection
import httpwire.sse.ServerSentEvent
import httpwire.testing.ListeningPeer
import httpwire.testing.Script
import httpwire.transport.TlsOptions
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.comparables.shouldBeLessThan
import io.kotest.matchers.shouldBe
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.flow.map
import kotlinx.coroutines.flow.onEach
import kotlinx.coroutines.flow.take
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.test.currentTime
import kotlinx.coroutines.test.runTest
import okhttp3.tls.HandshakeCertificates
import okhttp3.tls.HeldCertificate
import java.net.ServerSocket
import java.util.concurrent.CountDownLatch
import kotlin.time.Duration.Companion.hours
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.minutes
import kotlin.time.Duration.Companion.seconds

private const val HEAD = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"
private val AT_ONCE = Reconnection(delay = 1.milliseconds)

/** What a request says of itself, in order. */
private fun asking(peer: String, lastEventId: String? = null) = "GET /e HTTP/1.1\r\nHost: $peer\r\n" +
    "Accept-Encoding: identity\r\nAccept: text/event-stream\r\nCache-Control: no-store\r\n" +
    (lastEventId?.let { "Last-Event-ID: $it\r\n" } ?: "") + "\r\n"

private fun serving(stream: String): Script = Script.start().expectHead().reply(HEAD + stream)

private val over: Script = answering("HTTP/1.1 204 No Content\r\n\r\n")

private fun Flow<ServerSentEvent>.spelt(): Flow<String> = map { "${it.type}[${it.id}]:${it.data}" }

private fun ListeningPeer.events(lastEventId: String = "", reconnection: Reconnection = AT_ONCE) =
    serverSentEvents("http://${address()}/e", reconnection, lastEventId)

@OptIn(ExperimentalCoroutinesApi::class)
class ServerSentEventsTest :
    FunSpec({
        context("of one response") {
            test("its events as they come, and the end of the body is the end") {
                withPeer(serving("id: 1\ndata: a\n\nevent: x\ndata: b\n\ndata: half").hangUp()) { peer ->
                    http(peer.address()) { get("/").serverSentEvents().spelt().toList() } shouldBe
                        listOf("message[1]:a", "x[1]:b")
                }
            }

            test("an event is there before the next one is sent") {
                val seen = CountDownLatch(1)
                val script = serving("data: a\n\n").waitFor(seen).reply("data: b\n\n").hangUp()
                withPeer(script) { peer ->
                    http(peer.address()) {
                        get("/").serverSentEvents().spelt().onEach { seen.countDown() }.toList()
                    } shouldBe listOf("message[]:a", "message[]:b")
                }
            }

            test("however the bytes come") {
                val stream = "\uFEFFid: ü\r\ndata: a\r\n\r\n: x\rdata: b\rdata: c\r\r".encodeToByteArray()
                    .toString(Charsets.ISO_8859_1)
                for (size in 1..9) {
                    withPeer(Script.start().expectHead().reply(HEAD).replyInPieces(stream, size).hangUp()) { peer ->
                        http(peer.address()) { get("/").serverSentEvents().spelt().toList() } shouldBe
                            listOf("message[ü]:a", "message[ü]:b\nc")
                    }
                }
            }

            test("a response that is not an event stream fails, and is closed") {
                withPeer(answering("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n").expectEnd()) { peer ->
                    http(peer.address()) {
                        val response = get("/")
                        shouldThrow<UnexpectedResponse> { response.serverSentEvents().toList() }.status shouldBe 200
                        response.isClosed shouldBe true
                    }
                }
            }

            test("an event that is too long fails, a collector that stops closes") {
                withPeer(serving("data: 12345\n\ndata: 123456\n\n").expectEnd(), serving("data: a\n\n").expectEnd()) {
                    http(it.address()) {
                        val seen = mutableListOf<String>()
                        shouldThrow<LimitExceeded> {
                            get("/").serverSentEvents(11).spelt().onEach(seen::add).toList()
                        }
                        seen shouldBe listOf("message[]:12345")
                        get("/").serverSentEvents().spelt().first() shouldBe "message[]:a"
                    }
                }
            }

            test("a cut is told") {
                val cut = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: 99\r\n\r\ndata: a\n\n"
                withPeer(answering(cut).hangUp()) { peer ->
                    http(peer.address()) { shouldThrow<IncompleteRead> { get("/").serverSentEvents().toList() } }
                }
            }
        }

        context("over many connections") {
            test("each asks to go on after the last event that was whole") {
                val first = serving("data: 0\n\nid: 1\ndata: a\n\nid: 2\ndata").hangUp()
                val second = serving("data: b\n\n").hangUp()
                val third = serving("id\ndata: c\n\n").hangUp()
                withPeer(first, second, third, over.expectEnd()) { peer ->
                    peer.events().spelt().toList() shouldBe
                        listOf("message[]:0", "message[1]:a", "message[1]:b", "message[]:c")
                    (1..4).map { peer.transcript(it).received() } shouldBe
                        listOf(null, "1", "1", null).map { asking(peer.address(), it) }
                }
            }

            test("it can begin after an event of an earlier run; the ID goes out in UTF-8") {
                withPeer(over.expectEnd()) { peer ->
                    peer.events("ü€").toList() shouldBe emptyList()
                    peer.transcript(1).received() shouldBe
                        asking(peer.address(), "ü€".encodeToByteArray().toString(Charsets.ISO_8859_1))
                }
            }

            withTests(
                nameFn = { it.first },
                "a reset" to serving("data: x\n\n").reset(),
                "no answer" to Script.start().expectHead().hangUp(),
                "a reset before the answer" to Script.start().expectHead().reset(),
                "a head that is cut" to answering("HTTP/1.1 200").hangUp(),
                "chunks that are cut" to
                    answering(
                        HEAD.dropLast(2) + "Transfer-Encoding: chunked\r\n\r\n9\r\ndata: x\n\n\r\n9\r\n",
                    ).hangUp(),
                "an empty stream" to serving("").hangUp(),
            ) { (name, lost) ->
                withPeer(lost, serving("data: y\n\n").hangUp(), over.expectEnd()) { peer ->
                    peer.events().spelt().toList().last() shouldBe "message[]:y"
                    name.isEmpty() shouldBe false
                }
            }

            withTests(
                nameFn = { it.first },
                "404" to answering("HTTP/1.1 404 No\r\nContent-Length: 5\r\n\r\nthere").expectEnd(),
                "500" to answering("HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n").expectEnd(),
                "a redirect" to answering("HTTP/1.1 301 No\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n").expectEnd(),
                "another type" to answering(OK).expectEnd(),
            ) { (_, script) ->
                withPeer(serving("data: a\n\n").hangUp(), script) { peer ->
                    val seen = mutableListOf<String>()
                    shouldThrow<UnexpectedResponse> { peer.events().spelt().onEach(seen::add).toList() }
                    seen shouldBe listOf("message[]:a")
                }
            }

            test("it does not reconnect after a malformed response") {
                withPeer(answering(HEAD.dropLast(2) + "Content-Length: +1\r\n\r\n").expectEnd()) { peer ->
                    shouldThrow<MalformedMessage> { peer.events().toList() }
                }
            }

            test("what the collector throws is the collector's, of whatever kind") {
                withPeer(serving("data: a\n\n").expectEnd()) { peer ->
                    val mine = IncompleteRead(okio.ByteString.EMPTY, 7)
                    shouldThrow<IncompleteRead> { peer.events().collect { throw mine } }.expected shouldBe 7
                }
            }

            test("a URL that is none fails at its own line") {
                shouldThrow<InvalidUrl> { serverSentEvents("example.org") }
            }

            test("a stream that is silent for too long counts as lost") {
                withPeer(serving("data: a\n\n").expectEnd(), over.expectEnd()) { peer ->
                    serverSentEvents(reconnection = AT_ONCE) {
                        host = peer.address()
                        timeout = 1.seconds
                        get("/")
                    }.spelt().toList() shouldBe listOf("message[]:a")
                }
            }

            test("the block asks as it likes: a POST, over TLS, after another request") {
                val held = HeldCertificate.Builder().addSubjectAlternativeName("localhost").build()
                val server = HandshakeCertificates.Builder().heldCertificate(held).build().sslContext()
                val script = Script.start().startTls(server).expectHead().reply(OK).expectHead().expect("ask")
                withPeer(
                    script.reply(HEAD + "id: 1\ndata: a\n\n").hangUp(),
                    script.reply("HTTP/1.1 204 No Content\r\n\r\n").expectEnd(),
                ) { peer ->
                    serverSentEvents(reconnection = AT_ONCE) {
                        host = "localhost:${peer.port()}"
                        tls = TlsOptions.trusting(held.certificatePem())
                        get("/login").text()
                        post("/e") { body("ask") }
                    }.spelt().toList() shouldBe listOf("message[1]:a")
                }
            }

            test("cold: each collector has its own connection") {
                withPeer(serving("data: a\n\n").expectEnd(), serving("data: b\n\n").expectEnd()) { peer ->
                    val events = peer.events().spelt()
                    events.first() shouldBe "message[]:a"
                    events.first() shouldBe "message[]:b"
                }
            }

            test("cancelled while it waits for an event, it ends at once") {
                val waiting = CompletableDeferred<Unit>()
                withPeer(serving("data: a\n\n").expectEnd()) { peer ->
                    timeToCancel({ waiting.await() }) {
                        peer.events().collect { waiting.complete(Unit) }
                    } shouldBeLessThan 500.milliseconds
                }
            }

            test("cancelled while it waits to come again, it ends at once, and does not come") {
                val gone = CountDownLatch(1)
                withPeer(serving("data: a\n\n").shutdownOutput().expectEnd().signal(gone)) { peer ->
                    timeToCancel({ gone.join() }) {
                        peer.events(reconnection = Reconnection(delay = 1.hours, maxDelay = 1.hours)).collect { }
                    } shouldBeLessThan 500.milliseconds
                }
            }

            test("it comes back when the server does") {
                val port = ServerSocket(0).use { it.localPort }
                val events = serverSentEvents("http://127.0.0.1:$port/e", reconnection = AT_ONCE)
                val refused = shouldThrow<ConnectFailed> {
                    serverSentEvents(
                        "http://127.0.0.1:$port/e",
                        reconnection = Reconnection(1.milliseconds, maxFailures = 3),
                    )
                        .toList()
                }
                refused.circumstances?.peer shouldBe "127.0.0.1:$port"
                RestartedServer(port).use { server ->
                    server.start(HEAD + "id: 1\ndata: a\n\n")
                    val seen = mutableListOf<String>()
                    events.spelt().take(3).collect {
                        seen += it
                        server.stop()
                        server.start(HEAD + "data: after ${seen.size}\n\n")
                    }
                    seen shouldBe listOf("message[1]:a", "message[1]:after 1", "message[1]:after 2")
                    server.requests.map { it.substringAfter("Last-Event-ID: ", "none").lines().first() } shouldBe
                        listOf("none", "1", "1")
                }
            }
        }

        context("the wait before it comes again") {
            test("refuses an invalid wait") {
                shouldThrow<IllegalArgumentException> { Reconnection(0.seconds) }
                shouldThrow<IllegalArgumentException> { Reconnection(2.seconds, 1.seconds) }
                shouldThrow<IllegalArgumentException> { Reconnection(maxFailures = -1) }
            }

            test("goes by the caller's clock, and only it does") {
                runTest(timeout = 1.minutes) {
                    val none = Script.start().expectHead().hangUp()
                    withPeer(none, none, none, serving("retry: 20000\n\n").hangUp(), none, over.expectEnd()) { peer ->
                        val rule = Reconnection(5.seconds).withJitter { 1.0 }
                        peer.events(reconnection = rule).toList() shouldBe emptyList()
                    }
                    currentTime shouldBe (20 + 40 + 60 + 40 + 60).seconds.inWholeMilliseconds
                }
            }

            test("has an end if one is said: the last failure, or that nothing came") {
                val none = serving("").hangUp()
                withPeer(serving("data: a\n\n").hangUp(), none, none, none) { peer ->
                    val seen = mutableListOf<String>()
                    shouldThrow<IncompleteRead> {
                        peer.events(reconnection = Reconnection(1.milliseconds, maxFailures = 2))
                            .spelt().onEach(seen::add).toList()
                    }
                    seen shouldBe listOf("message[]:a")
                }
            }
        }
    })
