package httpwire.client

import httpwire.Circumstances
import httpwire.Delivery
import httpwire.Delivery.Stage
import httpwire.HttpException
import httpwire.HttpException.ConnectionLost
import httpwire.HttpException.RemoteDisconnected
import httpwire.Phase
import httpwire.Request
import httpwire.RequestBody
import httpwire.connection.Wire
import httpwire.connection.ok
import httpwire.testing.Answer
import httpwire.testing.AnsweringPeer
import httpwire.testing.Received
import httpwire.trace.Moment
import httpwire.transport.Transport
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.shouldBe
import io.kotest.matchers.types.shouldBeInstanceOf
import okio.Buffer
import okio.ForwardingSink
import okio.Sink
import okio.Socket
import okio.Source
import java.net.SocketException
import java.util.concurrent.CopyOnWriteArrayList

/** What a server does to a request of which it has read everything. */
private enum class Fate(val answer: Answer, val isSilent: Boolean) {
    CLOSED(Answer.nothing(Answer.After.CLOSE), true),
    RESET(Answer.nothing(Answer.After.RESET), true),
    CUT_IN_STATUS_LINE(Answer.raw("HTTP/1.1 2").then(Answer.After.CLOSE), false),
    CUT_IN_HEAD(Answer.raw("HTTP/1.1 200 OK\r\nA: b\r\n").then(Answer.After.CLOSE), false),
    MALFORMED(Answer.raw("SMTP hello\r\n").then(Answer.After.CLOSE), false),
    INTERIM(Answer.raw("HTTP/1.1 103 Early Hints\r\n\r\n").then(Answer.After.CLOSE), false),
}

/** What is asked, and whether asking twice is asking once. */
private enum class Kind(val isIdempotent: Boolean, val request: Request.Builder.() -> Unit) {
    GET(true, {}),
    HEAD(true, { method("HEAD") }),
    PUT(true, {
        method("PUT")
        body(RequestBody.of("b"))
    }),
    PUT_ONCE(false, {
        method("PUT")
        body(RequestBody.of(Buffer().writeUtf8("b") as Source))
    }),
    DELETE(true, { method("DELETE") }),
    QUERY(true, {
        method("QUERY")
        body(RequestBody.of("b"))
    }),
    POST(false, {
        method("POST")
        body(RequestBody.of("b"))
    }),
    POST_EMPTY(false, { method("POST") }),
    POST_IDEMPOTENT(true, {
        method("POST")
        body(RequestBody.of("b"))
        idempotent()
    }),
    POST_KEYED(true, {
        method("POST")
        body(RequestBody.of("b"))
        idempotencyKey("k")
    }),
    POST_KEYED_ONCE(false, {
        method("POST")
        body(RequestBody.of(Buffer().writeUtf8("b") as Source))
        idempotencyKey("k")
    }),
    PATCH(false, {
        method("PATCH")
        body(RequestBody.of("b"))
    }),
    UNKNOWN(false, { method("BREW") }),
}

/** Carries one exchange, and breaks after so many bytes of the next request. */
private class LostWire(private var room: Int) : Socket {
    private val sent = Buffer()
    private val answers = Buffer().writeUtf8(ok("one"))

    override val source: Source = answers

    override val sink: Sink = object : ForwardingSink(sent) {
        override fun write(source: Buffer, byteCount: Long) {
            if (!answers.exhausted()) return super.write(source, byteCount)
            super.write(source, minOf(byteCount, room.toLong()))
            room -= byteCount.toInt()
            if (room < 0) throw SocketException("Broken pipe")
        }
    }

    override fun cancel() = Unit
}

class ResendTest : FunSpec({
    context("F6, F7, F8, F9, C6: a request that was lost is sent again only if that repeats nothing") {
        for (isReused in listOf(true, false)) {
            for (kind in Kind.entries) {
                for (fate in Fate.entries) {
                    val isResent = isReused && kind.isIdempotent && fate.isSilent
                    val what = if (isResent) "is sent again" else "arrives once"
                    test("$kind on a ${if (isReused) "reused" else "new"} connection that is $fate $what") {
                        play(isReused, kind, fate, isResent)
                    }
                }
            }
        }
    }

    context("F11: the connection breaks while the request is written") {
        withTests(
            nameFn = { "${it.first} ${it.second} bytes of it" },
            listOf(Kind.GET, Kind.PUT, Kind.PUT_ONCE, Kind.POST, Kind.POST_KEYED)
                .flatMap { kind -> listOf(1, 10, 60).map { kind to it } },
        ) { (kind, room) ->
            val next = Wire(ok("two"))
            val wires = listOf(LostWire(room), next).iterator()
            HttpClient.builder().dialer { Transport.of(wires.next()) }.build().use { client ->
                client.get("http://a.test/").text() shouldBe "one"
                val request = Request.builder("GET", "http://a.test/asked").apply(kind.request).build()
                val outcome = runCatching { client.send(request).text() }
                withClue(outcome) { outcome.getOrNull() shouldBe if (kind.isIdempotent) "two" else null }
                (next.sent() == "") shouldBe !kind.isIdempotent
                if (!kind.isIdempotent) {
                    outcome.exceptionOrNull().shouldBeInstanceOf<HttpException.ConnectionLost>()
                        .circumstances!!.delivery.isResendSafe shouldBe false
                }
                client.statistics().leased shouldBe 0
            }
        }
    }

    test("F7, F9: anything of which nothing was sent is sent again, but not if there was no connection to lose") {
        fun HttpException.at(phase: Phase) = apply {
            initCircumstances(Circumstances(phase, "a.test:80", false, 0, 0, Delivery(Stage.NOTHING_SENT, 0)))
        }
        for (kind in Kind.entries) {
            val request = Request.builder("GET", "http://a.test/").apply(kind.request).build()
            for (phase in Phase.entries) {
                withClue("$kind, $phase") {
                    Resend.isAllowed(request, ConnectionLost("reset", null).at(phase)) shouldBe (phase >= Phase.WRITE)
                    Resend.isAllowed(request, RemoteDisconnected().at(phase)) shouldBe (phase >= Phase.WRITE)
                    Resend.isAllowed(request, HttpException.Cancelled("cancelled", null).at(phase)) shouldBe false
                }
            }
            Resend.isAllowed(request, ConnectionLost("reset", null)) shouldBe false
        }
    }

    test("F6: a request that is lost twice is not sent a third time, and both failures are told") {
        AnsweringPeer.start {
            if (it.target ==
                "/first"
            ) {
                Answer.ok("ok")
            } else {
                Answer.nothing(Answer.After.CLOSE)
            }
        }.use { server ->
            HttpClient.create().use { client ->
                client.get(server.url("/first")).text()
                val failure = runCatching { client.get(server.url("/lost")) }.exceptionOrNull()!!
                server.received().count { it.target == "/lost" } shouldBe 2
                (failure is HttpException.RemoteDisconnected) shouldBe true
                (failure.suppressed.single() is HttpException.RemoteDisconnected) shouldBe true
                client.statistics().run { listOf(leased, idle) } shouldBe listOf(0, 0)
            }
        }
    }
})

private fun play(isReused: Boolean, kind: Kind, fate: Fate, isResent: Boolean) {
    var lostCount = 0
    val server = AnsweringPeer.start {
        if (it.target == "/first" || lostCount++ > 0) Answer.ok("") else fate.answer
    }
    val resent = CopyOnWriteArrayList<HttpException>()
    val listener = object : ClientListener {
        override fun resent(moment: Moment, failure: HttpException) {
            resent += failure
        }
    }
    server.use {
        HttpClient.builder().listener(listener).build().use { client ->
            if (isReused) client.get(server.url("/first")).close()
            val request = Request.builder("GET", server.url("/asked")).apply(kind.request).build()
            val outcome = runCatching { client.send(request).use { it.status } }
            withClue(outcome) { outcome.getOrNull() shouldBe if (isResent) 200 else null }
            server.received().count { it.target == "/asked" } shouldBe if (isResent) 2 else 1
            resent.size shouldBe if (isResent) 1 else 0
            val seen = client.statistics()
            seen.resent shouldBe resent.size.toLong()
            seen.leased shouldBe 0
            seen.opened shouldBe server.connectionCount().toLong()
            val failure = outcome.exceptionOrNull() as HttpException? ?: return
            failure.circumstances!!.isReused shouldBe isReused
            failure.circumstances!!.hop shouldBe 1
            if (!fate.isSilent) failure.circumstances!!.delivery.stage shouldBe Stage.RESPONSE_BEGUN
        }
    }
}
