package httpwire.dsl

import httpwire.HttpException.CannotSendRequest
import httpwire.HttpException.ConnectionLost
import httpwire.HttpException.InvalidUrl
import httpwire.RequestBody
import httpwire.testing.Script
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import okio.ByteString.Companion.encodeUtf8
import java.util.concurrent.CountDownLatch
import java.util.concurrent.TimeUnit

class StepsTest :
    FunSpec({
        test("head, then pieces, each sent at once") {
            val headCame = CountDownLatch(1)
            val head = head("PUT /x") + "A: 1, 2\r\nContent-Length: 6\r\n\r\n"
            talk(Script.start().expect(head).signal(headCame).expect("hello!").reply(OK)) {
                exchange(
                    "PUT",
                    "/x",
                    head = {
                        header("A", "1", "2")
                        header("Content-Length", "6")
                    },
                ) {
                    headCame.await(5, TimeUnit.SECONDS) shouldBe true
                    send("he")
                    send("ll".encodeUtf8())
                    send(RequestBody.of("o!"))
                }.text()
            } shouldBe "hi"
        }

        test("both blocks may be left out, and both automatic fields") {
            talk(expecting("GET / HTTP/1.1\r\nA: b\r\n\r\n").expect(head("GET /") + "\r\n").reply(OK)) {
                exchange("GET", "/", skipHost = true, skipAcceptEncoding = true, head = { header("A", "b") }).text()
                exchange("GET", "/").text()
            } shouldBe "hi"
        }

        test("a piece that the head did not announce, or a target that can't be sent, fails at its own line") {
            talk(Script.start().expectHead()) {
                shouldThrow<CannotSendRequest> {
                    exchange("PUT", "/") {
                        send("x")
                    }
                }.sourceLine() shouldBe "send(\"x\")"
            }
            talk(Script.start()) {
                shouldThrow<InvalidUrl> {
                    timeout = null
                    exchange("PUT", "/a b", head = { error("never run") })
                }.sourceLine() shouldBe "exchange(\"PUT\", \"/a b\", head = { error(\"never run\") })"
            }
        }

        test("a block that throws before the head is sent sends nothing, and the connection goes on") {
            talk(expecting(head("GET /") + "\r\n")) {
                shouldThrow<IllegalStateException> { exchange("PUT", "/", head = { error("changed my mind") }) }
                get("/").text() shouldBe "hi"
            }
        }

        test("an answer that comes in mid-body is the result") {
            val answered = CountDownLatch(1)
            val script = Script.start().expectHead().reply("HTTP/1.1 413 No\r\nContent-Length: 0\r\n\r\n").reset()
            talk(script) {
                exchange("PUT", "/", head = { header("Content-Length", "100000000") }) {
                    repeat(1000) { send("x".repeat(100_000)) }
                    answered.countDown()
                }.status
            } shouldBe 413
            answered.count shouldBe 1
        }

        test("what another connection lost does not answer this one") {
            talk(Script.start().expectHead()) {
                shouldThrow<ConnectionLost> {
                    exchange("PUT", "/") { throw ConnectionLost("another one", null) }
                }.message shouldBe "another one"
            }
        }
    })
