package httpwire.connection

import httpwire.HttpException.Cancelled
import httpwire.HttpException.IncompleteRead
import httpwire.Request
import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.ints.shouldBeLessThanOrEqual
import io.kotest.matchers.shouldBe
import java.util.concurrent.CountDownLatch

private fun <T> asked(script: Script, block: (HttpResponse) -> T): T = ScriptedPeer.listening(script).use { peer ->
    connectionTo(peer).use { connection ->
        connection.request("GET", "/")
        block(connection.readResponse())
    }
}

private fun answer(reply: String) = Script.start().expectHead().reply(reply)

/** Fits the buffers between two sockets, and is more than two reads take. */
private const val MANY_BYTES = 150_000

class ReadNowTest : FunSpec({
    test("a body that came with its head can be read now, and one that is not all there can not") {
        asked(answer(ok("hello")).expectEnd()) { response ->
            response.canReadNow(Long.MAX_VALUE) shouldBe true
            response.canReadLineNow() shouldBe true
            response.text() shouldBe "hello"
            response.canReadNow(Long.MAX_VALUE) shouldBe true
        }
        asked(answer(ok("Content-Length: 9\r\n", "hel\nlo"))) { response ->
            response.canReadNow(6) shouldBe true
            response.canReadNow(7) shouldBe false
            response.canReadNow(Long.MAX_VALUE) shouldBe false
            // Whether a line is among bytes that nobody has looked at is not looked into.
            response.canReadLineNow() shouldBe false
            response.peek(9)
            response.canReadLineNow() shouldBe true
            response.close()
            response.canReadNow(7) shouldBe true
        }
    }

    test("the end of TCP does not wait, and that of another transport may") {
        asked(answer(ok("Connection: close\r\nContent-Length: 2\r\n", "hi"))) { response ->
            response.canReadNow(2) shouldBe true
            response.canCloseNow() shouldBe true
        }
        played(answer(ok("Connection: close\r\nContent-Length: 2\r\n", "hi"))) { connection ->
            val response = connection.exchange(Request.get("/"))
            response.canReadNow(1) shouldBe false
            response.canReadLineNow() shouldBe false
            response.canCloseNow() shouldBe false
            response.text()
            response.canReadNow(1) shouldBe true
            response.canCloseNow() shouldBe true
        }
        played(answer(ok("hi"))) { connection ->
            val response = connection.exchange(Request.get("/"))
            response.canReadNow(2) shouldBe true
            response.canCloseNow() shouldBe false
            response.text()
        }
    }

    test("a response that is taken away after it was asked whether it can be read throws that at once") {
        asked(answer(ok("Content-Length: 9\r\n", "hel\nlo")).expectEnd()) { response ->
            response.canReadNow(6) shouldBe true
            val reason = Cancelled("its block has ended", null)
            response.takeAway(reason)
            response.canReadNow(6) shouldBe true
            response.canCloseNow() shouldBe true
            val reads = listOf<HttpResponse.() -> Unit>(
                { read(6) },
                { readLine() },
                { readPieces(6) },
                { peek(1) },
                { readInto(ByteArray(6)) },
            )
            for (read in reads) shouldThrow<Cancelled> { response.read() }.message shouldBe reason.message
        }
    }

    test("pieces are all that has arrived") {
        val isSent = CountDownLatch(1)
        val body = "x".repeat(MANY_BYTES)
        asked(answer(ok("Content-Length: ${MANY_BYTES + 1}\r\n", body)).signal(isSent).expectEnd()) { response ->
            isSent.await()
            val pieces = response.readPieces(Long.MAX_VALUE)
            pieces.sumOf { it.size } shouldBe MANY_BYTES
            pieces.forEach { it.size shouldBeLessThanOrEqual 65_536 }
        }
    }

    test("pieces are no more than was asked for, and at least something was") {
        asked(answer(ok("hello")).expectEnd()) { response ->
            shouldThrow<IllegalArgumentException> { response.readPieces(0) }
            response.readPieces(4).single().utf8() shouldBe "hell"
            response.readPieces(4).single().utf8() shouldBe "o"
            response.readPieces(4) shouldBe listOf()
        }
    }

    test("a body that is cut off gives its pieces first") {
        asked(answer(ok("Content-Length: $MANY_BYTES\r\n", "x".repeat(70_000))).hangUp()) { response ->
            var byteCount = 0
            val failure = shouldThrow<IncompleteRead> {
                while (true) {
                    byteCount +=
                        response.readPieces(100_000).sumOf { it.size }
                }
            }
            byteCount shouldBe 70_000
            failure.expected shouldBe MANY_BYTES - 70_000L
        }
    }
})
