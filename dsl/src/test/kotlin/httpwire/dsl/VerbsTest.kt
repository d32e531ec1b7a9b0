package httpwire.dsl

import httpwire.HttpException.CannotSendRequest
import httpwire.HttpException.ConnectionLost
import httpwire.HttpException.InvalidUrl
import httpwire.Request
import httpwire.connection.HttpResponse
import httpwire.testing.Script
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.shouldBe
import okio.ByteString.Companion.encodeUtf8
import okio.Path.Companion.toOkioPath
import java.nio.file.Files

private const val NO_CONTENT = "HTTP/1.1 204 No Content\r\n\r\n"

/** A verb, called without and with a block. */
private class Verb(
    val method: String,
    val framing: String,
    val plain: HttpScope.() -> HttpResponse,
    val withField: HttpScope.() -> HttpResponse,
)

private fun brew() = Request.builder("BREW", "/x")

private val verbs =
    listOf(
        Verb("GET", "", { get("/x") }, { get("/x") { header("A", "b") } }),
        Verb("HEAD", "", { head("/x") }, { head("/x") { header("A", "b") } }),
        Verb("POST", "Content-Length: 0\r\n", { post("/x") }, { post("/x") { header("A", "b") } }),
        Verb("PUT", "Content-Length: 0\r\n", { put("/x") }, { put("/x") { header("A", "b") } }),
        Verb("PATCH", "Content-Length: 0\r\n", { patch("/x") }, { patch("/x") { header("A", "b") } }),
        Verb("DELETE", "", { delete("/x") }, { delete("/x") { header("A", "b") } }),
        Verb("OPTIONS", "", { options("/x") }, { options("/x") { header("A", "b") } }),
        Verb("QUERY", "Content-Length: 0\r\n", { query("/x") }, { query("/x") { header("A", "b") } }),
        Verb("BREW", "", { send(brew().build()) }, { send(brew().header("A", "b").build()) }),
        Verb("PROPFIND", "", { request("PROPFIND", "/x") }, { request("PROPFIND", "/x") { header("A", "b") } }),
    )

class VerbsTest :
    FunSpec({
        withTests(nameFn = { "${it.method}: its bytes, and what it answers" }, verbs) { verb ->
            val head = head("${verb.method} /x") + verb.framing
            val script = Script.start().expect(
                "$head\r\n",
            ).reply(NO_CONTENT).expect("${head}A: b\r\n\r\n").reply(NO_CONTENT)
            talk(script) {
                verb.plain(this).status shouldBe 204
                verb.withField(this).status shouldBe 204
            }
        }

        test("requests go one after the other over one connection") {
            talk(expecting(head("GET /1") + "\r\n").expect(head("GET /2") + "\r\n").reply(OK)) {
                get("/1").text() + get("/2").text()
            } shouldBe "hihi"
        }

        test("a target that cannot be sent fails at the verb, and the connection goes on") {
            talk(expecting(head("GET /") + "\r\n")) {
                shouldThrow<InvalidUrl> {
                    timeout = null
                    get("/a b")
                }.sourceLine() shouldBe "get(\"/a b\")"
                shouldThrow<IllegalArgumentException> { request("GE T", "/") }
                get("/").text() shouldBe "hi"
            }
        }

        test("a block that throws sends nothing, and the connection goes on") {
            talk(expecting(head("GET /") + "\r\n")) {
                shouldThrow<IllegalStateException> { post("/") { error("changed my mind") } }
                get("/").text() shouldBe "hi"
            }
        }

        test("a request while another one is under way is refused") {
            talk(Script.start()) {
                connection.putRequest("GET", "/")
                shouldThrow<CannotSendRequest> { get("/") }
            }
        }

        test("an answer that comes before the request is sent whole is the result") {
            val script = Script.start().expectHead().reply(
                "HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n",
            ).reset()
            talk(script) {
                post("/") { body(generateSequence { "x".repeat(100_000).encodeUtf8() }.asIterable()) }.status
            } shouldBe 413
        }

        test("a connection that breaks without an answer throws what broke") {
            talk(Script.start().expectHead().reset()) {
                shouldThrow<ConnectionLost> {
                    post("/") { body(generateSequence { "x".repeat(100_000).encodeUtf8() }.asIterable()) }
                }
            }
        }

        test("bytes(), text(charset), saveTo(path) and isSuccess") {
            val script =
                expecting(head("GET /1") + "\r\n")
                    .expect(head("GET /2") + "\r\n")
                    .reply("HTTP/1.1 404 No\r\nContent-Length: 1\r\n\r\n\u00fc")
                    .expect(head("GET /3") + "\r\n")
                    .reply(OK)
            talk(script) {
                with(get("/1")) { isSuccess to bytes() } shouldBe (true to "hi".encodeUtf8())
                with(get("/2")) { isSuccess to text("ISO-8859-1") } shouldBe (false to "ü")
                val file = Files.createTempFile("httpwire", null)
                get("/3").saveTo(file.toOkioPath()) shouldBe 2
                Files.readString(file) shouldBe "hi"
                Files.delete(file)
            }
        }
    })
