package httpwire.dsl

import httpwire.RequestBody
import httpwire.body.progress.Progress
import httpwire.testing.Script
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe

class TransfersTest :
    FunSpec({
        test("an upload and a download tell how far they are") {
            val seen = mutableListOf<Progress>()
            talk(Script.start().expectHead().expect("0123").reply(OK)) {
                post("/") {
                    onUpload { seen += it }
                    body("0123")
                }.withProgress { seen += it }.text() shouldBe "hi"
            }
            seen shouldBe listOf(Progress(0, 4), Progress(4, 4), Progress(0, 2), Progress(2, 2))
        }

        test("a form's type and trailer fields stay with a body whose progress is told") {
            val seen = mutableListOf<Progress>()
            val script = Script.start().expectHead().expect("3\r\na=b\r\n0\r\nT: 3\r\n\r\n").reply(OK)
            talk(script) {
                post("/") {
                    form("a" to "b")
                    onUpload { seen += it }
                    trailer("T") { seen.last().byteCount.toString() }
                }.run {
                    request!!.headers.get("Content-Type") shouldBe "application/x-www-form-urlencoded"
                    text() shouldBe "hi"
                }
            }
            seen shouldBe listOf(Progress(0, 3), Progress(3, 3))
        }

        test("a body with progress of its own; the later listener of a request; no body at all") {
            val seen = mutableListOf<String>()
            talk(Script.start().expectHead().expect("01").reply(OK)) {
                put("/") {
                    body(RequestBody.of("01").withProgress { seen += "own ${it.byteCount}" })
                    onUpload { seen += "first" }
                    onUpload { seen += "request's ${it.byteCount}" }
                }.text()
                shouldThrow<IllegalStateException> { put("/") { onUpload { } } }
            }
            seen shouldBe listOf("request's 0", "own 0", "own 2", "request's 2")
        }

        test("what a listener throws is thrown by the verb") {
            for (thrown in listOf(java.io.IOException("x"), StackOverflowError("x"))) {
                talk(Script.start()) {
                    shouldThrow<Throwable> {
                        post("/") {
                            body("0")
                            onUpload { throw thrown }
                        }
                    } shouldBe thrown
                }
            }
        }
    })
