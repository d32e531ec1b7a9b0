package httpwire.coroutines

import httpwire.HttpException
import httpwire.HttpException.UnexpectedResponse
import httpwire.Request
import httpwire.RequestBody
import httpwire.dsl.eventOptions
import httpwire.sse.EventOptions
import httpwire.sse.Reconnection
import httpwire.sse.ServerSentEvent
import httpwire.testing.Answer
import httpwire.testing.AnsweringPeer
import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import io.kotest.matchers.types.shouldBeSameInstanceAs
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.collect
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.flow.flowOf
import kotlinx.coroutines.flow.map
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.launch
import kotlinx.coroutines.test.currentTime
import kotlinx.coroutines.test.runTest
import kotlinx.coroutines.withContext
import kotlinx.coroutines.withTimeout
import okio.ByteString.Companion.encodeUtf8
import kotlin.time.Duration.Companion.hours
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.minutes
import kotlin.time.Duration.Companion.seconds

private const val HEAD = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"
private val AT_ONCE = eventOptions { delay = 1.milliseconds }
private val NEVER = EventOptions.DEFAULT.withReconnection(Reconnection(1.hours, 1.hours))

private fun stream(text: String) = Answer.of(200, "Content-Type: text/event-stream").body(text)

private suspend fun Flow<ServerSentEvent>.spelt(): List<String> = map { "[${it.id}]:${it.data}" }.toList()

private suspend fun awaitThat(condition: () -> Boolean) = withContext(Dispatchers.Default) {
    withTimeout(20.seconds) { while (!condition()) delay(1) }
}

@OptIn(ExperimentalCoroutinesApi::class)
class ClientEventsTest : FunSpec({
    test("each connection goes on after the last event, through all layers; each collector begins anew") {
        AnsweringPeer.start().use { peer ->
            peer.on("GET /old").reply(Answer.of(307, "Location: /e")).anyTimes()
            peer.on("GET /e").reply(stream("id: 1\ndata: a\n\nid: 2\ndata: half")).reply(stream("data: b\n\n"))
                .reply(204).reply(204)
            httpClient { defaults() }.use { client ->
                val events = client.events(peer.url("/old"), AT_ONCE) { header("X", "y") }
                peer.received().shouldBeEmpty()
                events.spelt() shouldContainExactly listOf("[1]:a", "[1]:b")
                events.spelt().shouldBeEmpty()
                client.statistics().run { listOf(leased, idle) } shouldContainExactly listOf(0, 1)
            }
            val asked = peer.received().filter { it.target == "/e" }
            asked.map { it.field("Last-Event-ID") + it.field("X") } shouldContainExactly listOf("y", "1y", "1y", "y")
        }
    }

    test("POST: done at its end, repeated after a loss; a body that comes as a flow is not") {
        AnsweringPeer.start().use { peer ->
            peer.on("POST /").reply(stream("id: 1\ndata: a\n\nid: 2\n").cutAfter(19)).reply(stream("data: b\n\n"))
                .reply(stream("id: 1\ndata: a\n\nid: 2\n").cutAfter(19))
            httpClient().use { client ->
                client.events(peer.url("/"), AT_ONCE, "POST") { body("ask") }.spelt() shouldContainExactly
                    listOf("[1]:a", "[1]:b")
                val once = client.events(peer.url("/"), AT_ONCE, "POST") { body(flowOf("ask".encodeUtf8())) }
                shouldThrow<HttpException.IncompleteRead> { once.collect() }
            }
            peer.received().map { it.text() + it.field("Last-Event-ID") } shouldContainExactly
                listOf("ask", "ask1", "ask")
        }
    }

    test("MCP: a response that was looked at is resumed by GET, and can be collected once") {
        AnsweringPeer.start().use { peer ->
            peer.on("POST /mcp").reply(stream("id: 1\ndata:\n\n"))
            peer.on("GET /mcp").where { it.field("Last-Event-ID") == "1" }.reply(stream("id: 2\ndata: whole\n\n"))
            httpClient().use { client ->
                val request = Request.post(peer.url("/mcp"), RequestBody.of("call"))
                val options = AT_ONCE.resumeWith(Request.get(peer.url("/mcp")))
                val events = client.events(client.send(request), request, options)
                events.first { it.data == "whole" }.id shouldBe "2"
                shouldThrow<IllegalStateException> { events.first() }
                client.statistics().leased shouldBe 0
            }
        }
    }

    test("a refusal has the body that explains it, and gives the connection back") {
        AnsweringPeer.start().use { peer ->
            peer.on("GET /").reply(401, "no key")
            httpClient().use { client ->
                shouldThrow<UnexpectedResponse> { client.events(peer.url("/")).first() }.body.utf8() shouldBe "no key"
                client.statistics().run { listOf(leased, idle) } shouldContainExactly listOf(0, 1)
            }
        }
    }

    test("the waits go by the collector's clock; Retry-After lengthens them") {
        runTest(timeout = 1.minutes) {
            AnsweringPeer.start().use { peer ->
                peer.on("GET /").reply(503, "", "Retry-After: 30").reply(stream("retry: 20000\n\n"))
                    .reply(429).reply(204)
                httpClient().use { client ->
                    val rule = Reconnection.DEFAULT.withJitter { 0.0 }
                    client.events(peer.url("/"), EventOptions.DEFAULT.withReconnection(rule)).toList().shouldBeEmpty()
                }
            }
            currentTime shouldBe (30 + 20 + 20).seconds.inWholeMilliseconds
        }
    }

    context("cancelled, it ends at once, and the client has its connection or place back") {
        suspend fun cancelled(client: SuspendHttpClient, events: Flow<ServerSentEvent>, isThere: suspend () -> Unit) {
            coroutineScope {
                val collecting = launch(start = CoroutineStart.UNDISPATCHED) { events.collect() }
                isThere()
                collecting.cancel()
                withTimeout(5.seconds) { collecting.join() }
            }
            awaitThat { client.statistics().run { leased == 0 && waiting == 0 } }
        }

        test("while it waits for a head or an event") {
            for (script in listOf(Script.start().expectHead(), Script.start().expectHead().reply(HEAD + "data"))) {
                ScriptedPeer.listening(script.expectEnd()).use { peer ->
                    httpClient().use { client ->
                        cancelled(client, client.events(peer.url("/"), NEVER)) {
                            awaitThat { peer.connectionCount() == 1 }
                            awaitThat { peer.transcript(1).received().endsWith("\r\n\r\n") }
                        }
                    }
                }
            }
        }

        test("while it waits to come again") {
            AnsweringPeer.start { Answer.of(503) }.use { peer ->
                httpClient().use { client ->
                    cancelled(client, client.events(peer.url("/"), NEVER)) {
                        awaitThat { peer.received().size == 1 && client.statistics().leased == 0 }
                    }
                    peer.received().size shouldBe 1
                }
            }
        }

        test("while it waits for a connection") {
            AnsweringPeer.start { stream("data: a\n\n").then(Answer.After.STALL) }.use { peer ->
                httpClient { pool { maxPerOrigin = 1 } }.use { client ->
                    val held = client.get(peer.url("/"))
                    coroutineScope {
                        val collecting = launch { client.events(peer.url("/")).collect() }
                        awaitThat { client.statistics().waiting == 1 }
                        collecting.cancel()
                        withTimeout(5.seconds) { collecting.join() }
                        awaitThat { client.statistics().waiting == 0 }
                    }
                    held.close()
                }
            }
        }
    }

    test("what the collector throws is the collector's, and closes the connection") {
        val incomplete = HttpException.IncompleteRead(okio.ByteString.EMPTY, 7)
        for (thrown in listOf(incomplete, Exception("mine"), AssertionError("mine"))) {
            AnsweringPeer.start { stream("data: a\n\n") }.use { peer ->
                httpClient().use { client ->
                    val caught = runCatching { client.events(peer.url("/"), AT_ONCE).collect { throw thrown } }
                    caught.exceptionOrNull() shouldBeSameInstanceAs thrown
                    client.statistics().leased shouldBe 0
                    peer.received().size shouldBe 1
                }
            }
        }
    }
})
