package httpwire.sse

import httpwire.Headers
import httpwire.HttpException.UnexpectedResponse
import httpwire.Request
import httpwire.client.HttpClient
import httpwire.connection.HttpResponse
import httpwire.internal.wire.arrivals
import httpwire.internal.wire.arriving
import httpwire.testing.Answer
import httpwire.testing.AnsweringPeer
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.shouldBe
import okio.Buffer
import okio.ByteString.Companion.encodeUtf8
import java.time.Duration

/** A file of web-platform-tests' folder `eventsource`, a stream that asks the same, and its events. */
private class Fact(val id: String, val stream: String, vararg val events: String)

private val LONG = "x".repeat(2048)

private val PARSED = listOf(
    Fact("event-data", "data:a\ndata:b\n\n:\nother:a\n\nother:a\nData:a\n\ndata\n\ndata:z\n\n", "a⏎b", "", "z"),
    Fact("format-bom", "\uFEFFdata:a\n\n\uFEFFdata:b\n\ndata:c\n\n", "a", "c"),
    Fact("format-bom-2", "\uFEFF\uFEFFdata:a\n\ndata:b\n\n", "b"),
    Fact("format-comments", "data:a\r:\u0000\n:\r\ndata:b\n:$LONG\rdata:c\n:data:no\r:$LONG\ndata:d\n\n", "a⏎b⏎c⏎d"),
    Fact("format-data-before-final-empty-line", "data:whole\n\nid:x\ndata:half", "whole"),
    Fact("format-field-data", "data:\n\ndata\ndata\n\ndata:a\n\n", "", "⏎", "a"),
    Fact("format-field-event", "event:e\ndata:a\n\ndata:b\n\n", "e/a", "b"),
    Fact("format-field-event-empty", "event: \ndata:a\n\n", "a"),
    Fact("format-field-id-2", "id:1\ndata:a\n\nid\ndata:b\n\ndata:c\n\n", "[1]a", "b", "c"),
    Fact("format-field-id-3", "id:1\n\ndata:a\n\n", "[1]a"),
    Fact("format-field-id-null: all of it", "id:1\nid:\u0000\u0000\ndata:a\n\n", "[1]a"),
    Fact("format-field-id-null: last", "id:1\nid:x\u0000\ndata:a\n\n", "[1]a"),
    Fact("format-field-id-null: first", "id:1\nid:\u0000x\ndata:a\n\n", "[1]a"),
    Fact("format-field-id-null: between", "id:1\nid:x\u0000x\ndata:a\n\n", "[1]a"),
    Fact("format-field-id-null: after a space", "id:1\nid: \u0000\ndata:a\n\n", "[1]a"),
    Fact(
        "format-field-parsing",
        "data:\u0000\ndata: a\rData:no\ndata\u0000:no\ndata:b\r\u0000data:no\nda-ta:no\ndata_no\ndata:c\rdata:\r\n" +
            " data:no\ndata:d\n\n",
        "\u0000⏎a⏎b⏎c⏎⏎d",
    ),
    Fact("format-field-retry", "retry:700\ndata:a\n\n", "+700 a"),
    Fact("format-field-retry-bogus", "retry:700\nretry:7x\ndata:a\n\n", "+700 a"),
    Fact("format-field-retry-empty", "retry\ndata:a\n\n", "a"),
    Fact("format-field-unknown", "data:a\n data\ndata\nother:x\nword\n:comment\ndata:b\n\n", "a⏎⏎b"),
    Fact("format-leading-space", "data:\ta\rdata: \ndata:b\n\n", "\ta⏎⏎b"),
    Fact("format-newlines", "data:a\r\ndata\ndata:b\r\n\r\n", "a⏎⏎b"),
    Fact("format-null-character", "data:\u0000\n\n\n\n", "\u0000"),
    Fact("format-utf-8", "data:é…\n\n", "é…"),
)

private fun ServerSentEvent.inShort(): String {
    val name = if (type == ServerSentEvent.MESSAGE) "" else "$type/"
    val wait = retry?.let { "+${it.toMillis()} " }.orEmpty()
    return wait + (if (id.isEmpty()) "" else "[$id]") + name + data.replace("\n", "⏎")
}

private val AT_ONCE = Reconnection.DEFAULT.withDelays(Duration.ofMillis(1), Duration.ofMillis(2))

private fun stream(text: String) = Answer.of(200, "Content-Type: text/event-stream").body(text)

/** What web-platform-tests ask of `EventSource`, where it is not about the object in a browser. */
class WebPlatformTableTest : FunSpec({
    context("parsed, however it arrives") {
        withTests(nameFn = { it.id }, PARSED) { fact ->
            for (pieces in arrivals(fact.stream.encodeUtf8())) {
                val reader = ServerSentEventReader(pieces.arriving())
                generateSequence { reader.readEvent()?.inShort() }.toList() shouldBe fact.events.toList()
            }
        }
    }

    context("the type of the response") {
        withTests(
            nameFn = { "${it.first}: ${it.second}" },
            Triple("format-mime-bogus", "text/x-event-stream", false),
            Triple("format-mime-trailing-semicolon", "text/event-stream;", true),
            Triple("format-mime-valid-bogus", "text/event-stream;x bogus", true),
            Triple("format-utf-8", "text/event-stream;charset=windows-1252", true),
        ) { (_, type, isStream) ->
            val response = HttpResponse.builder(200).headers(Headers.of("Content-Type", type)).build()
            val session = EventSession(Request.get("/"), EventOptions.DEFAULT)
            runCatching { session.begin(response, Buffer()) }.isSuccess shouldBe isStream
        }
    }

    test("request-accept, request-cache-control") {
        EventSession(Request.get("/"), EventOptions.DEFAULT).request().headers shouldBe
            Headers.of("Accept", "text/event-stream", "Cache-Control", "no-store")
    }

    context("request-status-error: no events, and no further request") {
        withTests(nameFn = { "$it" }, 204, 205, 210, 299, 404, 410, 503) { status ->
            AnsweringPeer.start { Answer.of(status, "Content-Type: text/event-stream") }.use { peer ->
                HttpClient.create().use { client ->
                    val options = EventOptions.DEFAULT.withReconnection(AT_ONCE.withStatuses())
                    val events = client.events(Request.get(peer.url("/")), options)
                    if (status == 204) {
                        events.readEvent() shouldBe null
                    } else {
                        shouldThrow<UnexpectedResponse> { events.readEvent() }.status shouldBe status
                    }
                    events.readEvent() shouldBe null
                    client.statistics().leased shouldBe 0
                }
                peer.received().size shouldBe 1
            }
        }
    }

    context("request-redirect; eventsource-reconnect, format-field-id: from the first URL again, with the last ID") {
        withTests(nameFn = { "$it" }, 301, 302, 303, 307, 308) { status ->
            AnsweringPeer.start().use { peer ->
                peer.on("GET /from").reply(Answer.of(status, "Location: /to")).times(2)
                peer.on("GET /to").reply(stream("id:…\ndata:a\n\n")).reply(204)
                HttpClient.create().use { client ->
                    val options = EventOptions.DEFAULT.withReconnection(AT_ONCE)
                    client.events(Request.get(peer.url("/from")), options).map { it.data } shouldBe listOf("a")
                }
                // The peer reads fields as UTF-8.
                peer.received().map { it.field("Last-Event-ID") } shouldBe listOf("", "", "…", "…")
            }
        }
    }
})
