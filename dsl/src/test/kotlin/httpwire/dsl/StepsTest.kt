package httpwire.dsl

import httpwire.HttpException.CannotSendHeader
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
                exchange("PUT", "/x") {
                    header("A", "1", "2")
                    header("Content-Length", "6")
                    endHeaders()
                    headCame.await(5, TimeUnit.SECONDS) shouldBe true
                    send("he")
                    send("ll".encodeUtf8())
                    send(RequestBody.of("o!"))
                }.text()
            } shouldBe "hi"
        }

        test("a head that is not ended is ended with the block; both automatic fields can be left out") {
            talk(expecting("GET / HTTP/1.1\r\nA: b\r\n\r\n")) {
                exchange("GET", "/", skipHost = true, skipAcceptEncoding = true) { header("A", "b") }.text()
            } shouldBe "hi"
        }

        test("the head can be ended with a body") {
            talk(expecting(head("POST /") + "Content-Length: 2\r\n\r\nhi")) {
                exchange("POST", "/") { endHeaders(RequestBody.of("hi")) }.text()
            } shouldBe "hi"
        }

        test("a step out of order fails at its own line") {
            talk(Script.start().expectHead()) {
                shouldThrow<CannotSendHeader> {
                    exchange("GET", "/") {
                        endHeaders()
                        header("A", "b")
                    }
                }.sourceLine() shouldBe "header(\"A\", \"b\")"
            }
            talk(Script.start()) {
                shouldThrow<CannotSendRequest> { exchange("PUT", "/") { send("x") } }
                shouldThrow<InvalidUrl> { exchange("PUT", "/a b") { error("never run") } }
            }
        }

        test("a block that throws before the head is sent sends nothing, and the connection goes on") {
            talk(expecting(head("GET /") + "\r\n")) {
                shouldThrow<IllegalStateException> { exchange("PUT", "/") { error("changed my mind") } }
                get("/").text() shouldBe "hi"
            }
        }

        test("an answer that comes in mid-body is the result") {
            val answered = CountDownLatch(1)
            val script = Script.start().expectHead().reply("HTTP/1.1 413 No\r\nContent-Length: 0\r\n\r\n").reset()
            talk(script) {
                exchange("PUT", "/") {
                    header("Content-Length", "100000000")
                    endHeaders()
                    repeat(1000) { send("x".repeat(100_000)) }
                    answered.countDown()
                }.status
            } shouldBe 413
            answered.count shouldBe 1
        }

        test("what another connection lost is no answer of this one") {
            talk(Script.start().expectHead()) {
                shouldThrow<ConnectionLost> {
                    exchange("PUT", "/") {
                        endHeaders()
                        throw ConnectionLost("another one", null)
                    }
                }.message shouldBe "another one"
            }
        }
    })
