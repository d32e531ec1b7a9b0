package httpwire.coroutines

import httpwire.HttpException
import httpwire.Request
import httpwire.RequestBody
import httpwire.testing.Answer
import httpwire.testing.AnsweringPeer
import httpwire.testing.Received
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.flow.flowOf
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext
import okio.ByteString.Companion.encodeUtf8
import java.util.concurrent.CountDownLatch
import java.util.concurrent.TimeUnit
import kotlin.time.Duration.Companion.milliseconds

private val echo = { it: Received -> Answer.ok("${it.method} ${it.target} ${it.text()}") }

class UrlsTest : FunSpec({
    test("one call to a URL has a connection of its own, which ends with the response") {
        AnsweringPeer.start(echo).use { peer ->
            val url = peer.url("/a?b")
            get(url) { query("c", "d") }.text() shouldBe "GET /a?b&c=d "
            post(url) { body("b") }.text() shouldBe "POST /a?b b"
            put(url) { body(flowOf("b".encodeUtf8())) }.text() shouldBe "PUT /a?b b"
            patch(url) { body("b") }.text() shouldBe "PATCH /a?b b"
            query(url) { body("b") }.text() shouldBe "QUERY /a?b b"
            delete(url).text() shouldBe "DELETE /a?b "
            options(url).text() shouldBe "OPTIONS /a?b "
            head(url).isClosed shouldBe true
            request("BREW", url, Dispatchers.Default).text() shouldBe "BREW /a?b "
            send(Request.post(url, RequestBody.of("b")), Dispatchers.Default).text() shouldBe "POST /a?b b"
            peer.connectionCount() shouldBe 10
            peer.received().map { it.field("Connection") }.toSet() shouldBe setOf("close")
            get(url) { header("Connection", "keep-alive") }.text()
            peer.received().last().fields().filter { it.key == "Connection" }.map { it.value } shouldContainExactly
                listOf("keep-alive")
        }
    }

    test("a redirect is the response, and a wrong URL is refused before anything is sent") {
        AnsweringPeer.start { Answer.of(302, "Location: /b") }.use { peer ->
            get(peer.url("/")).run {
                status shouldBe 302
                close()
            }
        }
        shouldThrow<HttpException.InvalidUrl> { get("/a") }
    }

    test("a call that is cancelled while it waits for its answer is cut at once") {
        val gate = CountDownLatch(1)
        val asked = CountDownLatch(1)
        AnsweringPeer.start {
            asked.countDown()
            gate.await(20, TimeUnit.SECONDS)
            echo(it)
        }.use { peer ->
            coroutineScope {
                val stuck = launch(start = CoroutineStart.UNDISPATCHED) { get(peer.url("/")) }
                withContext(Dispatchers.IO) { asked.await(20, TimeUnit.SECONDS) } shouldBe true
                stuck.cancelAndJoin()
            }
            gate.countDown()
        }
    }

    test("a request whose body suspends keeps its deadline, and what is secret of it") {
        val gate = CountDownLatch(1)
        AnsweringPeer.start {
            if (it.target == "/stuck") gate.await(10, TimeUnit.SECONDS)
            echo(it)
        }.use { peer ->
            val lines = mutableListOf<String>()
            http(peer.address()) {
                debug { lines += it }
                post("/") {
                    secretHeader("X-Pin", "1234")
                    body(flowOf("a".encodeUtf8()))
                }.text() shouldBe "POST / a"
            }
            peer.received().single().field("X-Pin") shouldBe "1234"
            lines.filter { "X-Pin" in it }.size shouldBe 1
            lines.filter { "1234" in it } shouldBe emptyList()
            shouldThrow<HttpException.Timeout> {
                post(peer.url("/stuck")) {
                    deadline = 50.milliseconds
                    body(flowOf("a".encodeUtf8()))
                }
            }
            gate.countDown()
        }
    }
})
