package httpwire.testing

import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import java.io.IOException

class AnsweringPeerTest : FunSpec({
    test("each request is read whole, and answered on its connection") {
        AnsweringPeer.start { Answer.ok("${it.connection} ${it.before} $it ${it.text()}") }.use { peer ->
            Wire(peer).use { wire ->
                wire.send("POST /a HTTP/1.1\r\nX: 1\r\nx: 2\r\nContent-Length: 2\r\n\r\nhi")
                wire.read(ok("1 0 POST /a hi"))
                wire.send(
                    "PUT /b HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\nA\r\n0123456789\r\n0\r\nT: 1\r\n\r\n",
                )
                wire.read(ok("1 1 PUT /b hi0123456789"))
                wire.send("HEAD / HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\n\r\n")
                wire.read("HTTP/1.1 200 Reason\r\nContent-Length: 11\r\n\r\n")
                wire.read(ok("1 3 GET / "))
            }
            Wire(peer).use { wire ->
                wire.send("GET / HTTP/1.1\r\n\r\n")
                wire.read(ok("2 0 GET / "))
            }
            peer.connectionCount() shouldBe 2
            peer.received().map { it.toString() } shouldContainExactly
                listOf("POST /a", "PUT /b", "HEAD /", "GET /", "GET /")
            peer.received().first().run { listOf(field("x"), field("Y"), text()) } shouldBe listOf("1", "", "hi")
            peer.received().first().fields().map { it.key to it.value } shouldContainExactly
                listOf("X" to "1", "x" to "2", "Content-Length" to "2")
        }
    }

    test("an answer has a status, fields and a body, or is any bytes; then the connection is kept, closed or reset") {
        val answers = mapOf(
            "/status" to Answer.of(302, "Location: /b").body("moved"),
            "/raw" to Answer.raw("spam").then(Answer.After.CLOSE),
            "/nothing" to Answer.nothing(Answer.After.CLOSE),
            "/reset" to Answer.nothing(Answer.After.RESET),
        )
        AnsweringPeer.start { answers.getValue(it.target) }.use { peer ->
            Wire(peer).use { wire ->
                wire.send("GET /status HTTP/1.1\r\n\r\n")
                wire.read("HTTP/1.1 302 Reason\r\nLocation: /b\r\nContent-Length: 5\r\n\r\nmoved")
                wire.send("GET /raw HTTP/1.1\r\n\r\n")
                wire.read("spam")
                wire.isEnded() shouldBe true
            }
            Wire(peer).use { wire ->
                wire.send("GET /nothing HTTP/1.1\r\n\r\n")
                wire.isEnded() shouldBe true
            }
            Wire(peer).use { wire ->
                wire.send("GET /reset HTTP/1.1\r\n\r\n")
                shouldThrow<IOException> { wire.isEnded() }
            }
        }
    }

    test("closeConnections ends those that are open, and close all of it") {
        val peer = AnsweringPeer.start { Answer.ok("hi") }
        peer.url("/a") shouldBe "http://127.0.0.1:${peer.port()}/a"
        peer.address() shouldBe "127.0.0.1:${peer.port()}"
        Wire(peer).use { wire ->
            wire.send("GET / HTTP/1.1\r\n\r\n")
            wire.read(ok("hi"))
            peer.closeConnections()
            wire.isEnded() shouldBe true
        }
        Wire(peer).use { wire ->
            wire.send("GET / HTTP/1.1\r\n\r\n")
            wire.read(ok("hi"))
            peer.close()
            wire.isEnded() shouldBe true
        }
        // Refused, or ended if the system had taken it before: in any case not answered.
        shouldThrow<IOException> {
            Wire(peer).use { wire ->
                wire.send("GET / HTTP/1.1\r\n\r\n")
                wire.read(ok("hi"))
            }
        }
    }
})
