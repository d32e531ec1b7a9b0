package httpwire.dsl

import httpwire.HttpException
import httpwire.Request
import httpwire.RequestBody
import httpwire.Timeouts
import httpwire.testing.Answer
import httpwire.testing.AnsweringPeer
import httpwire.testing.Received
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import kotlin.time.Duration.Companion.seconds
import kotlin.time.toJavaDuration

private val echo = { it: Received -> Answer.ok("${it.method} ${it.target} ${it.text()}") }

private fun onPeer(answers: (Received) -> Answer = echo, block: (AnsweringPeer) -> Unit) =
    AnsweringPeer.start(answers).use(block)

class ClientVerbsTest : FunSpec({
    test("each verb of a client sends its method and what its block says, over one connection") {
        onPeer { peer ->
            val url = peer.url("/a")
            httpClient().use { client ->
                client.get(url) { query("q", "é") }.text() shouldBe "GET /a?q=%C3%A9 "
                client.post(url) { body("b") }.text() shouldBe "POST /a b"
                client.put(url) { body("b") }.text() shouldBe "PUT /a b"
                client.patch(url) { body("b") }.text() shouldBe "PATCH /a b"
                client.query(url) { body("b") }.text() shouldBe "QUERY /a b"
                client.delete(url) { header("X", "1") }.text() shouldBe "DELETE /a "
                client.options(url) { header("X", "2") }.text() shouldBe "OPTIONS /a "
                client.head(url) { header("X", "3") }.isClosed shouldBe true
                client.request("BREW", url).text() shouldBe "BREW /a "
                client.post(url).text() shouldBe "POST /a "
            }
            peer.received().map { it.field("X") }.filter { it.isNotEmpty() } shouldContainExactly listOf("1", "2", "3")
            peer.connectionCount() shouldBe 1
        }
    }

    test("one call to a URL has a connection of its own, which ends with the response") {
        onPeer { peer ->
            val url = peer.url("/a?b")
            get(url) { query("c", "d") }.text() shouldBe "GET /a?b&c=d "
            post(url) { body("b") }.text() shouldBe "POST /a?b b"
            put(url) { form("a" to "b") }.text() shouldBe "PUT /a?b a=b"
            patch(url) { body("b") }.text() shouldBe "PATCH /a?b b"
            query(url) { body("b") }.text() shouldBe "QUERY /a?b b"
            delete(url).text() shouldBe "DELETE /a?b "
            options(url) { }.text() shouldBe "OPTIONS /a?b "
            head(url) { }.isClosed shouldBe true
            request("BREW", url).text() shouldBe "BREW /a?b "
            send(Request.post(url, RequestBody.of("b"))).text() shouldBe "POST /a?b b"
            peer.connectionCount() shouldBe 10
            peer.received().map { it.field("Connection") }.toSet() shouldBe setOf("close")
            peer.received().map { it.field("Host") }.toSet() shouldBe setOf(peer.address())
            peer.received().map { it.field("User-Agent") }.toSet() shouldBe setOf("")
        }
    }

    test("a call to a URL says Connection: close unless its block says otherwise; the connection ends all the same") {
        onPeer { peer ->
            get(peer.url("/")) { header("connection", "keep-alive") }.text()
            get(peer.url("/")) { withoutHeader("Connection") }.text()
            send(Request.builder("GET", peer.url("/")).header("Connection", "keep-alive").build()).text()
            peer.received().map { it.field("Connection") } shouldContainExactly listOf("keep-alive", "", "keep-alive")
            peer.connectionCount() shouldBe 3
            val response = get(peer.url("/"))
            response.willClose() shouldBe true
            response.close()
            response.isClosed shouldBe true
        }
    }

    test("a call to a URL follows no redirect, and a wrong URL is refused before anything is sent") {
        onPeer({ Answer.of(302, "Location: /b") }) { peer -> get(peer.url("/")).use { it.status shouldBe 302 } }
        shouldThrow<HttpException.InvalidUrl> { get("/a") }
        shouldThrow<HttpException.InvalidUrl> { get("ftp://a.example/") }
        shouldThrow<IllegalStateException> { post("http://a.example/") { error("no") } }.message shouldBe "no"
    }

    test("over TLS the port is 443 unless the URL has another") {
        val seen = mutableListOf<Any>()
        val client = httpClient {
            dialer = httpwire.transport.Dialer { peer ->
                seen += peer.port
                throw okio.IOException("no")
            }
        }
        client.use { shouldThrow<okio.IOException> { it.get("https://a.example/") } }
        seen.toSet() shouldBe setOf(443)
    }

    test("a request block has a word for all that a request can say") {
        val seen = mutableListOf<Request>()
        onPeer { peer ->
            httpClient { hopInterceptor { request, next -> next.handle(request.also { seen += it }) } }.use { client ->
                client.post(peer.url("/")) {
                    secretHeader("X-Pin", "1234")
                    header("A", "1")
                    removeHeader("a")
                    withoutHeader("User-Agent")
                    tag(String::class, "first")
                    tag(String::class, "tag")
                    tag(Int::class, 7)
                    timeouts = Timeouts.DEFAULT.withRead(7.seconds.toJavaDuration())
                    deadline = 9.seconds
                    timeouts shouldBe Timeouts.DEFAULT.withRead(7.seconds.toJavaDuration())
                    deadline shouldBe 9.seconds
                    idempotent()
                }.text()
                client.post(peer.url("/")) { idempotencyKey("k") }.text()
                client.post(peer.url("/")) {
                    tag(Int::class, 7)
                    tag(Int::class, null)
                }.text()
            }
            peer.received().first().run { listOf(field("X-Pin"), field("A"), field("User-Agent")) } shouldBe
                listOf("1234", "", "")
            peer.received()[1].field("Idempotency-Key") shouldBe "k"
        }
        seen.first().run {
            isSecretHeader("X-Pin") shouldBe true
            getTag(String::class.java) shouldBe "tag"
            getTag(Int::class.javaObjectType) shouldBe 7
            timeouts!!.read() shouldBe 7.seconds.toJavaDuration()
            deadline shouldBe 9.seconds.toJavaDuration()
        }
        seen.map { it.isIdempotent } shouldContainExactly listOf(true, true, false)
        seen.last().getTag(Int::class.javaObjectType) shouldBe null
    }
})
