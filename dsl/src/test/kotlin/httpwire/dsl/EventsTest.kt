package httpwire.dsl

import httpwire.Request
import httpwire.sse.EventOptions
import httpwire.sse.EventOptions.StreamEnd
import httpwire.testing.Answer
import httpwire.testing.AnsweringPeer
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import kotlin.time.Duration
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.seconds
import kotlin.time.toJavaDuration

class EventsTest : FunSpec({
    test("the block adds to the request; the options are those of Java") {
        AnsweringPeer.start().use { peer ->
            val stream = Answer.of(200, "Content-Type: text/event-stream").body("id: 2\ndata: b\n\n")
            peer.on("POST /").where { it.text() == "ask" && it.field("Last-Event-ID") == "1" }.reply(stream)
            peer.on("GET /").reply(stream).reply(204)
            httpClient { }.use { client ->
                val options = eventOptions {
                    lastEventId = "1"
                    delay = 1.milliseconds
                }
                client.events(peer.url("/"), options, "POST") { body("ask") }.use { events ->
                    events.map { it.data } shouldContainExactly listOf("b")
                }
                client.events(peer.url("/"), options) { header("X", "y") }.use { events ->
                    events.map { it.id } shouldContainExactly listOf("2")
                }
            }
            peer.received().last().field("X") shouldBe "y"
        }
    }

    test("each option is set, read and checked") {
        val resumption = Request.get("/")
        val options = eventOptions {
            listOf(delay, maxDelay, maxFailures, lastEventId, maxEventBytes, atEnd) shouldBe
                listOf(3.seconds, 60.seconds, null, "", 1L shl 20, null)
            maxDelay = 9.seconds
            delay = 2.seconds
            maxFailures = 4
            maxFailures shouldBe 4
            lastEventId = "7"
            maxEventBytes = 5
            atEnd = StreamEnd.RECONNECT
            reconnectAfter(500, 599)
            resumeWith(resumption)
            shouldThrow<IllegalArgumentException> { delay = 10.seconds }
            shouldThrow<IllegalArgumentException> { maxDelay = Duration.INFINITE }
            shouldThrow<IllegalArgumentException> { maxFailures = -1 }
            shouldThrow<IllegalArgumentException> { lastEventId = "\n" }
            shouldThrow<IllegalArgumentException> { maxEventBytes = 0 }
        }
        val rule = EventOptions.DEFAULT.reconnection()
            .withDelays(2.seconds.toJavaDuration(), 9.seconds.toJavaDuration())
            .withMaxFailures(4).withStatuses(500, 599)
        options shouldBe EventOptions(rule, "7", 5, StreamEnd.RECONNECT, resumption)
        eventOptions { } shouldBe EventOptions.DEFAULT
    }
})
