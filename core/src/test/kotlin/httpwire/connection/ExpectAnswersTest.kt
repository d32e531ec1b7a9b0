package httpwire.connection

import httpwire.ContinueAnswer
import httpwire.HttpException
import httpwire.Request
import httpwire.RequestBody
import httpwire.client.HttpClient
import httpwire.state.ConnectionState
import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.shouldBe
import io.kotest.matchers.types.shouldBeInstanceOf
import okio.ByteString.Companion.encodeUtf8
import java.time.Duration

private val ENOUGH = Duration.ofMillis(30)
private val LONG = Duration.ofSeconds(30)

private fun answer(status: Int) = "HTTP/1.1 $status X\r\nContent-Length: 2\r\n\r\nhi"

/** What a server says to a head that asks, and what is then done. */
private enum class Said(
    val bytes: String,
    val answer: ContinueAnswer?,
    val isSent: Boolean,
    val status: Int,
    val leave: Script.() -> Script = { this },
) {
    SILENCE("", ContinueAnswer.SILENCE, isSent = true, 200),
    HINTS_ONLY("HTTP/1.1 103 E\r\n\r\nHTTP/1.1 102 P\r\n\r\n", ContinueAnswer.SILENCE, isSent = true, 200),
    CONTINUE("HTTP/1.1 100 C\r\n\r\n", ContinueAnswer.CONTINUE, isSent = true, 200),
    CONTINUE_AFTER_HINTS("HTTP/1.1 103 E\r\n\r\nHTTP/1.1 100 C\r\n\r\n", ContinueAnswer.CONTINUE, isSent = true, 200),
    REFUSED_417(answer(417), ContinueAnswer.FINAL, isSent = false, 417),
    REFUSED_403(answer(403), ContinueAnswer.FINAL, isSent = false, 403),
    OK_200(answer(200), ContinueAnswer.FINAL, isSent = false, 200),
    OK_AFTER_HINTS("HTTP/1.1 103 E\r\n\r\n" + answer(200), ContinueAnswer.FINAL, isSent = false, 200),
    REFUSED_AND_FIN(answer(403), ContinueAnswer.FINAL, isSent = false, 403, { shutdownOutput() }),
    CLOSE("", null, isSent = false, 0, { hangUp() }),
    CUT("HTTP/1.1 100 C\r\n", null, isSent = false, 0, { hangUp() }), ;

    val wait: Duration get() = if (answer == ContinueAnswer.SILENCE) ENOUGH else LONG

    fun script(lead: Script): Script {
        val asked = lead.expectHead().reply(bytes).run(leave)
        return when {
            isSent -> asked.expect("spam").reply(answer(200)).expectHead().reply(answer(299))
            answer == null -> asked
            else -> asked.expectEnd()
        }
    }
}

private fun request(said: Said) =
    Request.builder("PUT", "/").body(RequestBody.of("spam")).expectContinue(said.wait).build()

private fun HttpConnection.stepByStep(said: Said): HttpResponse {
    putRequest("PUT", "/")
    putHeader("Content-Length", "4")
    putHeader("Expect", "100-continue")
    endHeaders()
    val answer = awaitContinue(said.wait)
    answer shouldBe said.answer
    if (answer != ContinueAnswer.FINAL) send("spam".encodeUtf8())
    return readResponse()
}

private fun check(said: Said, response: Result<HttpResponse>) {
    if (said.answer == null) {
        response.exceptionOrNull().shouldBeInstanceOf<HttpException>()
        return
    }
    response.getOrThrow().run {
        status shouldBe said.status
        continueAnswer shouldBe said.answer
        willClose() shouldBe !said.isSent
        circumstances!!.delivery.bodyByteCount() shouldBe if (said.isSent) 4 else 0
        text() shouldBe "hi"
    }
}

class ExpectAnswersTest : FunSpec({
    for ((way, exchange) in mapOf<String, HttpConnection.(Said) -> HttpResponse>(
        "connection" to { exchange(request(it)) },
        "step by step" to { stepByStep(it) },
    )) {
        withTests(nameFn = { "F44: $it, $way" }, Said.entries) { said ->
            val next = Script.start().expectHead().reply(answer(299))
            ScriptedPeer.listening(said.script(Script.start()), next).use { peer ->
                connectionTo(peer).use { connection ->
                    check(said, runCatching { connection.exchange(said) })
                    connection.state shouldBe ConnectionState.IDLE
                    (connection.transport != null) shouldBe said.isSent
                    connection.exchange(Request.get("/")).status shouldBe 299
                    connection.openedCount shouldBe if (said.isSent) 1 else 2
                }
                peer.abandon()
            }
        }
    }

    withTests(nameFn = { "F44: $it, client" }, Said.entries.filter { it != Said.REFUSED_417 }) { said ->
        ScriptedPeer.listening(
            said.script(Script.start()),
            Script.start().expectHead().reply(answer(299)),
        ).use { peer ->
            HttpClient.builder().build().use { client ->
                val url = "http://${peer.address()}/"
                val request = Request.builder("PUT", url).body(RequestBody.of("spam")).expectContinue(said.wait).build()
                check(said, runCatching { client.send(request) })
                client.get(url).run { text().length + status } shouldBe 301
                client.statistics().opened shouldBe if (said.isSent) 1L else 2L
            }
            peer.abandon()
        }
    }

    withTests(nameFn = { "F44: $it however it is cut" }, Said.entries.filter { it.bytes.length > 2 }) { said ->
        for (offset in 1 until said.bytes.length) {
            val asked = Script.start().expectHead().replySplitAt(said.bytes, offset).run(said.leave)
            val script = if (said.isSent) asked.expect("spam").reply(answer(200)) else asked
            ScriptedPeer.listening(script).use { peer ->
                connectionTo(peer).use { connection ->
                    val response = runCatching { connection.stepByStep(said) }
                    (response.exceptionOrNull() is HttpException) shouldBe (said.answer == null)
                    if (said.answer != null) response.getOrThrow().status shouldBe said.status
                }
                peer.abandon()
            }
        }
    }
})
