package httpwire.connection

import httpwire.CloseReason
import httpwire.ContinueAnswer
import httpwire.Headers
import httpwire.HttpException
import httpwire.HttpVersion
import httpwire.Request
import httpwire.RequestBody
import httpwire.Timeouts
import httpwire.state.ConnectionState
import httpwire.testing.ListeningPeer
import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import httpwire.trace.ConnectionListener
import httpwire.trace.Moment
import httpwire.transport.Running
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.collections.shouldContain
import io.kotest.matchers.comparables.shouldBeLessThan
import io.kotest.matchers.nulls.shouldBeNull
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.types.shouldBeInstanceOf
import java.time.Duration

private const val CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n"
private const val HINTS = "HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n"

private val LONG: Duration = Duration.ofSeconds(30)
private val SHORT: Duration = Duration.ofMillis(1)

private val ENOUGH = Duration.ofMillis(50)

private fun expecting(body: RequestBody = RequestBody.of("body"), wait: Duration = LONG) =
    Request.builder("PUT", "/").body(body).expectContinue(wait).build()

private fun HttpConnection.putHead(vararg fields: Pair<String, String> = arrayOf("Content-Length" to "4")) {
    putRequest("PUT", "/")
    for ((name, value) in fields) putHeader(name, value)
    putHeader("Expect", "100-continue")
    endHeaders()
}

private fun with(script: Script, block: (HttpConnection, ListeningPeer) -> Unit) =
    ScriptedPeer.listening(script).use { peer -> connectionTo(peer).use { block(it, peer) } }

/** A body that must not be asked for. */
private object Unwanted : RequestBody {
    override fun length() = 4L

    override fun writeTo(sink: okio.BufferedSink) = error("the body was sent")
}

class ContinueTest : FunSpec({
    // 1. Step by step.

    test("F44: after 100 the body is sent, and the connection goes on") {
        val script = Script.start().expectHead().reply(HINTS + CONTINUE).expect("body").reply(ok("hi"))
            .expectHead().reply(ok("next"))
        with(script) { connection, _ ->
            connection.putHead()
            connection.awaitContinue(LONG) shouldBe ContinueAnswer.CONTINUE
            connection.awaitContinue(LONG) shouldBe ContinueAnswer.CONTINUE
            connection.send("body".toByteArray())
            val response = connection.readResponse()
            response.text() shouldBe "hi"
            response.interimResponses shouldBe listOf(
                InterimResponse(103, "Early Hints", Headers.of("Link", "</a.css>")),
                InterimResponse(100, "Continue", Headers.EMPTY),
            )
            response.continueAnswer shouldBe ContinueAnswer.CONTINUE
            connection.exchange("GET", "/", Headers.EMPTY, null).run {
                text() shouldBe "next"
                interimResponses.shouldBeEmpty()
                continueAnswer.shouldBeNull()
            }
        }
    }

    withTests(nameFn = {
        "F44: a final answer is not taken, and ends the connection if the body is not sent: $it"
    }, 200, 401, 413, 417) { status ->
        val script = Script.start().expectHead().reply(
            HINTS + "HTTP/1.1 $status X\r\nContent-Length: 2\r\n\r\nno",
        ).expectEnd()
        with(script) { connection, _ ->
            connection.putHead()
            connection.awaitContinue(LONG) shouldBe ContinueAnswer.FINAL
            connection.awaitContinue(SHORT) shouldBe ContinueAnswer.FINAL
            connection.state shouldBe ConnectionState.REQUEST_SENT
            val response = connection.readResponse()
            response.status shouldBe status
            response.closeReasons shouldBe setOf(CloseReason.REQUEST_INCOMPLETE)
            response.interimResponses.map { it.status } shouldBe listOf(103)
            response.text() shouldBe "no"
            connection.transport.shouldBeNull()
        }
    }

    test("F44: a final answer ends nothing if the body is sent whole all the same") {
        val script = Script.start().expectHead().reply(ok("no")).expect("body").expectHead().reply(ok("next"))
        with(script) { connection, _ ->
            connection.putHead()
            connection.awaitContinue(LONG) shouldBe ContinueAnswer.FINAL
            connection.send("body".toByteArray())
            connection.readResponse().run {
                text() shouldBe "no"
                closeReasons.shouldBeEmpty()
            }
            connection.exchange("GET", "/", Headers.EMPTY, null).text() shouldBe "next"
        }
    }

    test("after a refusal an empty body in chunks is a whole request too") {
        val script = Script.start().expectHead().reply(
            "HTTP/1.1 417 No\r\nContent-Length: 0\r\n\r\n",
        ).expect("0\r\n\r\n")
            .expectHead().reply(ok("next"))
        with(script) { connection, _ ->
            connection.putHead("Transfer-Encoding" to "chunked")
            connection.awaitContinue(LONG) shouldBe ContinueAnswer.FINAL
            connection.endBody()
            connection.readResponse().closeReasons.shouldBeEmpty()
            connection.exchange("GET", "/", Headers.EMPTY, null).text() shouldBe "next"
        }
    }

    withTests(nameFn = {
        "F44: silence, after '$it'"
    }, "", "HTTP/1.1 1", "HTTP/1.1 100 Cont", HINTS, HINTS + "H") { before ->
        val rest = if (before.endsWith("\n") ||
            before.isEmpty()
        ) {
            CONTINUE
        } else {
            CONTINUE.removePrefix(before.removePrefix(HINTS))
        }
        val script = Script.start().expectHead().reply(before).expect("body").reply(rest + ok("hi"))
        with(script) { connection, _ ->
            connection.putHead()
            connection.awaitContinue(ENOUGH) shouldBe ContinueAnswer.SILENCE
            connection.send("body".toByteArray())
            connection.readResponse().run {
                text() shouldBe "hi"
                continueAnswer shouldBe ContinueAnswer.SILENCE
            }
        }
    }

    test("F44: a server that has gone before its answer says so") {
        with(Script.start().expectHead().hangUp()) { connection, _ ->
            connection.putHead()
            shouldThrow<HttpException.RemoteDisconnected> { connection.awaitContinue(LONG) }
            connection.state shouldBe ConnectionState.IDLE
        }
    }

    test("F44: one that goes after its final answer has answered") {
        with(Script.start().expectHead().reply(ok("no")).shutdownOutput().expectEnd()) { connection, _ ->
            connection.putHead()
            connection.awaitContinue(LONG) shouldBe ContinueAnswer.FINAL
            connection.readResponse().text() shouldBe "no"
        }
    }

    test("R32: the deadline of the exchange bounds the wait") {
        ScriptedPeer.listening(Script.start().expectHead().expectEnd()).use { peer ->
            connectionTo(peer) { timeouts(Timeouts.DEFAULT.withDeadline(Duration.ofMillis(100))) }.use { connection ->
                connection.putHead()
                val late = shouldThrow<HttpException.Timeout> { connection.awaitContinue(LONG) }
                late.phase shouldBe httpwire.Phase.HEAD
                connection.state shouldBe ConnectionState.IDLE
            }
        }
    }

    for (isInterrupt in listOf(false, true)) {
        val end = if (isInterrupt) "an interrupt" else "a cancel"
        test("F49, F50: $end ends the wait for 100 at once, and the body is not asked for") {
            with(Script.start().expectHead().expectEnd()) { connection, _ ->
                val call = Running { connection.exchange(expecting(Unwanted, LONG)) }
                call.awaitStuck("awaitMore")
                if (isInterrupt) call.thread.interrupt() else connection.cancel()
                call.failure().shouldBeInstanceOf<HttpException.Cancelled>()
                if (isInterrupt) call.endedInterrupted() shouldBe true
                connection.state shouldBe ConnectionState.IDLE
                connection.transport.shouldBeNull()
            }
        }
    }

    test("it can only be asked after a head") {
        with(Script.start().expectEnd()) { connection, _ ->
            connection.connect()
            shouldThrow<HttpException.ResponseNotReady> { connection.awaitContinue() }
            shouldThrow<HttpException.ResponseNotReady> { connection.responseArrived() }
            shouldThrow<HttpException.ResponseNotReady> { connection.shutdownOutput() }
        }
    }

    test("T24, F24: more interim responses than are allowed end it, whoever reads them") {
        val script = Script.start().expectHead().reply(HINTS.repeat(200)).expectEnd()
        with(script) { connection, _ ->
            connection.putHead()
            shouldThrow<HttpException.LimitExceeded> { connection.awaitContinue(LONG) }
            connection.state shouldBe ConnectionState.IDLE
        }
    }

    // 2. In one call.

    test("F44: request: the body follows 100") {
        val script = Script.start().expectHead().reply(CONTINUE).expect("body").reply(ok("hi"))
        with(script) { connection, peer ->
            connection.exchange(expecting()).run {
                text() shouldBe "hi"
                continueAnswer shouldBe ContinueAnswer.CONTINUE
            }
            peer.transcript().received() shouldContain "Content-Length: 4\r\nExpect: 100-continue\r\n\r\nbody"
        }
    }

    test("F44: request: no body follows a refusal") {
        val script = Script.start().expectHead().reply("HTTP/1.1 413 No\r\nContent-Length: 0\r\n\r\n").expectEnd()
        with(script) { connection, _ ->
            connection.request(expecting(Unwanted))
            connection.state shouldBe ConnectionState.REQUEST_SENT
            connection.readResponse().run {
                status shouldBe 413
                continueAnswer shouldBe ContinueAnswer.FINAL
                closeReasons shouldContain CloseReason.REQUEST_INCOMPLETE
                circumstances!!.delivery.bodyByteCount() shouldBe 0
            }
            connection.transport.shouldBeNull()
        }
    }

    test("F44, R32: request: the body follows silence") {
        val script = Script.start().expectHead().expect("body").reply(ok("hi"))
        with(script) { connection, _ ->
            connection.exchange(expecting(wait = ENOUGH)).continueAnswer shouldBe ContinueAnswer.SILENCE
        }
    }

    withTests(nameFn = {
        "R30, R31: nothing is asked for ${it.first}"
    }, "no body" to null, "an empty one" to RequestBody.of("")) { (_, body) ->
        with(Script.start().expectHead().reply(ok("hi"))) { connection, peer ->
            val start = System.nanoTime()
            connection.exchange(Request.builder("PUT", "/").body(body).expectContinue(LONG).build()).text() shouldBe
                "hi"
            Duration.ofNanos(System.nanoTime() - start) shouldBeLessThan LONG
            peer.transcript().received().contains("Expect") shouldBe false
        }
    }

    test("nothing is asked of HTTP/1.0") {
        ScriptedPeer.listening(Script.start().expectHead().expect("body").reply(ok("hi"))).use { peer ->
            connectionTo(peer) { version(HttpVersion.HTTP_1_0) }.use { it.exchange(expecting()).text() shouldBe "hi" }
            peer.transcript().received().contains("Expect") shouldBe false
        }
    }

    test("what the caller's own field says is not touched, and nothing is waited for") {
        val request = Request.builder("PUT", "/").header("Expect", "100-continue").body(RequestBody.of("body")).build()
        with(Script.start().expectHead().expect("body").reply(ok("hi"))) { connection, _ ->
            connection.exchange(request).continueAnswer.shouldBeNull()
        }
    }

    withTests(nameFn = {
        "a listener that throws $it while 100 is waited for closes the connection"
    }, Exception("own"), Error("own")) { thrown ->
        val listener = object : ConnectionListener {
            override fun interimReceived(moment: Moment, status: Int, reason: String, headers: Headers) = throw thrown
        }
        ScriptedPeer.listening(Script.start().expectHead().reply(CONTINUE).expectEnd()).use { peer ->
            connectionTo(peer) { listener(listener) }.use { connection ->
                runCatching { connection.exchange(expecting(Unwanted)) }.exceptionOrNull() shouldBe thrown
                connection.state shouldBe ConnectionState.IDLE
                connection.transport.shouldBeNull()
            }
        }
    }
})
