package httpwire.sse

import httpwire.Circumstances
import httpwire.Delivery
import httpwire.Headers
import httpwire.HttpException
import httpwire.HttpException.AddressRefused
import httpwire.HttpException.Cancelled
import httpwire.HttpException.ConnectFailed
import httpwire.HttpException.ConnectionLost
import httpwire.HttpException.IncompleteRead
import httpwire.HttpException.InvalidUrl
import httpwire.HttpException.LimitExceeded
import httpwire.HttpException.MalformedMessage
import httpwire.HttpException.PoolExhausted
import httpwire.HttpException.RemoteDisconnected
import httpwire.HttpException.TlsFailed
import httpwire.HttpException.TunnelRefused
import httpwire.HttpException.UnexpectedResponse
import httpwire.Origin
import httpwire.Phase
import httpwire.Request
import httpwire.RequestBody
import httpwire.connection.HttpResponse
import httpwire.sse.EventOptions.StreamEnd
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.shouldBe
import io.kotest.matchers.types.shouldBeSameInstanceAs
import okio.Buffer
import okio.ByteString
import java.time.Duration

private val AT_ONCE = Reconnection.DEFAULT.withJitter { 0.0 }
private val GET = Request.get("/e")
private val POST = Request.post("/e", RequestBody.of("ask"))
private val ONCE = Request.post("/e", RequestBody.of("ask".byteInputStream()))
private val RESUMPTION = Request.builder("GET", "/resume").header("Mcp-Session-Id", "7").build()

private fun session(request: Request, change: EventOptions.() -> EventOptions = { this }) =
    EventSession(request, EventOptions.DEFAULT.withReconnection(AT_ONCE).change())

private fun head(status: Int = 200, vararg fields: String): HttpResponse =
    HttpResponse.builder(status).headers(Headers.of(*fields)).build()

private val stream = arrayOf("Content-Type", "text/event-stream; charset=utf-8")

/** One connection that brings [text]; its events are read. */
private fun EventSession.bring(text: String): List<ServerSentEvent> {
    val reader = begin(head(200, *stream), Buffer().writeUtf8(text))!!
    if (text.isNotEmpty()) received()
    return generateSequence(reader::readEvent).toList()
}

private fun unexpected(status: Int, vararg fields: String) =
    UnexpectedResponse("no", "http://a/", status, "", Headers.of(*fields), ByteString.EMPTY)

private fun lost(stage: Delivery.Stage) = ConnectionLost("lost", null).apply {
    initCircumstances(Circumstances(Phase.BODY, "a", false, 1, 1, Delivery(stage, 0)))
}

class EventSessionTest : FunSpec({
    context("HTML 9.2.3: what a connection asks") {
        test("Accept and no-store, and Last-Event-ID only when there is one") {
            val session = session(GET)
            session.request().headers shouldBe Headers.of("Accept", "text/event-stream", "Cache-Control", "no-store")
            session.bring("data: a\n\n")
            session.ended()
            session.request().headers.contains("Last-Event-ID") shouldBe false
            session.bring("id: 7\ndata: a\n\nid: 8\ndata: half")
            session.lastEventId shouldBe "7"
            session.ended()
            session.request().headers.get("Last-Event-ID") shouldBe "7"
            session.bring("id\ndata: a\n\n")
            session.ended()
            session.request().headers.contains("Last-Event-ID") shouldBe false
        }

        test("the ID goes out in UTF-8; fields of the request are kept, an ID of its own is replaced") {
            val own = Request.builder("GET", "/e").header("Accept", "a/b").header("Cache-Control", "x")
                .header("Last-Event-ID", "old").build()
            session(own).request().headers shouldBe own.headers
            session(own) { withLastEventId("ü€\u0001") }.request().headers shouldBe
                Headers.of(
                    "Accept",
                    "a/b",
                    "Cache-Control",
                    "x",
                    "Last-Event-ID",
                    "ü€\u0001".encodeToByteArray().toString(Charsets.ISO_8859_1),
                )
        }
    }

    context("HTML 9.2.2: what a response means") {
        test("204 ends the stream") { session(GET).begin(head(204), Buffer()) shouldBe null }

        withTests(
            nameFn = { it.first },
            "another type" to head(200, "Content-Type", "text/plain"),
            "no type" to head(200),
            "an error" to head(500, *stream),
            "201" to head(201, *stream),
            "205" to head(205, *stream),
            "a redirect that nobody follows" to head(301, "Location", "/x"),
        ) { (_, response) ->
            val session = session(GET)
            val refused = shouldThrow<UnexpectedResponse> { session.begin(response, Buffer()) }
            shouldThrow<UnexpectedResponse> { session.failed(refused) } shouldBeSameInstanceAs refused
        }
    }

    context("HTML 9.2.3: after which failures it reconnects") {
        withTests(
            nameFn = {
                val status = (it.first as? UnexpectedResponse)?.status ?: it.first.message
                "${it.first.javaClass.simpleName} $status: ${it.second}"
            },
            ConnectFailed("no", null) to true,
            ConnectionLost("no", null) to true,
            HttpException.Timeout(Phase.BODY, "read", Duration.ZERO, 0, null) to true,
            RemoteDisconnected() to true,
            IncompleteRead(ByteString.EMPTY, 1) to true,
            unexpected(429) to true,
            unexpected(502) to true,
            unexpected(503) to true,
            unexpected(504) to true,
            TunnelRefused(503, "", Headers.EMPTY, ByteString.EMPTY) to true,
            TunnelRefused(407, "", Headers.EMPTY, ByteString.EMPTY) to false,
            unexpected(200) to false,
            unexpected(401) to false,
            unexpected(404) to false,
            unexpected(500) to false,
            TlsFailed("no", null) to false,
            AddressRefused(Origin.http("a"), listOf()) to false,
            InvalidUrl("no") to false,
            MalformedMessage("no") to false,
            LimitExceeded("no") to false,
            PoolExhausted("no") to false,
            Cancelled("no", null) to false,
            HttpException.TooManyRedirects("no", "/") to false,
        ) { (failure, isPassing) ->
            val session = session(GET)
            if (isPassing) {
                session.failed(failure) shouldBe Duration.ofSeconds(3)
            } else {
                shouldThrow<HttpException> { session.failed(failure) } shouldBeSameInstanceAs failure
            }
        }

        test("only after the statuses that the caller names, none if there are none") {
            val standard = session(GET) { withReconnection(AT_ONCE.withStatuses()) }
            shouldThrow<UnexpectedResponse> { standard.failed(unexpected(503)) }
            session(GET) { withReconnection(AT_ONCE.withStatuses(500)) }.failed(unexpected(500))
        }

        test("Retry-After lengthens the wait") {
            session(GET).failed(unexpected(503, "Retry-After", "17")) shouldBe Duration.ofSeconds(17)
        }

        test("retry holds until another is given; the failures in a row count anew after something came") {
            val all = EventOptions.DEFAULT.withReconnection(Reconnection.DEFAULT.withJitter { 1.0 }.withMaxFailures(2))
            val session = EventSession(GET, all)
            session.bring("retry: 1000\n\n")
            session.ended() shouldBe Duration.ofSeconds(2)
            session.failed(RemoteDisconnected()) shouldBe Duration.ofSeconds(4)
            session.bring("")
            session.ended() shouldBe Duration.ofSeconds(8)
            val last = RemoteDisconnected()
            shouldThrow<RemoteDisconnected> { session.failed(last) } shouldBeSameInstanceAs last
            session.bring(": there\n")
            session.ended() shouldBe Duration.ofSeconds(2)
        }

        test("a stream that ends empty too often fails as one that is not complete") {
            val session = session(GET) { withReconnection(AT_ONCE.withMaxFailures(0)) }
            session.bring("")
            shouldThrow<IncompleteRead> { session.ended() }
        }
    }

    context("the end of a response that was not cut") {
        withTests(
            nameFn = { it.toString() },
            listOf("GET", null, false, true),
            listOf("POST", null, false, false),
            listOf("QUERY", null, false, false),
            listOf("GET", StreamEnd.DONE, false, false),
            listOf("POST", StreamEnd.RECONNECT, false, true),
            listOf("POST", null, true, true),
            listOf("POST", StreamEnd.DONE, true, false),
        ) { (method, atEnd, isResumed, reconnects) ->
            val request = Request.builder(method as String, "/e").build()
            val session = session(request) {
                withAtEnd(atEnd as StreamEnd?).resumeWith(RESUMPTION.takeIf { isResumed as Boolean })
            }
            session.bring("id: 1\ndata: a\n\n")
            (session.ended() != null) shouldBe reconnects
        }

        test("a POST without an ID is done, even if there is a request to resume with") {
            val session = session(POST) { resumeWith(RESUMPTION) }
            session.bring("data: a\n\n")
            session.ended() shouldBe null
        }
    }

    context("which request goes out again") {
        withTests(
            nameFn = { it.first },
            "GET" to GET,
            "a POST that is idempotent" to POST.newBuilder().idempotent().build(),
            "a POST with a key" to POST.newBuilder().idempotencyKey("k").build(),
        ) { (_, request) ->
            val session = session(request)
            session.bring("data: a\n\n")
            session.failed(lost(Delivery.Stage.RESPONSE_BEGUN))
            session.request().method shouldBe request.method
        }

        test("a POST whose events have IDs is repeated with the last one") {
            val session = session(POST)
            session.bring("id: 4\ndata: a\n\n")
            session.failed(lost(Delivery.Stage.RESPONSE_BEGUN))
            session.request().run {
                method shouldBe "POST"
                headers.get("Last-Event-ID") shouldBe "4"
                body shouldBeSameInstanceAs POST.body
            }
        }

        test("a POST without IDs is not repeated, unless the server cannot have processed it") {
            for (failure in listOf(lost(Delivery.Stage.BODY_SENT), unexpected(502), RemoteDisconnected())) {
                shouldThrow<HttpException> { session(POST).failed(failure) } shouldBeSameInstanceAs failure
            }
            for (failure in listOf(
                lost(Delivery.Stage.NOTHING_SENT),
                ConnectFailed("no", null),
                unexpected(503),
                unexpected(429),
                TunnelRefused(502, "", Headers.EMPTY, ByteString.EMPTY),
            )) {
                session(POST).failed(failure)
            }
        }

        test("a body that cannot be repeated ends the stream with the failure") {
            for (failure in listOf(lost(Delivery.Stage.NOTHING_SENT), unexpected(503))) {
                shouldThrow<HttpException> { session(ONCE).failed(failure) } shouldBeSameInstanceAs failure
            }
            val known = session(ONCE.newBuilder().idempotent().build()) { withLastEventId("1") }
            val more = session(ONCE) { withAtEnd(StreamEnd.RECONNECT) }
            more.bring("data: a\n\n")
            shouldThrow<IncompleteRead> { more.ended() }
            shouldThrow<ConnectionLost> { known.failed(lost(Delivery.Stage.RESPONSE_BEGUN)) }
        }

        test("MCP: a POST is resumed by GET with the last ID, also if its body cannot be repeated") {
            for (request in listOf(POST, ONCE)) {
                val session = session(request) { resumeWith(RESUMPTION) }
                session.request().target shouldBe "/e"
                session.bring("id: 1\ndata:\n\nretry: 250\n") shouldBe
                    listOf(ServerSentEvent("1", "message", "", null))
                session.ended() shouldBe Duration.ofMillis(250)
                session.request().run {
                    method shouldBe "GET"
                    target shouldBe "/resume"
                    body shouldBe null
                    headers.get("Last-Event-ID") shouldBe "1"
                    headers.get("Mcp-Session-Id") shouldBe "7"
                }
                session.failed(RemoteDisconnected())
                session.request().target shouldBe "/resume"
            }
        }
    }
})
