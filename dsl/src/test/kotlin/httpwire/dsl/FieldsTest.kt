package httpwire.dsl

import httpwire.Headers
import httpwire.testing.Script
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.shouldBe

private class Fields(
    val name: String,
    val sent: String,
    val fill: RequestScope.() -> Unit,
)

private const val ENCODING = "Accept-Encoding: identity\r\n"
private const val HOST = "Host: example.org\r\n"

private val gets =
    listOf(
        Fields("header adds, repeats too", "$HOST${ENCODING}A: 1\r\nB: 2\r\na: 3\r\n") {
            header("A", "1")
            header("B", "2")
            header("a", "3")
        },
        Fields("headers adds all of them, in their order", "$HOST${ENCODING}A: 1\r\nB: 2\r\na: 3\r\n") {
            header("A", "1")
            headers(Headers.of("B", "2", "a", "3"))
        },
        Fields("setHeader replaces all of that name", "$HOST${ENCODING}B: 2\r\nA: 4\r\n") {
            header("A", "1")
            header("B", "2")
            header("a", "3")
            setHeader("A", "4")
        },
        Fields("withoutHeader removes all of that name", "$HOST${ENCODING}B: 2\r\n") {
            header("A", "1")
            header("B", "2")
            header("a", "3")
            withoutHeader("A")
        },
        Fields("the automatic Host gives way to one that is given", "${ENCODING}Host: other\r\n") {
            header("Host", "other")
        },
        Fields("withoutHeader leaves out the automatic Host", ENCODING) { withoutHeader("host") },
        Fields("withoutHeader leaves out the automatic Accept-Encoding", HOST) { withoutHeader("Accept-Encoding") },
        Fields("withoutHeader leaves out both", "A: 1\r\n") {
            withoutHeader("Host")
            withoutHeader("Accept-Encoding")
            header("A", "1")
        },
        Fields("a field after withoutHeader is sent", "${ENCODING}Host: other\r\n") {
            withoutHeader("Host")
            header("Host", "other")
        },
        Fields("without one automatic field, the other one still gives way", "Host: other\r\n") {
            withoutHeader("Accept-Encoding")
            header("Host", "other")
        },
        Fields("credentials in UTF-8", "$HOST${ENCODING}Authorization: Basic w7w6w58=\r\n") {
            header("Authorization", basic("ü", "ß"))
        },
    )

private val posts =
    listOf(
        Fields("stepwise, a body is framed", "${ENCODING}Content-Length: 2\r\n\r\nhi") {
            withoutHeader("Host")
            body("hi")
        },
        Fields("stepwise, a post without a body says so", "${ENCODING}Content-Length: 0\r\n\r\n") {
            withoutHeader("Host")
        },
        Fields(
            "stepwise, framing that is given stays",
            "${ENCODING}Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n",
        ) {
            withoutHeader("Host")
            header("Transfer-Encoding", "chunked")
            encodeChunked = true
            body("hi")
        },
        Fields("stepwise, encodeChunked alone does not frame", "${ENCODING}Content-Length: 2\r\n\r\nhi") {
            withoutHeader("Host")
            encodeChunked = true
            body("hi")
        },
    )

class FieldsTest :
    FunSpec({
        withTests(nameFn = { it.name }, gets) { fields ->
            talk(expecting("GET /x HTTP/1.1\r\n${fields.sent}\r\n")) { get("/x", fields.fill).text() } shouldBe "hi"
        }

        withTests(nameFn = { it.name }, posts) { fields ->
            talk(expecting("POST /x HTTP/1.1\r\n${fields.sent}")) { post("/x", fields.fill).text() } shouldBe "hi"
        }

        test("a wrong field fails at its own line, in the request and in the tunnel") {
            talk(Script.start()) {
                val inRequest =
                    shouldThrow<IllegalArgumentException> {
                        get("/") {
                            header("Good", "1")
                            header("Bad name", "2")
                        }
                    }
                inRequest.message shouldBe "Invalid header name: 0x20 at offset 3"
                inRequest.sourceLine() shouldBe "header(\"Bad name\", \"2\")"
                shouldThrow<IllegalArgumentException> { get("/") { setHeader("A", "1\r\nB: 2") } }
                    .message shouldBe "Invalid header value for A: 0x0D at offset 1"
                shouldThrow<IllegalArgumentException> { tunnel("h") { header("A", "\u0100") } }
            }
        }

        test("credentials that Basic cannot carry are refused") {
            talk(Script.start()) {
                shouldThrow<IllegalArgumentException> { tunnel("h") { basic("a:b", "c") } }
                shouldThrow<IllegalArgumentException> { tunnel("h") { basic("a", "b\n") } }
            }
        }

        test("a stepwise head that contradicts itself is refused, and the connection goes on") {
            talk(expecting(head("GET /") + "\r\n")) {
                shouldThrow<IllegalArgumentException> {
                    post("/") {
                        withoutHeader("Accept-Encoding")
                        header("Content-Length", "1")
                        header("Content-Length", "2")
                    }
                }
                get("/").text() shouldBe "hi"
            }
        }
    })
