package httpwire.dsl

import httpwire.Headers
import httpwire.RequestBody
import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import httpwire.transport.Dialer
import httpwire.transport.Transport
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.engine.spec.tempdir
import io.kotest.matchers.collections.shouldContain
import io.kotest.matchers.shouldBe
import okio.ByteString.Companion.encodeUtf8
import okio.Path.Companion.toOkioPath

private const val PARTS =
    "--B\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb\r\n" +
        "--B\r\nContent-Disposition: form-data; name=\"j\"\r\nContent-Type: application/json\r\n\r\n{}\r\n" +
        "--B\r\nContent-Disposition: form-data; name=\"f\"; filename=\"x.txt\"\r\n" +
        "Content-Type: application/octet-stream\r\n\r\nfile\r\n" +
        "--B\r\nContent-Disposition: form-data; name=\"f\"; filename=\"ü\"\r\n" +
        "Content-Type: text/plain; charset=utf-8\r\n\r\ntext\r\n--B--\r\n"

private const val RELATED = "--B\r\nContent-ID: <1>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nx\r\n--B--\r\n"

/** The head of the request that [block] describes, whose body is [expected]. */
private fun headOf(expected: String, block: RequestScope.() -> Unit): List<String> {
    val script = Script.start().expectHead().expect(expected.encodeUtf8()).reply(OK)
    return ScriptedPeer.inMemory(script).use { peer ->
        http("example.org") {
            dialer = Dialer { Transport.of(peer.socket()) }
            post("/x", block).text()
        }
        peer.transcript().received().substringBefore("\r\n\r\n").split("\r\n")
    }
}

class MultipartTest :
    FunSpec({
        val file = tempdir().resolve("x.txt").apply { writeText("file") }.toOkioPath()

        test("the parts of a form in their order, with the Content-Type") {
            val head = headOf(PARTS) {
                multipart {
                    boundary("B")
                    field("a", "b")
                    field("j", RequestBody.of("{}"), Headers.of("Content-Type", "application/json"))
                    file("f", file)
                    file("f", "ü", RequestBody.of("text"))
                }
            }
            head shouldContain "Content-Type: multipart/form-data; boundary=B"
            head shouldContain "Content-Length: ${PARTS.encodeUtf8().size}"
        }

        test("another subtype, its parameters, and a Content-Type of the request's own") {
            val related: RequestScope.() -> Unit = {
                multipart("related") {
                    boundary("B")
                    parameter("type", "a")
                    part(RequestBody.of("x"), Headers.of("Content-ID", "<1>"))
                }
            }
            headOf(RELATED, related) shouldContain "Content-Type: multipart/related; boundary=B; type=a"
            val own = headOf(RELATED) {
                setHeader("Content-Type", "own")
                related()
            }
            own.filter { it.startsWith("Content-Type") } shouldBe listOf("Content-Type: own")
        }

        test("what is wrong with a part is refused at its line, and nothing is sent") {
            talk(Script.start()) {
                for (wrong in listOf<MultipartScope.() -> Unit>(
                    { field("a\u0000", "b") },
                    { field("a", "\ud83d") },
                    { file("a", "\u0000", RequestBody.of("")) },
                    { field("a", RequestBody.of(""), Headers.of("Content-Disposition", "x")) },
                    { boundary("ü") },
                    { parameter("boundary", "x") },
                )) {
                    shouldThrow<IllegalArgumentException> { post("/") { multipart(block = wrong) } }
                }
                shouldThrow<IllegalStateException> { post("/") { multipart("mixed") { } } }
                shouldThrow<IllegalStateException> { post("/") { multipart("mixed") { field("a", "b") } } }
                shouldThrow<IllegalStateException> {
                    post("/") {
                        form("a" to "b")
                        multipart { field("a", "b") }
                    }
                }
            }
        }
    })
