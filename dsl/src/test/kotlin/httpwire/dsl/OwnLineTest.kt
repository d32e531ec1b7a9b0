package httpwire.dsl

import httpwire.HttpException
import httpwire.RequestBody
import httpwire.testing.Script
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.shouldBe
import io.kotest.matchers.types.shouldBeInstanceOf
import okio.ByteString
import okio.ByteString.Companion.encodeUtf8
import kotlin.reflect.KClass
import kotlin.time.Duration.Companion.seconds

private const val NO_PEM = "no PEM"

/** A block whose middle line is wrong, that line, and what it throws. */
private class Wrong(
    val line: String,
    val error: KClass<out Exception> = IllegalArgumentException::class,
    val block: HttpScope.() -> Unit,
)

private fun wrongOption(
    line: String,
    error: KClass<out Exception> = IllegalArgumentException::class,
    block: OptionsScope.() -> Unit,
) = Wrong(line, error, block)

private fun fields(
    line: String,
    error: KClass<out Exception> = IllegalArgumentException::class,
    block: RequestScope.() -> Unit,
) = Wrong(line, error) { put("/", block) }

/** Each is wrong for itself: the other lines are sound. */
private val wrongs =
    listOf(
        wrongOption("host = \"a b\"", HttpException.InvalidUrl::class) {
            host = "a"
            host = "a b"
        },
        wrongOption("host = \"a:b\"", HttpException.InvalidUrl::class) {
            host = "a:1"
            host = "a:b"
        },
        wrongOption("port = -1") {
            port = 80
            port = -1
        },
        wrongOption("port = 70_000") {
            port = null
            port = 70_000
        },
        wrongOption("timeout = (-1).seconds") {
            timeout = 1.seconds
            timeout = (-1).seconds
        },
        wrongOption("blockSize = 0") {
            blockSize = 1
            blockSize = 0
        },
        wrongOption("deadline = 0.seconds") {
            timeouts {
                read = 1.seconds
                deadline = 0.seconds
            }
        },
        wrongOption("maxLineBytes = 0") { limits { maxLineBytes = 0 } },
        wrongOption("maxHeadBytes = 0") { limits { maxHeadBytes = 0 } },
        wrongOption("maxFields = 0") { limits { maxFields = 0 } },
        wrongOption("maxInterimResponses = 0") { limits { maxInterimResponses = 0 } },
        wrongOption("maxChunkLineBytes = 0") { limits { maxChunkLineBytes = 0 } },
        wrongOption("chunkOverheadBytes = 0") { limits { chunkOverheadBytes = 0 } },
        wrongOption("maxTrailerBytes = 0") { limits { maxTrailerBytes = 0 } },
        wrongOption("maxBufferedBodyBytes = 0") { limits { maxBufferedBodyBytes = 0 } },
        wrongOption("trusting(NO_PEM)") { tls { trusting(NO_PEM) } },
        wrongOption("identity(NO_PEM, NO_PEM)") { tls { identity(NO_PEM, NO_PEM) } },
        wrongOption("sourceAddress(\"name.invalid\")") { sourceAddress("name.invalid") },
        wrongOption("sourceAddress(\"127.0.0.1\", -1)") { sourceAddress("127.0.0.1", -1) },
        wrongOption("tunnel(\"a b\")", HttpException.InvalidUrl::class) {
            tunnel("a")
            tunnel("a b")
        },
        wrongOption("header(\"A\", \"\\n\")") { tunnel("a") { header("A", "\n") } },
        wrongOption("setHeader(\"A\", \"\\n\")") { tunnel("a") { setHeader("A", "\n") } },
        wrongOption("basic(\"a:b\", \"c\")") { tunnel("a") { basic("a:b", "c") } },
        Wrong("get(\"/a b\")", HttpException.InvalidUrl::class) { get("/a b") },
        Wrong("head(\"/a b\")", HttpException.InvalidUrl::class) { head("/a b") },
        Wrong("post(\"/a b\")", HttpException.InvalidUrl::class) { post("/a b") },
        Wrong("put(\"/a b\")", HttpException.InvalidUrl::class) { put("/a b") },
        Wrong("patch(\"/a b\")", HttpException.InvalidUrl::class) { patch("/a b") },
        Wrong("delete(\"/a b\")", HttpException.InvalidUrl::class) { delete("/a b") },
        Wrong("options(\"/a b\")", HttpException.InvalidUrl::class) { options("/a b") },
        Wrong("request(\"GET\", \"/#\")", HttpException.InvalidUrl::class) { request("GET", "/#") },
        Wrong("request(\"G T\", \"/\")") { request("G T", "/") },
        Wrong("exchange(\"GET\", \"/a b\")", HttpException.InvalidUrl::class) { exchange("GET", "/a b") },
        fields("header(\"A b\", \"c\")") {
            header("A", "b")
            header("A b", "c")
        },
        fields("setHeader(\"A\", \"€\")") {
            setHeader("A", "b")
            setHeader("A", "€")
        },
        fields("withoutHeader(\"A b\")") { withoutHeader("A b") },
        fields("query(\"a\", \"\\ud83d\")") { query("a", "\ud83d") },
        fields("field(\"\\ud83d\", \"a\")") { form { field("\ud83d", "a") } },
        fields("form(\"\\ud83d\" to \"a\")") { form("\ud83d" to "a") },
        fields("body(\"€\", \"ISO-8859-1\")") { body("€", "ISO-8859-1") },
        fields("body(\"a\", \"no such charset\")") { body("a", "no such charset") },
        fields("body(\"two\")", IllegalStateException::class) {
            body("one")
            body("two")
        },
        fields("body(\"two\".encodeUtf8())", IllegalStateException::class) {
            body("one")
            body("two".encodeUtf8())
        },
        fields("form(\"a\" to \"b\")", IllegalStateException::class) {
            body("one")
            form("a" to "b")
        },
        Wrong("header(\"A b\", \"c\")") {
            exchange(
                "GET",
                "/",
                head = {
                    header("A", "b")
                    header("A b", "c")
                },
            )
        },
        Wrong("send(\"two\")") {
            exchange("PUT", "/", head = { header("Content-Length", "3") }) {
                send("one")
                send("two")
            }
        },
        Wrong("send(ByteString.of(1))") {
            exchange("PUT", "/", head = { header("Content-Length", "0") }) {
                send(ByteString.of(1))
            }
        },
        Wrong("send(RequestBody.of(\"x\"))") {
            exchange("PUT", "/", head = { header("Content-Length", "0") }) {
                send(RequestBody.of("x"))
            }
        },
    )

class OwnLineTest :
    FunSpec({
        withTests(nameFn = { "${it.line}, in line ${wrongs.indexOf(it)}" }, wrongs) { wrong ->
            val thrown = runCatching {
                talk(Script.start().ignoreInput()) { wrong.block(this) }
            }.exceptionOrNull()
            (wrong.error.isInstance(thrown)) shouldBe true
            thrown.shouldBeInstanceOf<Exception>().saidAt(wrong.line) shouldBe true
        }

        test("a host that no connection can have fails at the line of the first request") {
            val thrown = runCatching {
                http("a b") {
                    timeout = null
                    get("/")
                }
            }.exceptionOrNull().shouldBeInstanceOf<HttpException.InvalidUrl>()
            thrown.sourceLine() shouldBe "get(\"/\")"
        }
    })

/** Whether the innermost line of this file that it passed has these words. */
private fun Exception.saidAt(words: String): Boolean = words in sourceLine()
