package httpwire.client

import httpwire.Headers
import httpwire.HttpException
import httpwire.HttpException.Cancelled
import httpwire.HttpException.ConnectFailed
import httpwire.HttpException.LimitExceeded
import httpwire.HttpException.UnexpectedResponse
import httpwire.Origin
import httpwire.Request
import httpwire.RequestBody
import httpwire.Timeouts
import httpwire.auth.Credentials
import httpwire.call.Interceptor
import httpwire.client.pool.PoolOptions
import httpwire.connection.HttpResponse
import httpwire.sse.EventOptions
import httpwire.sse.EventOptions.StreamEnd
import httpwire.sse.Reconnection
import httpwire.sse.ServerSentEvent
import httpwire.testing.Answer
import httpwire.testing.AnsweringPeer
import httpwire.testing.ListeningPeer
import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import httpwire.trace.Moment
import httpwire.transport.FullBacklog
import httpwire.transport.Running
import httpwire.transport.Threads
import httpwire.transport.await
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import io.kotest.matchers.types.shouldBeInstanceOf
import io.kotest.matchers.types.shouldBeSameInstanceAs
import java.io.UncheckedIOException
import java.net.ServerSocket
import java.time.Duration
import java.util.concurrent.CountDownLatch
import kotlin.concurrent.thread

private const val HEAD = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"
private val AT_ONCE = EventOptions.DEFAULT.withReconnection(
    Reconnection.DEFAULT.withDelay(Duration.ofMillis(1)).withMaxDelay(Duration.ofMillis(2)),
)
private val NEVER = EventOptions.DEFAULT.withReconnection(
    Reconnection.DEFAULT.withMaxDelay(Duration.ofHours(1)).withDelay(Duration.ofHours(1)),
)
private val over = Answer.of(204)

private fun stream(text: String) = Answer.of(200, "Content-Type: text/event-stream").body(text)

private fun serving(text: String): Script = Script.start().expectHead().reply(HEAD + text)

private fun ServerSentEvents.spelt(): List<String> = use { events -> events.map { "${it.type}[${it.id}]:${it.data}" } }

private fun withClient(change: HttpClientBuilder.() -> Unit = {}, block: (HttpClient) -> Unit) =
    HttpClient.builder().defaults().apply(change).build().use(block)

/** The connections of the script and the client must be gone, or free, after [block]. */
private fun withScripts(vararg scripts: Script, block: (HttpClient, ListeningPeer) -> Unit) =
    ScriptedPeer.listening(*scripts).use { peer ->
        withClient { client ->
            peer.verify<Unit> { block(client, peer) }
            client.statistics().run { listOf(leased, waiting) } shouldBe listOf(0, 0)
        }
    }

/** Throws once. */
private class Throwing(private val name: String, private val thrown: Throwable) : ClientListener {
    private var isArmed = true

    private fun at(moment: String) {
        if (moment != name || !isArmed) return
        isArmed = false
        throw thrown
    }

    override fun leased(moment: Moment, origin: Origin, isOpen: Boolean) = at("leased")

    override fun headSent(moment: Moment, method: String, target: String) = at("headSent")

    override fun headReceived(moment: Moment, status: Int, reason: String, headers: Headers) = at("headReceived")

    override fun bodyReceived(moment: Moment, byteCount: Long) = at("bodyReceived")

    override fun bodyEnded(moment: Moment, isComplete: Boolean) = at("bodyEnded")
}

class ServerSentEventsTest : FunSpec({
    test("nothing is sent before the first event is asked for; each connection goes on after the last event") {
        AnsweringPeer.start().use { peer ->
            peer.on("GET /e").reply(stream("id: 1\ndata: a\n\nid: 2\ndata: half"))
                .reply(stream("event: x\ndata: b\n\n")).reply(over)
            withClient { client ->
                val events = client.events(Request.get(peer.url("/e")), AT_ONCE)
                peer.received().shouldBeEmpty()
                events.lastEventId shouldBe ""
                events.spelt() shouldContainExactly listOf("message[1]:a", "x[1]:b")
                events.lastEventId shouldBe "1"
                events.iterator().hasNext() shouldBe false
                events.readEvent() shouldBe null
                shouldThrow<NoSuchElementException> { events.iterator().next() }
                client.statistics().run { listOf(leased, idle, opened.toInt()) } shouldContainExactly listOf(0, 1, 1)
            }
            peer.received().map { it.field("Last-Event-ID") } shouldContainExactly listOf("", "1", "1")
            peer.received().map { it.field("Accept") }.toSet() shouldBe setOf("text/event-stream")
            peer.received().map { it.field("Cache-Control") }.toSet() shouldBe setOf("no-store")
        }
    }

    test("the short forms ask with the defaults") {
        AnsweringPeer.start { over }.use { peer ->
            withClient { client ->
                client.events(peer.url("/e")).spelt().shouldBeEmpty()
                client.events(Request.get(peer.url("/e"))).spelt().shouldBeEmpty()
            }
        }
    }

    test("an event is there before the next one is sent") {
        val seen = CountDownLatch(1)
        withScripts(serving("data: a\n\n").waitFor(seen).reply("data: b\n\n").hangUp()) { client, peer ->
            client.events(Request.get(peer.url("/")), AT_ONCE.withAtEnd(StreamEnd.DONE)).use {
                it.readEvent()!!.data shouldBe "a"
                seen.countDown()
                it.readEvent()!!.data shouldBe "b"
                it.readEvent() shouldBe null
            }
        }
    }

    context("a connection that is lost is replaced") {
        withTests(
            nameFn = { it.first },
            "a reset" to serving("id: 1\ndata: x\n\n").reset(),
            "no answer" to Script.start().expectHead().hangUp(),
            "a reset before the answer" to Script.start().expectHead().reset(),
            "a head that is cut" to Script.start().expectHead().reply("HTTP/1.1 200").hangUp(),
            "a body that is cut" to
                Script.start().expectHead().reply(HEAD.dropLast(2) + "Content-Length: 99\r\n\r\ndata: x\n\n").hangUp(),
            "chunks that are cut" to Script.start().expectHead()
                .reply(HEAD.dropLast(2) + "Transfer-Encoding: chunked\r\n\r\n9\r\ndata: x\n\n\r\n9\r\n").hangUp(),
            "an empty stream" to serving("").hangUp(),
            "503" to Script.start().expectHead().reply("HTTP/1.1 503 No\r\nRetry-After: 0\r\nContent-Length: 0\r\n\r\n")
                .expectEnd().hangUp(),
        ) { (name, lost) ->
            val last = Script.start().expectHead().reply("HTTP/1.1 204 No\r\n\r\n")
            val others = arrayOf(serving("data: y\n\n").hangUp(), last)
            ScriptedPeer.listening(lost, *others).use { peer ->
                val fresh = PoolOptions.DEFAULT.withMaxPerOrigin(1).withIdleTimeout(Duration.ofNanos(1))
                withClient({ pool(fresh) }) { client ->
                    client.events(Request.get(peer.url("/")), AT_ONCE).spelt().last().substringAfter(":") shouldBe "y"
                    name.isEmpty() shouldBe false
                }
            }
        }

        test("one that brought something is no failure, however many there are") {
            AnsweringPeer.start().use { peer ->
                peer.on(
                    "GET /",
                ).reply(stream("data: a\n\n")).reply(stream(":\n")).reply(stream("data: b\n\n")).reply(over)
                withClient { client ->
                    val none = AT_ONCE.withReconnection(AT_ONCE.reconnection().withMaxFailures(0))
                    client.events(Request.get(peer.url("/")), none).spelt().size shouldBe 2
                }
            }
        }

        test("when its server was away, by the same client") {
            val port = ServerSocket(0).use { it.localPort }
            withClient { client ->
                val few = AT_ONCE.withReconnection(AT_ONCE.reconnection().withMaxFailures(2))
                val events = client.events(Request.get("http://127.0.0.1:$port/"), few)
                val failure = shouldThrow<UncheckedIOException> { events.iterator().hasNext() }
                failure.cause.shouldBeInstanceOf<ConnectFailed>()
                events.iterator().hasNext() shouldBe false
                events.readEvent() shouldBe null
            }
        }

        test("a stream that is silent for longer than the read timeout counts as lost") {
            withScripts(
                serving("data: a\n\n").expectEnd(),
                Script.start().expectHead().reply("HTTP/1.1 204 No\r\n\r\n"),
            ) { client, peer ->
                val bounds = Timeouts.of(Duration.ofMillis(300))
                val request = Request.builder("GET", peer.url("/")).timeouts(bounds).build()
                client.events(request, AT_ONCE).spelt() shouldContainExactly listOf("message[]:a")
            }
        }
    }

    context("a failure that a new connection would not remedy is thrown, and there are no more events") {
        withTests(
            nameFn = { "${it.first}" },
            404 to "nothing here",
            500 to "broken",
        ) { (status, body) ->
            AnsweringPeer.start().use { peer ->
                peer.on("GET /").reply(stream("data: a\n\n")).reply(status, body)
                withClient { client ->
                    client.events(Request.get(peer.url("/")), AT_ONCE).use { events ->
                        events.readEvent()!!.data shouldBe "a"
                        shouldThrow<UnexpectedResponse> { events.readEvent() }.run {
                            this.status shouldBe status
                            this.body.utf8() shouldBe body
                        }
                        events.readEvent() shouldBe null
                    }
                    client.statistics().run { listOf(leased, idle) } shouldContainExactly listOf(0, 1)
                }
            }
        }

        test("another type, an event that is too long, a client that was closed") {
            AnsweringPeer.start().use { peer ->
                peer.on("GET /type").reply(200, "x", "Content-Type: text/plain")
                peer.on("GET /long").reply(stream("data: 12345\n\ndata: 123456\n\n"))
                peer.on("GET /closed").reply(stream("data: a\n\n"))
                withClient { client ->
                    shouldThrow<UnexpectedResponse> { client.events(peer.url("/type")).readEvent() }.status shouldBe 200
                    val long = client.events(Request.get(peer.url("/long")), AT_ONCE.withMaxEventBytes(11))
                    long.iterator().next().data shouldBe "12345"
                    shouldThrow<LimitExceeded> { long.readEvent() }
                    client.statistics().leased shouldBe 0
                    val closed = client.events(Request.get(peer.url("/closed")), AT_ONCE)
                    closed.iterator().next().data shouldBe "a"
                    client.close()
                    shouldThrow<IllegalStateException> { closed.readEvent() }
                }
            }
        }
    }

    context("all layers have their part") {
        test("redirects are followed each time from the request's own URL, permanent ones too") {
            AnsweringPeer.start().use { peer ->
                peer.on("GET /old").reply(Answer.of(301, "Location: /new")).times(3)
                peer.on("GET /new").reply(stream("id: 1\ndata: a\n\n")).reply(stream("data: b\n\n")).reply(over)
                withClient { client ->
                    client.events(Request.get(peer.url("/old")), AT_ONCE).spelt() shouldContainExactly
                        listOf("message[1]:a", "message[1]:b")
                }
                peer.received().map { it.target + it.field("Last-Event-ID") } shouldContainExactly
                    listOf("/old", "/new", "/old1", "/new1", "/old1", "/new1")
            }
        }

        test("credentials, default fields, interceptors") {
            val calls = mutableListOf<String>()
            val counting = Interceptor { request, next ->
                calls += request.headers.get("Last-Event-ID") ?: "none"
                next.handle(request)
            }
            AnsweringPeer.start().use { peer ->
                peer.on("GET /").where { it.field("Authorization").isEmpty() }
                    .reply(Answer.of(401, "WWW-Authenticate: Basic realm=\"r\"")).anyTimes()
                peer.on("GET /").reply(stream("id: 9\ndata: a\n\n")).reply(over)
                withClient({
                    auth(Credentials.basic("u", "p").forOrigin(peer.url("/")))
                    header("X-Mine", "1")
                    interceptor(counting)
                }) { client ->
                    client.events(Request.get(peer.url("/")), AT_ONCE).spelt() shouldContainExactly
                        listOf("message[9]:a")
                }
                calls shouldContainExactly listOf("none", "9")
                peer.received().map { it.field("X-Mine") }.toSet() shouldBe setOf("1")
            }
        }

        test("coded content is decoded as it comes") {
            val seen = CountDownLatch(1)
            val gzip = okio.Buffer()
            val sink = okio.GzipSink(gzip)
            val plain = okio.Buffer()

            fun coded(text: String): okio.ByteString {
                sink.write(plain.writeUtf8(text), plain.size)
                sink.flush()
                return gzip.readByteString()
            }
            val head = HEAD.dropLast(2) + "Content-Encoding: gzip\r\n\r\n"
            withScripts(
                Script.start().expectHead().reply(head).reply(coded("data: a\n\n")).waitFor(seen)
                    .reply(coded("data: b\n\n")).expectEnd(),
            ) { client, peer ->
                client.events(Request.get(peer.url("/")), AT_ONCE).use {
                    it.iterator().next().data shouldBe "a"
                    seen.countDown()
                    it.iterator().next().data shouldBe "b"
                }
            }
        }
    }

    context("POST") {
        val body = RequestBody.of("ask")

        test("is done when its response ends; a body that can be repeated is sent again after a loss") {
            AnsweringPeer.start().use { peer ->
                peer.on("POST /").reply(stream("id: 1\ndata: a\n\nid: 2\n").cutAfter(19))
                    .reply(stream("id: 2\ndata: b\n\n"))
                withClient { client ->
                    client.events(Request.post(peer.url("/"), body), AT_ONCE).spelt() shouldContainExactly
                        listOf("message[1]:a", "message[2]:b")
                }
                peer.received().map { it.text() + it.field("Last-Event-ID") } shouldContainExactly listOf("ask", "ask1")
            }
        }

        test("is not repeated if its body cannot be") {
            withScripts(
                Script.start().expectHead().expect("3\r\nask\r\n0\r\n\r\n").reply(HEAD + "id: 1\ndata: a\n\n").reset(),
            ) { client, peer ->
                val once = Request.post(peer.url("/"), RequestBody.of("ask".byteInputStream()))
                client.events(once, AT_ONCE).use {
                    it.iterator().next().data shouldBe "a"
                    shouldThrow<HttpException.ConnectionLost> { it.readEvent() }
                }
            }
        }

        test("MCP: is resumed by GET, after a response that the client has looked at") {
            AnsweringPeer.start().use { peer ->
                peer.on("POST /mcp").reply(stream("id: 1\ndata:\n\nretry: 1\n"))
                peer.on("GET /mcp").where { it.field("Last-Event-ID") == "1" }.reply(stream("id: 2\ndata: half\n\n"))
                peer.on("GET /mcp").where { it.field("Last-Event-ID") == "2" }.reply(stream("id: 3\ndata: whole\n\n"))
                withClient { client ->
                    val request = Request.builder("POST", peer.url("/mcp")).body(body)
                        .header("Accept", "application/json, text/event-stream").build()
                    val resumption = Request.builder("GET", peer.url("/mcp")).header("Mcp-Session-Id", "s").build()
                    client.events(client.send(request), request, AT_ONCE.resumeWith(resumption)).use { events ->
                        events.first { it.data == "whole" }.id shouldBe "3"
                    }
                    client.statistics().leased shouldBe 0
                }
                peer.received().map { it.method + it.field("Mcp-Session-Id") } shouldContainExactly
                    listOf("POST", "GETs", "GETs")
            }
        }
    }

    context("close by another thread ends the reader at once") {
        fun closed(events: ServerSentEvents, isThere: (Running<ServerSentEvent?>) -> Unit) {
            val reading = Running { events.readEvent() }
            isThere(reading)
            events.close()
            reading.outcome().getOrThrow() shouldBe null
            events.readEvent() shouldBe null
            events.close()
        }

        test("while it connects") {
            val dialing = CountDownLatch(1)
            val stuck = FullBacklog()
            stuck.use {
                withClient({
                    listener(object : ClientListener {
                        override fun tcpConnecting(moment: Moment, address: String) = dialing.countDown()
                    })
                }) { client ->
                    closed(client.events("http://127.0.0.1:${stuck.port}/")) { await(dialing) }
                    client.statistics().leased shouldBe 0
                }
            }
        }

        test("while it waits for a head, and for an event") {
            for (script in listOf(Script.start().expectHead().expectEnd(), serving("data").expectEnd())) {
                withScripts(script) { client, peer ->
                    closed(client.events(Request.get(peer.url("/")), NEVER)) { reading ->
                        await { peer.connectionCount() == 1 && peer.transcript(1).received().endsWith("\r\n\r\n") }
                        reading.awaitStuck("readEvent")
                    }
                }
            }
        }

        test("while it waits for a connection of the pool, and to connect again") {
            withScripts(serving("data: a\n\n").expectEnd()) { client, peer ->
                client.newBuilder().pool(PoolOptions.DEFAULT.withMaxPerOrigin(1)).build().use { narrow ->
                    narrow.get(peer.url("/")).use {
                        closed(narrow.events(peer.url("/"))) { await { narrow.statistics().waiting == 1 } }
                    }
                    narrow.statistics().waiting shouldBe 0
                }
            }
            withScripts(Script.start().expectHead().hangUp()) { client, peer ->
                closed(client.events(Request.get(peer.url("/")), NEVER)) {
                    // There is a pause, of no length, before the first connection too.
                    await { peer.connectionCount() == 1 }
                    it.awaitInside("awaitPause")
                }
            }
        }

        test("while nobody reads, and within an interceptor") {
            withScripts(serving("data: a\n\n").expectEnd()) { client, peer ->
                val events = client.events(peer.url("/"))
                events.iterator().next().data shouldBe "a"
                thread { events.close() }.join()
                client.statistics().leased shouldBe 0
                events.iterator().hasNext() shouldBe false
            }
            withScripts(Script.start().expectHead().expectEnd()) { client, peer ->
                val around = Interceptor { request, next -> next.handle(request) }
                client.newBuilder().interceptor(around).hopInterceptor(around).build().use { layered ->
                    closed(layered.events(peer.url("/"))) {
                        await { peer.connectionCount() == 1 && peer.transcript(1).received().endsWith("\r\n\r\n") }
                    }
                }
            }
        }

        test("before it began: nothing is sent") {
            AnsweringPeer.start { over }.use { peer ->
                withClient { client ->
                    client.events(peer.url("/")).apply { close() }.iterator().hasNext() shouldBe false
                    peer.connectionCount() shouldBe 0
                }
            }
        }
    }

    test("iterators share one place in the stream; an event that one has found is given, also after close") {
        withScripts(serving("data: a\n\ndata: b\n\ndata: c\n\n").expectEnd()) { client, peer ->
            client.events(Request.get(peer.url("/")), NEVER).use { events ->
                val one = events.iterator()
                val other = events.iterator()
                one.hasNext() shouldBe true
                other.next().data shouldBe "a"
                one.next().data shouldBe "b"
                other.hasNext() shouldBe true
                thread { events.close() }.join()
                other.hasNext() shouldBe true
                events.readEvent()!!.data shouldBe "c"
                one.hasNext() shouldBe false
                events.readEvent() shouldBe null
            }
        }
    }

    test("what the reader itself throws passes through use, and nothing stays open") {
        for (planted in listOf(Exception("planted"), AssertionError("planted"))) {
            withScripts(serving("data: a\n\n").expectEnd()) { client, peer ->
                val caught = runCatching {
                    client.events(Request.get(peer.url("/")), NEVER).use { events ->
                        for (event in events) throw planted
                    }
                }
                caught.exceptionOrNull() shouldBeSameInstanceAs planted
            }
        }
    }

    for (threads in Threads.available) {
        test("a thread that is $threads and waits to come again is ended by close") {
            withScripts(Script.start().expectHead().hangUp()) { client, peer ->
                val events = client.events(Request.get(peer.url("/")), NEVER)
                val read = mutableListOf<ServerSentEvent?>()
                val reading = Running { threads.run { read += events.readEvent() } }
                await { client.statistics().run { opened > 0 && leased == 0 } }
                events.close()
                reading.outcome().getOrThrow()
                read shouldBe listOf(null)
            }
        }
    }

    test("an interrupt ends it, and the flag stays up") {
        withScripts(Script.start().expectHead().hangUp()) { client, peer ->
            val events = client.events(Request.get(peer.url("/")), NEVER)
            val reading = Running { events.readEvent() }
            reading.awaitInside("awaitPause")
            reading.thread.interrupt()
            reading.failure().shouldBeInstanceOf<Cancelled>()
            reading.endedInterrupted() shouldBe true
            events.readEvent() shouldBe null
        }
    }

    context("what a callback throws is the reader's, and nothing stays open") {
        val thrown = listOf<() -> Throwable>({ Exception("planted") }, { AssertionError("planted") })
        withTests(nameFn = { "${it()}" }, thrown) { make ->
            for (moment in listOf("leased", "headSent", "headReceived", "bodyReceived", "bodyEnded", "interceptor")) {
                val planted = make()
                AnsweringPeer.start { stream("data: a\n\n") }.use { peer ->
                    val throwing = Throwing(moment, planted)
                    val intercepting = Interceptor { request, next ->
                        val response: HttpResponse = next.handle(request)
                        if (moment == "interceptor") response.close().also { throw planted }
                        response
                    }
                    withClient({ listener(throwing).interceptor(intercepting) }) { client ->
                        val events = client.events(Request.get(peer.url("/")), AT_ONCE.withAtEnd(StreamEnd.DONE))
                        val caught = runCatching { while (events.readEvent() != null) continue }.exceptionOrNull()
                        caught shouldBeSameInstanceAs planted
                        events.readEvent() shouldBe null
                        client.statistics().run { listOf(leased, waiting) } shouldBe listOf(0, 0)
                    }
                }
            }
        }
    }
})
