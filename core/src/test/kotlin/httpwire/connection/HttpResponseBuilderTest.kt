package httpwire.connection

import httpwire.Headers
import httpwire.HttpException
import httpwire.Request
import httpwire.testing.Answer
import httpwire.testing.AnsweringPeer
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.nulls.shouldBeNull
import io.kotest.matchers.shouldBe
import io.kotest.matchers.types.shouldBeInstanceOf
import okio.Buffer
import okio.ForwardingSource
import okio.IOException
import okio.Source
import okio.Timeout
import kotlin.concurrent.thread

/** A source that says when it was closed. */
private class Closable(source: Source) : ForwardingSource(source) {
    var isClosed = false

    override fun close() {
        isClosed = true
        super.close()
    }
}

private fun text(text: String): Source = Buffer().writeUtf8(text)

class HttpResponseBuilderTest : FunSpec({
    fun withResponse(body: String = "body", block: (HttpConnection, HttpResponse) -> Unit) =
        AnsweringPeer.start { Answer.of(200, "A: b").body(body) }.use { peer ->
            HttpConnection.http(peer.address()).use { connection ->
                connection.request("GET", "/path")
                block(connection, connection.readResponse())
            }
        }

    test("a response that nobody sent has what it was given") {
        val request = Request.get("http://a.test/")
        val made = HttpResponse.builder(404).request(request).headers(Headers.of("A", "b")).body(text("none")).build()
        made.status shouldBe 404
        made.reason shouldBe "Not Found"
        made.getHeader("A") shouldBe "b"
        made.url shouldBe "http://a.test/"
        made.request shouldBe request
        made.text() shouldBe "none"
        made.isClosed shouldBe true
        HttpResponse.builder(204).build().run {
            isClosed shouldBe true
            this.request.shouldBeNull()
            willClose() shouldBe false
        }
        HttpResponse.builder(200).reason("").build().reason shouldBe ""
        for (status in listOf(99, 1000, -1)) shouldThrow<IllegalArgumentException> { HttpResponse.builder(status) }
        shouldThrow<IllegalArgumentException> { HttpResponse.builder(200).reason("a\r\nb") }
    }

    test("with another head the body and the connection stay the same") {
        withResponse { connection, response ->
            val changed = response.newBuilder().headers(Headers.of("C", "d")).history(listOf(response)).build()
            changed.getHeader("A").shouldBeNull()
            changed.getHeader("C") shouldBe "d"
            changed.url shouldBe response.url
            changed.history shouldContainExactly listOf(response)
            changed.text() shouldBe "body"
            changed.isClosed shouldBe true
            connection.request("GET", "/next")
            connection.readResponse().text() shouldBe "body"
        }
    }

    test("another body is read in place of the one that came, which is closed with it") {
        withResponse("x".repeat(500_000)) { connection, response ->
            val body = Closable(text("other"))
            val changed = response.newBuilder().body(body).build()
            changed.text() shouldBe "other"
            body.isClosed shouldBe true
            response.isClosed shouldBe true
            connection.transport.shouldBeNull()
        }
        withResponse { connection, response ->
            val changed = response.newBuilder().body(response.source()).build()
            changed.read(2).utf8() shouldBe "bo"
            changed.readLine().utf8() shouldBe "dy"
            changed.read().size shouldBe 0
            connection.request("GET", "/next")
            connection.readResponse().text() shouldBe "body"
        }
    }

    test("closing and cancelling reach what is below") {
        withResponse("x".repeat(500_000)) { connection, response ->
            val body = Closable(response.source())
            val changed = response.newBuilder().body(body).build()
            changed.close()
            body.isClosed shouldBe true
            response.isClosed shouldBe true
            connection.transport.shouldBeNull()
            shouldThrow<IllegalStateException> { changed.text() }
        }
        withResponse("x".repeat(500_000)) { _, response ->
            val changed = response.newBuilder().body(response.source()).build()
            changed.cancel()
            shouldThrow<HttpException.Cancelled> { changed.text() }
            shouldThrow<HttpException.Cancelled> { changed.read() }
        }
    }

    test("cancelling reaches a body that is read from elsewhere, and what came from the server") {
        withResponse("x".repeat(500_000)) { _, response ->
            val changed = response.newBuilder().body(text("other")).history(listOf(response)).build()
            changed.history shouldContainExactly listOf(response)
            changed.cancel()
            shouldThrow<HttpException.Cancelled> { response.read() }
            shouldThrow<HttpException.Cancelled> { changed.read() }
        }
    }

    test("what a source throws ends the body, whatever it is") {
        for (failure in listOf(IOException("planted"), Exception("planted"), AssertionError("planted"))) {
            withResponse("x".repeat(500_000)) { connection, response ->
                val failing = object : Source {
                    override fun read(sink: Buffer, byteCount: Long): Long = throw failure

                    override fun timeout() = Timeout.NONE

                    override fun close() = Unit
                }
                val changed = response.newBuilder().body(failing).build()
                shouldThrow<Throwable> { changed.text() } shouldBe failure
                shouldThrow<IOException> { changed.text() }
                response.isClosed shouldBe true
                connection.transport.shouldBeNull()
            }
        }
    }

    test("close reasons, trailers and circumstances are those of what came from the server") {
        val head = "HTTP/1.1 200 OK\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
        AnsweringPeer.start { Answer.raw(head + "2\r\nhi\r\n0\r\nA: b\r\n\r\n") }.use { peer ->
            HttpConnection.http(peer.address()).use { connection ->
                connection.request("GET", "/path")
                val response = connection.readResponse()
                val changed = response.newBuilder().body(response.source()).build()
                changed.willClose() shouldBe true
                changed.trailers.size() shouldBe 0
                changed.text() shouldBe "hi"
                changed.trailers.get("A") shouldBe "b"
            }
        }
        withResponse { _, response ->
            val failing = object : Source by text("") {
                override fun read(sink: Buffer, byteCount: Long): Long = throw HttpException.LimitExceeded("planted")
            }
            val failure = shouldThrow<HttpException.LimitExceeded> {
                response.newBuilder().body(failing).build().text()
            }
            failure.circumstances!!.peer shouldBe response.url.removePrefix("http://").removeSuffix("/path")
        }
    }

    test("a second thread that reads is refused") {
        withResponse("x".repeat(500_000)) { _, response ->
            var refused: Throwable? = null
            var reading: HttpResponse? = null
            val asking = object : Source by text("") {
                override fun read(sink: Buffer, byteCount: Long): Long {
                    thread { refused = runCatching { reading!!.read1() }.exceptionOrNull() }.join(10_000)
                    return -1
                }
            }
            val changed = response.newBuilder().body(asking).build()
            reading = changed
            changed.read().size shouldBe 0
            refused.shouldBeInstanceOf<HttpException.ImproperConnectionState>()
        }
    }

    test("a parsed response can be changed too") {
        val parsed = HttpResponse.parse(Buffer().writeUtf8("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"), "GET")
        parsed.newBuilder().status(201).reason("Made").build().run {
            status shouldBe 201
            reason shouldBe "Made"
            text() shouldBe "hi"
        }
    }
})
