package httpwire.client

import httpwire.CloseReason
import httpwire.Request
import httpwire.RequestBody
import httpwire.connection.HttpResponse
import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.shouldBe
import java.time.Duration

private fun answer(status: Int, text: String) = "HTTP/1.1 $status Reason\r\nContent-Length: ${text.length}\r\n\r\n$text"

private val FINAL = listOf(200, 403, 417)

private fun expecting(body: RequestBody) =
    Request.builder("PUT", "/put").header("Expect", "100-continue").body(body).build()

private fun withClient(vararg scripts: Script, block: (HttpClient) -> Unit) =
    ScriptedPeer.listening(*scripts).use { peer ->
        HttpClient.builder().baseUrl("http://${peer.address()}").build().use(block)
    }

/** Makes a call as one who has no body to send after all. */
private fun HttpClient.sendHeadOnly(request: Request): HttpResponse {
    val call = newCall(request)
    call.acquire()
    call.isReady shouldBe true
    checkNotNull(call.begin())
    call.finish(null)
    return call.response
}

class RefusedExpectTest : FunSpec({
    withTests(nameFn = {
        "T46: $it before the body, which is not sent: the connection ends with the response"
    }, FINAL) {
        val first = Script.start().expectHead().reply(answer(it, "first")).expectEnd()
        withClient(first, Script.start().expectHead().reply(answer(200, "next"))) { client ->
            val response = client.sendHeadOnly(expecting(RequestBody.of("body")))
            response.status shouldBe it
            response.closeReasons shouldBe setOf(CloseReason.REQUEST_INCOMPLETE)
            response.text() shouldBe "first"
            client.statistics().run { listOf(leased, idle) } shouldBe listOf(0, 0)
            client.get("/next").text() shouldBe "next"
            client.statistics().run { listOf(opened, reused) } shouldBe listOf(2L, 0L)
        }
    }

    withTests(nameFn = {
        "T46: $it before the body, which is sent whole: the connection carries the next request"
    }, FINAL) {
        val script = Script.start().expectHead().reply(answer(it, "first")).expect("body")
            .expectHead().reply(answer(200, "next"))
        withClient(script) { client ->
            client.send(expecting(RequestBody.of("body"))).use { response ->
                response.status shouldBe it
                response.text() shouldBe "first"
            }
            client.get("/next").text() shouldBe "next"
            client.statistics().run { listOf(opened, reused) } shouldBe listOf(1L, 1L)
        }
    }

    withTests(nameFn = { "T46: $it after 100 Continue: as to any request" }, FINAL) {
        val script = Script.start().expectHead().reply("HTTP/1.1 100 Continue\r\n\r\n").expect("body")
            .reply(answer(it, "first")).expectHead().reply(answer(200, "next"))
        withClient(script) { client ->
            client.send(expecting(RequestBody.of("body"))).text() shouldBe "first"
            client.get("/next").text() shouldBe "next"
            client.statistics().run { listOf(opened, reused) } shouldBe listOf(1L, 1L)
        }
    }

    withTests(nameFn = {
        "T46: $it, and the server reads no body: the response is whole, what follows goes elsewhere"
    }, FINAL) {
        val first = Script.start().expectHead().reply(answer(it, "first")).ignoreInput().shutdownOutput().expectEnd()
        withClient(first, Script.start().expectHead().reply(answer(200, "next"))) { client ->
            val response = client.send(expecting(RequestBody.of("x".repeat(1_000_000))))
            response.status shouldBe it
            response.text() shouldBe "first"
            client.get("/next").text() shouldBe "next"
            // The end of the first connection may come before or after the next request was written to it.
            client.statistics().run { listOf(leased.toLong(), opened, reused - resent) } shouldBe listOf(0L, 2L, 0L)
        }
    }

    withTests(
        nameFn = { "F44, R33: after 417 to a body that ${it.first}, the request is repeated once without Expect" },
        "was not sent, and can be only once" to { RequestBody.of("body".byteInputStream()) },
        "can be sent again" to { RequestBody.of("body") },
    ) { (_, body) ->
        val refusal = Script.start().expectHead().reply(answer(417, "no")).expectEnd()
        val again = Script.start().expectHead().expectBytes(
            if (body().length() <
                0
            ) {
                14
            } else {
                4
            },
        ).reply(answer(200, "yes"))
        val asked = mutableListOf<String>()
        ScriptedPeer.listening(refusal, again).use { peer ->
            HttpClient.builder().baseUrl("http://${peer.address()}").record().build().use { client ->
                val request = Request.builder("PUT", "/put").body(body()).expectContinue(Duration.ofSeconds(30)).build()
                val response = client.send(request)
                response.text() shouldBe "yes"
                response.history.map { it.status } shouldBe listOf(417)
                asked += (response.history + response).map { it.sentHead().utf8() }
            }
        }
        asked.map { "Expect: 100-continue\r\n" in it } shouldBe listOf(true, false)
    }

    test("F44: a second 417 is the response, and so is one to a body that is gone") {
        val no = Script.start().expectHead().reply(answer(417, "no")).expectEnd()
        val noAgain = Script.start().expectHead().expect("body").reply(answer(417, "still no"))
        withClient(no, noAgain) { client ->
            val request = Request.builder(
                "PUT",
                "/put",
            ).body(RequestBody.of("body")).expectContinue(Duration.ofSeconds(30)).build()
            client.send(request).text() shouldBe "still no"
        }
        val gone = Script.start().expectHead().reply(
            "HTTP/1.1 100 Continue\r\n\r\n",
        ).expectBytes(14).reply(answer(417, "no"))
        withClient(gone) { client ->
            val body = RequestBody.of("body".byteInputStream())
            val request = Request.builder("PUT", "/put").body(body).expectContinue(Duration.ofSeconds(30)).build()
            client.send(request).text() shouldBe "no"
        }
    }

    test("F44: 417 to a field of the caller's own is the response") {
        withClient(Script.start().expectHead().expect("body").reply(answer(417, "no"))) { client ->
            client.send(expecting(RequestBody.of("body"))).text() shouldBe "no"
        }
    }
})
