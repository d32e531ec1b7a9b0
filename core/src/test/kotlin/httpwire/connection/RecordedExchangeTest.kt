package httpwire.connection

import httpwire.CloseReason
import httpwire.Headers
import httpwire.Request
import httpwire.RequestBody
import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import httpwire.transport.Transport
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.collections.shouldContain
import io.kotest.matchers.nulls.shouldBeNull
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.string.shouldMatch
import io.kotest.matchers.string.shouldNotContain
import okio.Buffer
import java.net.InetSocketAddress
import java.util.EnumSet

/** Heads that are shown byte for byte, whatever way they are parsed in. */
private val HEADS = listOf(
    "HTTP/1.1 200 OK\r\n\r\n",
    "HTTP/1.1 200\r\n\r\n",
    "HTTP/1.0 200 OK\n\n",
    "HTTP/1.1 200 OK\r\nA: b\r\na:  c\r\nA:\r\n\r\n",
    "HTTP/1.1 200 OK\nA: b\n\n",
    "HTTP/1.1 200 OK\r\nA: b\r\n  c\r\n\td \r\nE: f\r\n\r\n",
    "HTTP/1.1 200 OK\r\nA: b \t\r\n\r\n",
    "HTTP/1.1 200 OK\r\nA: \u00e9\u00ff\r\n\n",
    "HTTP/1.1 200 OK\r\nA: b\r\n \r\nC: d\r\n\r\n",
)

class RecordedExchangeTest : FunSpec({
    withTests(nameFn = {
        "the received head, byte for byte: ${it.replace("\r", "\\r").replace("\n", "\\n")}"
    }, HEADS) { head ->
        val whole = HttpResponse.parse(Buffer().writeString(head, Charsets.ISO_8859_1), "HEAD")
        whole.rawHead().string(Charsets.ISO_8859_1) shouldBe head
        connectionOver(Wire(head, pieceByteCount = 1)).use {
            it.exchange("HEAD", "/", Headers.EMPTY, null).rawHead().string(Charsets.ISO_8859_1) shouldBe head
        }
    }

    test("the head of a response that was built is what it would be") {
        HttpResponse.builder(204).headers(Headers.of("A", "b")).build().rawHead().utf8() shouldBe
            "HTTP/1.1 204 No Content\r\nA: b\r\n\r\n"
    }

    test("the sent head is kept if it is asked for") {
        val wire = Wire(ok("1"))
        connectionOver(wire) { record() }.use { connection ->
            val request = Request.builder("GET", "/a/../b%20?x")
                .header("X-b", "1").header("x-A", "2").header("X-b", "3").withoutHeader("Accept-Encoding").build()
            val response = connection.exchange(request)
            response.sentHead().utf8() shouldBe
                "GET /a/../b%20?x HTTP/1.1\r\nHost: a\r\nX-b: 1\r\nx-A: 2\r\nX-b: 3\r\n\r\n"
            response.sentHead().utf8() shouldBe wire.sent()
        }
    }

    test("and not otherwise, which is said") {
        connectionOver(Wire(ok("1"))).use { connection ->
            val response = connection.exchange("GET", "/", Headers.EMPTY, null)
            shouldThrow<IllegalStateException> { response.sentHead() }.message shouldContain "record()"
        }
        shouldThrow<IllegalStateException> { HttpResponse.builder(200).build().sentHead() }
    }

    test("circumstances: the bytes of this exchange, and no others") {
        val script = Script.start().expectHead().expect("spam").reply(ok("one")).expectHead().reply(ok("three"))
        ScriptedPeer.listening(script).use { peer ->
            connectionTo(peer).use { connection ->
                val first = connection.exchange("PUT", "/", Headers.EMPTY, RequestBody.of("spam"))
                first.text() shouldBe "one"
                val second = connection.exchange("GET", "/", Headers.EMPTY, null)
                second.text() shouldBe "three"
                first.circumstances!!.run {
                    bytesReceived shouldBe ok("one").length.toLong()
                    delivery.bodyByteCount() shouldBe 4L
                    isReused shouldBe false
                    this.peer shouldContain peer.port().toString()
                }
                second.circumstances!!.run {
                    bytesReceived shouldBe ok("three").length.toLong()
                    isReused shouldBe true
                }
                first.circumstances!!.bytesSent + second.circumstances!!.bytesSent shouldBe
                    peer.transcript().received().length.toLong()
            }
        }
        HttpResponse.builder(200).build().circumstances.shouldBeNull()
    }

    test("the fate of a response that is given up is its connection's") {
        connectionOver(Wire(ok("spam"))).use { connection ->
            val response = connection.exchange("GET", "/", Headers.EMPTY, null)
            response.willClose() shouldBe false
            response.close()
            response.closeReasons shouldBe setOf(CloseReason.BODY_ABANDONED)
            response.willClose() shouldBe false // As http.client has it: said by the head.
        }
        connectionOver(Wire(ok("spam"))).use { connection ->
            val response = connection.exchange("GET", "/", Headers.EMPTY, null)
            connection.close()
            response.closeReasons shouldBe EnumSet.of(CloseReason.CLOSED_BY_CALLER)
        }
    }

    test("C14: shutdownOutput: the server reads the end, answers, and the connection ends") {
        val script = Script.start().expectHead().expect("spam").expectEnd().reply(ok("hi"))
        ScriptedPeer.listening(script).use { peer ->
            connectionTo(peer).use { connection ->
                connection.request("PUT", "/", Headers.EMPTY, RequestBody.of("spam"))
                connection.shutdownOutput()
                val response = connection.readResponse()
                response.closeReasons shouldContain CloseReason.OUTPUT_ENDED
                response.text() shouldBe "hi"
                connection.transport.shouldBeNull()
            }
        }
    }

    test("a summary tells what happened, without secrets") {
        val script = Script.start().expectHead().expect("spam").reply("HTTP/1.1 103 Early Hints\r\n\r\n" + ok("hi"))
        ScriptedPeer.listening(script).use { peer ->
            connectionTo(peer) { record() }.use { connection ->
                val response = connection.exchange(
                    Request.builder(
                        "PUT",
                        "/x?token=s3cret",
                    ).header("Authorization", "Basic s3cret").body(RequestBody.of("spam")).build(),
                )
                response.summary() shouldContain "  connection: kept after the body\n"
                response.text() shouldBe "hi"
                val summary = response.summary()
                summary shouldNotContain "s3cret"
                val number = "[0-9]+"
                summary shouldMatch Regex(
                    """
                    PUT http://a.test:${peer.port()}/x\?token=██ -> HTTP/1.1 200 OK
                      interim: 103 Early Hints
                      peer: 127.0.0.1:${peer.port()} from 127.0.0.1:$number, new
                      bytes: $number sent, 4 of them of the body; $number received
                      times: .*connecting $number\.$number ms, .*reading the response head $number\.$number ms.*
                      body: not read any more
                      connection: kept

                    """.trimIndent(),
                )
            }
        }
    }

    test("a summary of one whose connection ends says why, and that nothing was kept of its times") {
        connectionOver(Wire("HTTP/1.0 200 OK\r\n\r\nhi")).use { connection ->
            val response = connection.exchange("GET", "/", Headers.EMPTY, null)
            response.text() shouldBe "hi"
            response.summary() shouldContain "  connection: closed: HTTP/1.0 without keep-alive; the body runs until"
            response.summary() shouldNotContain "times"
        }
        HttpResponse.builder(200).build().summary() shouldContain "-> HTTP/1.1 200 OK"
    }

    test("a summary of one over a caller's transport whose own address has no number names it") {
        val local = InetSocketAddress.createUnresolved("client.test", 7)
        val transport = Transport.of(Wire(ok("hi")))
        val addressed = object : Transport by transport {
            override fun getLocalAddress() = local
        }
        HttpConnection.builder("a").dialer { addressed }.build().use { connection ->
            val response = connection.exchange("GET", "/", Headers.EMPTY, null)
            response.summary() shouldContain " from client.test:7, new"
        }
    }
})
