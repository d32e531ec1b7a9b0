package httpwire.dsl

import httpwire.RequestBody
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import okio.Buffer
import okio.ByteString
import okio.ByteString.Companion.decodeHex
import okio.ByteString.Companion.encodeUtf8
import okio.Path.Companion.toOkioPath
import java.nio.file.Files

private class Body(
    val name: String,
    val sent: String,
    val fill: RequestScope.() -> Unit,
)

private val bytes = "00ff0a".decodeHex()
private val pieces = listOf("one".encodeUtf8(), ByteString.EMPTY, "three".encodeUtf8())

private val bodies =
    listOf(
        Body("text in UTF-8", "Content-Length: 2\r\n\r\n\u00c3\u00bc") { body("ü") },
        Body("text in another charset", "Content-Length: 1\r\n\r\n\u00fc") { body("ü", "ISO-8859-1") },
        Body("an array", "Content-Length: 3\r\n\r\n\u0000\u00ff\n") { body(bytes.toByteArray()) },
        Body("a byte string", "Content-Length: 3\r\n\r\n\u0000\u00ff\n") { body(bytes) },
        Body("a source", "Transfer-Encoding: chunked\r\n\r\n4\r\nabcd\r\n0\r\n\r\n") {
            body(Buffer().writeUtf8("abcd"))
        },
        Body("pieces", "Transfer-Encoding: chunked\r\n\r\n3\r\none\r\n5\r\nthree\r\n0\r\n\r\n") { body(pieces) },
        Body("no bytes", "Content-Length: 0\r\n\r\n") { body("") },
        Body("a body of the caller's own", "Content-Length: 3\r\n\r\nown") { body(RequestBody.of("own")) },
        Body("chunks by hand", "Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n") {
            header("Transfer-Encoding", "chunked")
            body("2\r\nhi\r\n0\r\n\r\n")
        },
        Body("chunks by us", "Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n") {
            header("Transfer-Encoding", "chunked")
            encodeChunked = true
            body("hi")
        },
    )

class BodiesTest :
    FunSpec({
        withTests(nameFn = { it.name }, bodies) { body ->
            talk(expecting(head("POST /x") + body.sent)) { post("/x", body.fill).text() } shouldBe "hi"
        }

        test("a file, with the length that it has when it is sent") {
            val file = Files.createTempFile("httpwire", null)
            talk(expecting(head("PUT /x") + "Content-Length: 5\r\n\r\nlater")) {
                put("/x") {
                    body(file.toOkioPath())
                    Files.writeString(file, "later")
                }.text()
            } shouldBe "hi"
            Files.delete(file)
        }

        test("a file that is not there fails the verb, and the connection goes on") {
            talk(expecting(head("GET /") + "\r\n")) {
                shouldThrow<java.nio.file.NoSuchFileException> {
                    put("/x") { body(Files.createTempDirectory("httpwire").toOkioPath() / "no") }
                }
                get("/").text() shouldBe "hi"
            }
        }

        test("a second body is refused at its line") {
            talk(expecting(head("POST /x") + "Content-Length: 3\r\n\r\none")) {
                post("/x") {
                    body("one")
                    shouldThrow<IllegalStateException> { body("two") }.message shouldBe "the request has a body already"
                    shouldThrow<IllegalStateException> { form("a" to "b") }
                }.text() shouldBe "hi"
            }
        }

        test("text that its charset lacks, and a charset that nobody has, are refused at their line") {
            talk(expecting(head("POST /x") + "Content-Length: 0\r\n\r\n")) {
                post("/x") {
                    shouldThrow<IllegalArgumentException> { body("€", "ISO-8859-1") }.message shouldContain "ISO-8859-1"
                    shouldThrow<IllegalArgumentException> { body("x", "no such") }
                }
            }
        }
    })
