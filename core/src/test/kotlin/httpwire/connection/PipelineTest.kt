package httpwire.connection

import httpwire.CloseReason
import httpwire.Delivery
import httpwire.Headers
import httpwire.HttpException
import httpwire.HttpVersion
import httpwire.Phase
import httpwire.Request
import httpwire.RequestBody
import httpwire.connection.Pipeline.Fate.ANSWERED
import httpwire.connection.Pipeline.Fate.MAYBE_PROCESSED
import httpwire.connection.Pipeline.Fate.NOT_SENT
import httpwire.state.ConnectionState
import httpwire.testing.ListeningPeer
import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import httpwire.trace.ConnectionListener
import httpwire.trace.Moment
import httpwire.transport.Identities
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.ints.shouldBeLessThan
import io.kotest.matchers.nulls.shouldBeNull
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import java.net.SocketTimeoutException
import java.time.Duration

private fun gets(count: Int) = (1..count).map { Request.get("/$it") }

private fun Script.expectHeads(count: Int) = (1..count).fold(this) { script, _ -> script.expectHead() }

private fun with(script: Script, block: (HttpConnection, ListeningPeer) -> Unit) =
    ScriptedPeer.listening(script).use { peer -> connectionTo(peer).use { block(it, peer) } }

/** How a server ends after the second of five responses, and what the third one's reader is told. */
private enum class End(val thrown: Class<out HttpException>, val leave: Script.() -> Script) {
    FIN(HttpException.RemoteDisconnected::class.java, { shutdownOutput().expectEnd() }),
    RST(HttpException.ConnectionLost::class.java, { reset() }),
    GARBAGE(HttpException.BadStatusLine::class.java, { reply("garbage\r\n").expectEnd() }),
    CUT(HttpException.IncompleteRead::class.java, { reply("HTTP/1.1 200 OK\r\nCont").shutdownOutput().expectEnd() }),
}

class PipelineTest : FunSpec({
    test("a request that waits for its turn waits for its response, and is not being sent") {
        played(Script.start().expectHead().expectHead().reply(ok("a")).hangUp(), { record() }) { connection ->
            val pipeline = connection.pipeline(List(2) { Request.get("/$it") })
            pipeline.readResponse().text() shouldBe "a"
            shouldThrow<HttpException> { pipeline.readResponse() }.circumstances!!.phase() shouldBe Phase.HEAD
        }
        val late = Script.start().expectHead().expectHead().pause(Duration.ofMillis(300)).reply(ok("a") + ok("b"))
        played(late.expectEnd(), { record() }) { connection ->
            val pipeline = connection.pipeline(List(2) { Request.get("/$it") })
            repeat(2) {
                val response = pipeline.readResponse()
                response.text()
                val writing = Regex("sending the request (\\d+)\\.").find(response.summary())!!.groupValues[1].toInt()
                writing shouldBeLessThan 250
            }
        }
    }

    test("C1: all are sent before the first is answered, and answered in order") {
        with(Script.start().expectHeads(3).reply(ok("1") + ok("22") + ok("333")).expectHead().reply(ok("next"))) {
                connection,
                _,
            ->
            val pipeline = connection.pipeline(gets(3))
            pipeline.fates() shouldBe listOf(MAYBE_PROCESSED, MAYBE_PROCESSED, MAYBE_PROCESSED)
            for (body in listOf("1", "22", "333")) {
                connection.state shouldBe ConnectionState.REQUEST_SENT
                val response = pipeline.readResponse()
                response.text() shouldBe body
                response.request!!.target shouldBe "/${body.length}"
            }
            pipeline.fates() shouldBe listOf(ANSWERED, ANSWERED, ANSWERED)
            shouldThrow<NoSuchElementException> { pipeline.readResponse() }
            connection.state shouldBe ConnectionState.IDLE
            connection.exchange("GET", "/", Headers.EMPTY, null).text() shouldBe "next"
        }
    }

    test("they are one write") {
        val wire = Wire(ok("1") + ok("2") + ok("3"))
        connectionOver(wire).use { connection ->
            val pipeline = connection.pipeline(gets(3))
            wire.writeCount shouldBe 1
            repeat(3) { pipeline.readResponse().text() shouldBe "${it + 1}" }
        }
    }

    test("over TLS") {
        ScriptedPeer.listening(
            Identities.good,
            Script.start().expectHeads(3).reply(ok("1") + ok("2") + ok("3")),
        ).use { peer ->
            secureConnectionTo(peer).use { connection ->
                val pipeline = connection.pipeline(gets(3))
                repeat(3) { pipeline.readResponse().text() shouldBe "${it + 1}" }
            }
        }
    }

    test("step by step: more are added while some are answered") {
        val script = Script.start().expectHead().reply(ok("1")).expectHeads(2).reply(ok("2") + ok("3"))
        with(script) { connection, _ ->
            val pipeline = connection.pipeline().add(Request.get("/1"))
            pipeline.fates() shouldBe listOf(NOT_SENT)
            pipeline.flush()
            val first = pipeline.readResponse()
            pipeline.add(Request.get("/2")).add(Request.get("/3"))
            pipeline.flush()
            pipeline.fates() shouldBe listOf(ANSWERED, MAYBE_PROCESSED, MAYBE_PROCESSED)
            first.text() shouldBe "1"
            repeat(2) { pipeline.readResponse().text() shouldBe "${it + 2}" }
        }
    }

    test("the connection's own readResponse reads the next one too") {
        with(Script.start().expectHeads(2).reply(ok("1") + ok("2"))) { connection, _ ->
            val pipeline = connection.pipeline(gets(2))
            connection.readResponse().text() shouldBe "1"
            pipeline.readResponse().text() shouldBe "2"
            pipeline.fates() shouldBe listOf(ANSWERED, ANSWERED)
        }
    }

    test("each response is read to its end before the next") {
        with(Script.start().expectHeads(2).reply(ok("1") + ok("2"))) { connection, _ ->
            val pipeline = connection.pipeline(gets(2))
            val first = pipeline.readResponse()
            shouldThrow<HttpException.ResponseNotReady> { pipeline.readResponse() }
            first.text() shouldBe "1"
            pipeline.readResponse().text() shouldBe "2"
        }
    }

    test("one that is closed unread ends the connection, and those after it") {
        with(Script.start().expectHeads(3).reply(ok("1") + ok("2")).expectEnd()) { connection, _ ->
            val pipeline = connection.pipeline(gets(3))
            pipeline.readResponse().close()
            val lost = shouldThrow<HttpException.ConnectionLost> { pipeline.readResponse() }
            lost.message shouldContain "GET /2"
            pipeline.fates() shouldBe listOf(ANSWERED, MAYBE_PROCESSED, MAYBE_PROCESSED)
        }
    }

    test("no other request may come in between") {
        with(Script.start().expectHeads(2).reply(ok("1") + ok("2"))) { connection, _ ->
            val pipeline = connection.pipeline(gets(2))
            shouldThrow<HttpException.CannotSendRequest> { connection.request("GET", "/") }
            val first = pipeline.readResponse()
            shouldThrow<HttpException.CannotSendRequest> { connection.request("GET", "/") }
            shouldThrow<HttpException.CannotSendRequest> { connection.putRequest("GET", "/") }
            first.text() shouldBe "1"
            pipeline.readResponse().text() shouldBe "2"
        }
    }

    withTests(nameFn = { "after two answers of five: $it" }, End.entries) { end ->
        val script = Script.start().expectHeads(5).reply(ok("1") + ok("2")).run(end.leave)
        with(script) { connection, _ ->
            val pipeline = connection.pipeline(gets(5))
            repeat(2) { pipeline.readResponse().text() shouldBe "${it + 1}" }
            val thrown = runCatching { pipeline.readResponse() }.exceptionOrNull()
            end.thrown.isInstance(thrown) shouldBe true
            runCatching { pipeline.readResponse() }.exceptionOrNull() shouldBe thrown
            pipeline.fates() shouldBe List(2) { ANSWERED } + List(3) { MAYBE_PROCESSED }
            connection.state shouldBe ConnectionState.IDLE
            connection.transport.shouldBeNull()
        }
    }

    test("a response that ends the connection ends those after it, and says why") {
        val script = Script.start().expectHeads(
            3,
        ).reply("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 1\r\n\r\n1").expectEnd()
        with(script) { connection, _ ->
            val pipeline = connection.pipeline(gets(3))
            pipeline.readResponse().text() shouldBe "1"
            val lost = shouldThrow<HttpException.ConnectionLost> { pipeline.readResponse() }
            lost.message shouldContain CloseReason.CLOSE_ANSWERED.toString()
            lost.circumstances!!.delivery.stage() shouldBe Delivery.Stage.HEAD_SENT
            pipeline.fates() shouldBe listOf(ANSWERED, MAYBE_PROCESSED, MAYBE_PROCESSED)
        }
    }

    test("so many are unanswered at most, and those beyond were not sent") {
        val target = "/" + "x".repeat(1_000)
        val requests = List(100) { Request.get(target) }
        with(Script.start().expectHeads(10).reply(ok("1") + ok("2")).shutdownOutput().ignoreInput().expectEnd()) {
                connection,
                _,
            ->
            val pipeline = connection.pipeline(requests)
            repeat(2) { pipeline.readResponse().text() }
            shouldThrow<HttpException.RemoteDisconnected> { pipeline.readResponse() }
            val fates = pipeline.fates()
            val sent = fates.count { it != NOT_SENT }
            fates shouldBe List(2) { ANSWERED } + List(sent - 2) { MAYBE_PROCESSED } + List(100 - sent) { NOT_SENT }
            (sent in 20..40) shouldBe true
            val unsent = shouldThrow<HttpException> { pipeline.flush() }
            unsent shouldBe shouldThrow<HttpException.RemoteDisconnected> { pipeline.readResponse() }
        }
    }

    test("one that was not sent because the connection ended can be sent again") {
        with(
            Script.start().expectHead().reply(
                "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 1\r\n\r\n1",
            ).expectEnd(),
        ) {
                connection,
                _,
            ->
            val pipeline = connection.pipeline(gets(1))
            pipeline.readResponse().text() shouldBe "1"
            pipeline.add(Request.get("/2"))
            val lost = shouldThrow<HttpException.ConnectionLost> { pipeline.readResponse() }
            lost.circumstances!!.delivery.isResendSafe shouldBe true
            shouldThrow<HttpException.ConnectionLost> { pipeline.flush() }
            pipeline.fates() shouldBe listOf(ANSWERED, NOT_SENT)
        }
    }

    test("a server that is not read from, and answers a lot, gets all requests in the end") {
        val body = "y".repeat(200_000)
        val script = (1..200).fold(Script.start()) { script, _ -> script.expectHead().reply(ok(body)) }
        with(script) { connection, _ ->
            val pipeline = connection.pipeline(List(200) { Request.get("/" + "x".repeat(500)) })
            repeat(200) { pipeline.readResponse().read().size shouldBe body.length }
        }
    }

    test("bytes that came before their request was sent are no answer to it") {
        with(Script.start().expectHead().reply(ok("1") + ok("2")).ignoreInput().expectEnd()) { connection, _ ->
            val pipeline = connection.pipeline(gets(1))
            val first = pipeline.readResponse()
            first.peek(1)
            while (connection.transport!!.source.buffer.size <
                ok("2").length
            ) {
                connection.transport!!.source.request(ok("2").length + 1L)
            }
            pipeline.add(Request.get("/2"))
            pipeline.flush()
            first.text() shouldBe "1"
            shouldThrow<HttpException.ConnectionLost> { pipeline.readResponse() }.message shouldContain
                "no request had asked for"
        }
    }

    test("bodies: those in memory follow at once, a stream waits for its turn") {
        val script = Script.start().expectHead().expect("a").expectHead().expect("b").reply(ok("1") + ok("2"))
            .expectHead().expect("1\r\nc\r\n0\r\n\r\n").reply(ok("3"))
        with(script) { connection, _ ->
            val pipeline = connection.pipeline(
                listOf(
                    Request.put("/1", RequestBody.of("a")),
                    Request.put("/2", RequestBody.of("b")),
                    Request.put("/3", RequestBody.of("c".byteInputStream())),
                ),
            )
            pipeline.fates() shouldBe listOf(MAYBE_PROCESSED, MAYBE_PROCESSED, NOT_SENT)
            repeat(3) { pipeline.readResponse().text() shouldBe "${it + 1}" }
        }
    }

    test("a body that throws ends the connection, and its exception reaches the caller") {
        val own = SocketTimeoutException("own")
        val body = object : RequestBody {
            override fun length() = 1L

            override fun isRepeatable() = true

            override fun writeTo(sink: okio.BufferedSink) = throw own
        }
        with(Script.start().expectEnd()) { connection, _ ->
            runCatching { connection.pipeline(listOf(Request.put("/", body))) }.exceptionOrNull() shouldBe own
            connection.state shouldBe ConnectionState.IDLE
        }
    }

    withTests(
        nameFn = { "refused, and nothing is sent: ${it.first}" },
        "POST" to { listOf(Request.post("/", RequestBody.of("x"))) },
        "CONNECT" to { listOf(Request.builder("CONNECT", "a:1").idempotent().build()) },
        "an upgrade" to { listOf(Request.builder("GET", "/").header("Upgrade", "x").build()) },
        "100 Continue" to { listOf(Request.builder("PUT", "/").expectContinue().body(RequestBody.of("x")).build()) },
        "after close" to {
            listOf(Request.builder("GET", "/").header("Connection", "close").build(), Request.get("/"))
        },
    ) { (_, requests) ->
        with(Script.start().expectHead().reply(ok("hi"))) { connection, _ ->
            shouldThrow<IllegalArgumentException> { connection.pipeline(gets(1) + requests()) }
            connection.exchange("GET", "/", Headers.EMPTY, null).text() shouldBe "hi"
        }
    }

    test("refused in HTTP/1.0") {
        HttpConnection.builder("a").version(HttpVersion.HTTP_1_0).build().use {
            shouldThrow<IllegalStateException> { it.pipeline() }
        }
    }

    test("POST, if its caller says so") {
        with(Script.start().expectHead().expect("x").expectHead().reply(ok("1") + ok("2"))) { connection, _ ->
            val pipeline = connection.pipeline().addAnyway(Request.post("/", RequestBody.of("x"))).add(Request.get("/"))
            pipeline.flush()
            repeat(2) { pipeline.readResponse().text() shouldBe "${it + 1}" }
        }
    }

    withTests(nameFn = { "each exchange ends once for a listener: $it" }, "read", "closed", "cut", "cancelled") { how ->
        val ended = mutableListOf<Long>()
        val listener = object : ConnectionListener {
            override fun exchangeEnded(moment: Moment, reasons: Set<CloseReason>) {
                ended += moment.exchangeNumber()
            }
        }
        val script = Script.start().expectHeads(3).reply(ok("1"))
        val rest = if (how == "cut") script.shutdownOutput() else script.reply(ok("2") + ok("3"))
        ScriptedPeer.listening(rest.expectEnd()).use { peer ->
            connectionTo(peer) { listener(listener) }.use { connection ->
                val pipeline = connection.pipeline(gets(3))
                val first = pipeline.readResponse()
                if (how == "closed") first.close() else first.text()
                if (how == "cancelled") connection.cancel()
                repeat(2) { runCatching { pipeline.readResponse().text() } }
            }
            ended shouldBe listOf(1L, 2L, 3L)
        }
    }

    test("each response has the bytes of its own exchange") {
        with(Script.start().expectHeads(2).reply(ok("1") + ok("22"))) { connection, peer ->
            val pipeline = connection.pipeline(gets(2))
            val first = pipeline.readResponse().also { it.text() }
            val second = pipeline.readResponse().also { it.text() }
            val sent = listOf(first, second).map { it.circumstances!!.bytesSent }
            sent.sum() shouldBe peer.transcript().received().length.toLong()
            sent.distinct().size shouldBe 1
            listOf(first, second).map { it.circumstances!!.bytesReceived } shouldBe
                listOf(ok("1"), ok("22")).map { it.length.toLong() }
        }
    }

    test("after closing nothing is left") {
        with(Script.start().expectHeads(2).expectEnd()) { connection, _ ->
            val pipeline = connection.pipeline(gets(2))
            connection.close()
            shouldThrow<HttpException> { pipeline.readResponse() }
            pipeline.fates() shouldBe listOf(MAYBE_PROCESSED, MAYBE_PROCESSED)
            connection.closeReasons shouldBe setOf(CloseReason.CLOSED_BY_CALLER)
        }
    }
})
