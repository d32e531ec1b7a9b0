package httpwire.connection

import httpwire.CloseReason
import httpwire.Headers
import httpwire.HttpException
import httpwire.Request
import httpwire.RequestBody
import httpwire.connection.Pipeline.Fate.ANSWERED
import httpwire.connection.Pipeline.Fate.MAYBE_PROCESSED
import httpwire.connection.Pipeline.Fate.NOT_SENT
import httpwire.state.ConnectionState
import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.collections.shouldHaveSize
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.string.shouldNotContain
import okio.BufferedSink
import okio.ByteString.Companion.encodeUtf8

private const val UNDER_WAY = "another request is under way"

private fun with(script: Script, block: (HttpConnection) -> Unit) =
    ScriptedPeer.listening(script).use { peer -> connectionTo(peer).use(block) }

/** Requests after which no other may follow, since the server would take it for their body. */
private val UNFINISHED = mapOf(
    "a length, and no body" to Request.builder("PUT", "/").header("Content-Length", "60").build(),
    "chunks, and no body" to Request.builder("PUT", "/").header("Transfer-Encoding", "chunked").build(),
    "a length, and no body, of GET" to Request.builder("GET", "/").header("Content-Length", "60").build(),
)

class PipelineOrderTest : FunSpec({
    withTests(nameFn = { "refused, because the next request would be its body: $it" }, UNFINISHED.keys) { name ->
        val wire = Wire()
        connectionOver(wire).use { connection ->
            shouldThrow<IllegalArgumentException> {
                connection.pipeline(listOf(UNFINISHED.getValue(name), Request.get("/next")))
            }.message shouldContain "without the body"
            wire.sent() shouldBe ""
            connection.state shouldBe ConnectionState.IDLE
        }
    }

    test("a length of 0 needs no body") {
        with(Script.start().expectHead().expectHead().reply(ok("1") + ok("2"))) { connection ->
            val empty = Request.builder("PUT", "/").header("Content-Length", "0").build()
            val pipeline = connection.pipeline(listOf(empty, Request.get("/")))
            repeat(2) { pipeline.readResponse().text() shouldBe "${it + 1}" }
        }
    }

    test("nothing follows chunks of the caller's that are not whole, and the first response can be read") {
        with(Script.start().expectHead().expect("5\r\nab").reply(ok("1")).expectEnd()) { connection ->
            val half = Request.builder(
                "PUT",
                "/",
            ).header("Transfer-Encoding", "chunked").body(RequestBody.of("5\r\nab"))
            val pipeline = connection.pipeline(listOf(half.build(), Request.get("/")))
            pipeline.fates() shouldBe listOf(MAYBE_PROCESSED, NOT_SENT)
            pipeline.readResponse().text() shouldBe "1"
            shouldThrow<HttpException.CannotSendRequest> { pipeline.readResponse() }.message shouldContain "sent whole"
            pipeline.fates() shouldBe listOf(ANSWERED, NOT_SENT)
        }
    }

    for ((call, flush) in mapOf<String, (Pipeline) -> Unit>(
        "flush" to { it.flush() },
        "readResponse" to { it.readResponse() },
    )) {
        test("$call of a pipeline is refused after putRequest, and changes nothing") {
            with(
                Script.start().expectHead().reply(ok("1")).expectHead().reply(ok("mine")).expectHead().reply(ok("2")),
            ) {
                it.exchange("GET", "/", Headers.EMPTY, null).text() shouldBe "1"
                val pipeline = it.pipeline().add(Request.get("/2"))
                it.putRequest("GET", "/mine")
                if (call == "flush") {
                    shouldThrow<HttpException.CannotSendRequest> { flush(pipeline) }.message shouldContain UNDER_WAY
                } else {
                    shouldThrow<HttpException> { flush(pipeline) }
                }
                pipeline.fates() shouldBe listOf(NOT_SENT)
                it.endHeaders()
                it.readResponse().text() shouldBe "mine"
                pipeline.readResponse().text() shouldBe "2"
            }
        }

        test("$call of a pipeline is refused in the middle of a body, and the body goes on") {
            with(Script.start().expectHead().expect("spam").reply(ok("mine")).expectHead().reply(ok("2"))) {
                val pipeline = it.pipeline().add(Request.get("/2"))
                it.putRequest("PUT", "/")
                it.putHeader("Content-Length", "4")
                it.endHeaders()
                it.send("sp".encodeUtf8())
                shouldThrow<HttpException.CannotSendRequest> { flush(pipeline) }.message shouldContain UNDER_WAY
                it.send("am".encodeUtf8())
                it.readResponse().text() shouldBe "mine"
                pipeline.readResponse().text() shouldBe "2"
            }
        }

        test("$call of a pipeline is refused while another one is under way") {
            with(Script.start().expectHead().reply(ok("1")).expectHead().reply(ok("2"))) {
                val first = it.pipeline(listOf(Request.get("/1")))
                val second = it.pipeline().add(Request.get("/2"))
                shouldThrow<HttpException.CannotSendRequest> { flush(second) }.message shouldContain UNDER_WAY
                first.readResponse().text() shouldBe "1"
                second.readResponse().text() shouldBe "2"
            }
        }
    }

    test("a body that flushes a pipeline while it is written is not cut in two") {
        val wire = Wire(ok("1"))
        connectionOver(wire).use { connection ->
            val pipeline = connection.pipeline().add(Request.get("/p"))
            val body = object : RequestBody {
                override fun length() = 4L

                override fun writeTo(sink: BufferedSink) {
                    sink.writeUtf8("ab").flush()
                    pipeline.flush()
                }
            }
            shouldThrow<HttpException.CannotSendRequest> { connection.request("PUT", "/", Headers.EMPTY, body) }
            wire.sent() shouldNotContain "GET"
            connection.state shouldBe ConnectionState.IDLE
        }
    }

    test("shutdownOutput ends the connection after the last response, not the first") {
        val script = (1..3).fold(Script.start()) { it, _ ->
            it.expectHead()
        }.expectEnd().reply(ok("1") + ok("2") + ok("3"))
        with(script) { connection ->
            val pipeline = connection.pipeline(List(3) { Request.get("/") })
            connection.shutdownOutput()
            val responses = List(3) { pipeline.readResponse().also { response -> response.text() } }
            responses.map { it.closeReasons } shouldBe listOf(setOf(), setOf(), setOf(CloseReason.OUTPUT_ENDED))
        }
    }

    test("nothing follows shutdownOutput, and what was sent is answered") {
        with(Script.start().expectHead().expectHead().expectEnd().reply(ok("1") + ok("2"))) { connection ->
            val pipeline = connection.pipeline(List(2) { Request.get("/") })
            connection.shutdownOutput()
            pipeline.add(Request.get("/3"))
            repeat(2) { pipeline.readResponse().text() shouldBe "${it + 1}" }
            shouldThrow<HttpException> { pipeline.readResponse() }.message shouldContain "shutdownOutput"
            pipeline.fates() shouldBe listOf(ANSWERED, ANSWERED, NOT_SENT)
        }
    }

    // Responses are told apart whatever ends them, and however they arrive.
    val shapes = listOf(
        ok("one"),
        "HTTP/1.1 204 No\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n0\r\nA: b\r\n\r\n",
        "HTTP/1.1 304 Not\r\nContent-Length: 9\r\n\r\n",
        ok(""),
    )
    val interims =
        listOf("", "HTTP/1.1 100 Continue\r\n\r\n", "HTTP/1.1 102 P\r\n\r\nHTTP/1.1 103 E\r\nLink: <a>\r\n\r\n")
    val all = shapes.indices.joinToString("") { interims[it % 3] + shapes[it] }

    fun HttpConnection.readAll() {
        val pipeline = pipeline(shapes.indices.map { Request.get("/$it") })
        val responses = shapes.indices.map { i ->
            val response = pipeline.readResponse()
            response.request!!.target shouldBe "/$i"
            response.interimResponses shouldHaveSize i % 3
            response.also { it.text() }
        }
        responses.map { it.status } shouldBe listOf(200, 204, 200, 304, 200)
        responses.map { it.read().size } shouldBe List(5) { 0 }
        responses[2].trailers shouldBe Headers.of("A", "b")
        pipeline.fates() shouldBe shapes.map { ANSWERED }
    }

    test("T16: interim responses between pipelined ones complete no exchange, split at each offset") {
        for (offset in 0..all.length) {
            played((1..5).fold(Script.start()) { it, _ -> it.expectHead() }.replySplitAt(all, offset)) { it.readAll() }
        }
    }

    test("T16: the same, byte by byte") {
        with((1..5).fold(Script.start()) { it, _ -> it.expectHead() }.replyInPieces(all, 1)) { it.readAll() }
    }

    withTests(nameFn = { "T16: 103, 200, 200 to one $it: the second 200 answers nothing" }, "GET", "HEAD") { method ->
        val twice = "HTTP/1.1 103 E\r\n\r\n" + "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".repeat(2)
        ScriptedPeer.listening(
            Script.start().expectHead().reply(twice).expectEnd(),
            Script.start().expectHead().reply(ok("real")),
        ).use { peer ->
            connectionTo(peer).use { connection ->
                connection.exchange(method, "/", Headers.EMPTY, null).run {
                    status shouldBe 200
                    interimResponses.map { it.status } shouldBe listOf(103)
                }
                connection.exchange("GET", "/", Headers.EMPTY, null).text() shouldBe "real"
            }
        }
    }

    withTests(nameFn = { "T16: 103, 200, 200 to a pipeline of two $it: one each" }, "GET", "HEAD") { method ->
        val answer = "HTTP/1.1 200 OK\r\nContent-Length: ${if (method == "HEAD") 5 else 0}\r\n\r\n"
        with(
            Script.start().expectHead().expectHead().reply("HTTP/1.1 103 E\r\n\r\n" + answer.repeat(2)),
        ) { connection ->
            val pipeline = connection.pipeline(List(2) { Request.builder(method, "/$it").build() })
            val responses = List(2) { pipeline.readResponse().also { it.text() shouldBe "" } }
            responses.map { it.interimResponses.size } shouldBe listOf(1, 0)
            responses.map { it.request!!.target } shouldBe listOf("/0", "/1")
        }
    }

    test("T16: an answer that came before its request was sent is none, though others were sent before") {
        val planted = ok("1") + ok("2") + ok("evil")
        with(Script.start().expectHead().expectHead().reply(planted).ignoreInput().expectEnd()) { connection ->
            val pipeline = connection.pipeline(List(2) { Request.get("/") })
            val limit = System.nanoTime() + 10_000_000_000
            while (connection.transport!!.source.buffer.size < planted.length) {
                check(System.nanoTime() < limit) { "it did not come" }
                connection.responseArrived()
            }
            pipeline.add(Request.get("/3")).flush()
            repeat(2) { pipeline.readResponse().text() shouldBe "${it + 1}" }
            shouldThrow<HttpException.ConnectionLost> { pipeline.readResponse() }.message shouldContain
                "no request had asked for"
        }
    }

    test("T16: an answer too many ends the connection, and no exchange gets it") {
        ScriptedPeer.listening(
            Script.start().expectHead().expectHead().reply(ok("1") + ok("2") + ok("evil")).expectEnd(),
            Script.start().expectHead().reply(ok("real")),
        ).use { peer ->
            connectionTo(peer).use { connection ->
                val pipeline = connection.pipeline(List(2) { Request.get("/") })
                repeat(2) { pipeline.readResponse().text() shouldBe "${it + 1}" }
                connection.exchange("GET", "/", Headers.EMPTY, null).text() shouldBe "real"
            }
        }
    }

    for (count in 0..2) {
        withTests(nameFn = {
            "after $count responses, one that is $it ends those after it"
        }, "closed", "taken away", "cancelled") { how ->
            val script = (1..4).fold(Script.start()) { it, _ ->
                it.expectHead()
            }.reply((1..4).joinToString("") { ok("$it") })
            with(script.expectEnd()) { connection ->
                val pipeline = connection.pipeline(List(4) { Request.get("/") })
                repeat(count) { pipeline.readResponse().text() shouldBe "${it + 1}" }
                val response = pipeline.readResponse()
                when (how) {
                    "closed" -> response.close()
                    "taken away" -> response.takeAway(HttpException.Cancelled("taken away", null))
                    else -> response.cancel()
                }
                response.close()
                shouldThrow<HttpException> { pipeline.readResponse() }
                shouldThrow<HttpException> { pipeline.readResponse() }
                pipeline.fates() shouldBe List(count + 1) { ANSWERED } + List(3 - count) { MAYBE_PROCESSED }
                connection.state shouldBe ConnectionState.IDLE
            }
        }
    }
})
