package httpwire.body.multipart

import httpwire.Headers
import httpwire.RequestBody
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.engine.spec.tempdir
import io.kotest.matchers.collections.shouldBeUnique
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldMatch
import okio.Buffer
import okio.BufferedSink
import okio.ByteString
import okio.ByteString.Companion.encodeUtf8
import okio.ForwardingSink
import okio.Sink
import okio.buffer
import java.io.IOException
import java.nio.file.Path
import kotlin.io.path.writeText

internal fun MultipartBody.sent(): ByteString = Buffer().also(::writeTo).readByteString()

/** The name of a field, and how it stands in Content-Disposition. */
private val NAMES =
    mapOf(
        "a" to "a",
        "" to "",
        "a b" to "a b",
        "a\"b" to "a%22b",
        "a\nb" to "a%0D%0Ab",
        "a\rb" to "a%0D%0Ab",
        "a\r\nb" to "a%0D%0Ab",
        "a\n\rb" to "a%0D%0A%0D%0Ab",
        "a\r\r\nb" to "a%0D%0A%0D%0Ab",
        "\n" to "%0D%0A",
        "a\\b" to "a\\b",
        "a'b;c=d" to "a'b;c=d",
        "100%" to "100%",
        "%22" to "%22",
        "ü€😀" to "ü€😀",
        "a\tb\u0001\u007F" to "a\tb\u0001\u007F",
    )

/** A file's name, and how it stands there: its line breaks are not made CR LF. */
private val FILENAMES = mapOf(
    "a\nb" to "a%0Ab",
    "a\rb" to "a%0Db",
    "a\r\nb" to "a%0D%0Ab",
    "a\"b" to "a%22b",
    "ü" to "ü",
)

private val VALUES =
    mapOf(
        "" to "",
        "plain" to "plain",
        "a\nb" to "a\r\nb",
        "a\rb\r" to "a\r\nb\r\n",
        "a\r\nb" to "a\r\nb",
        "\n\r\n\r" to "\r\n\r\n\r\n",
        "a\r\r\n\nb" to "a\r\n\r\n\r\nb",
        "\"%0A\u0000ü" to "\"%0A\u0000ü",
    )

private fun part(disposition: String, more: String, content: String) =
    "--B\r\nContent-Disposition: form-data; $disposition\r\n$more\r\n$content\r\n--B--\r\n"

private fun builder() = MultipartBody.builder().boundary("B")

private val BOUNDARIES =
    listOf("B", "a".repeat(70), "'()+_,-./:=?", "a b", " a", "0", "gc0pJq0M:08jU534c0p", "simple boundary")
private val BAD_BOUNDARIES =
    listOf("", "a".repeat(71), "a ", " ", "a*", "a\"b", "a\r\nb", "ü", "a\u0000", "a;b", "a@b", "a\tb")

class MultipartBodyTest :
    FunSpec({
        withTests(nameFn = {
            "HTML, multipart form data (names): ${it.key.encodeUtf8()}"
        }, NAMES.entries) { (name, written) ->
            builder().add(name, "v").build().sent().utf8() shouldBe part("name=\"$written\"", "", "v")
        }

        withTests(nameFn = {
            "HTML, multipart form data (file names): ${it.key.encodeUtf8()}"
        }, FILENAMES.entries) { (name, written) ->
            builder().addFile("f", name, RequestBody.of(ByteString.EMPTY)).build().sent().utf8() shouldBe
                part("name=\"f\"; filename=\"$written\"", "Content-Type: application/octet-stream\r\n", "")
        }

        withTests(nameFn = {
            "HTML, multipart form data (values): ${it.key.encodeUtf8()}"
        }, VALUES.entries) { (value, written) ->
            builder().add("n", value).build().sent().utf8() shouldBe part("name=\"n\"", "", written)
        }

        test("RFC 7578 §4.1, §4.3, §4.4: parts in their order, several of one name, each with its type") {
            val body = builder()
                .add("a", "1")
                .addFile("f", "x.txt", RequestBody.of("text"))
                .addFile(
                    "f",
                    "y",
                    RequestBody.of("\r\n".encodeUtf8()),
                    Headers.of("Content-Type", "image/png", "X", "y"),
                )
                .add("json", RequestBody.of("{}".encodeUtf8()), Headers.of("content-type", "application/json"))
                .add("raw", RequestBody.of("a\nb"))
                .build()
            body.sent().utf8() shouldBe
                """
                --B
                Content-Disposition: form-data; name="a"

                1
                --B
                Content-Disposition: form-data; name="f"; filename="x.txt"
                Content-Type: text/plain; charset=utf-8

                text
                --B
                Content-Disposition: form-data; name="f"; filename="y"
                Content-Type: image/png
                X: y

                ⏎
                --B
                Content-Disposition: form-data; name="json"
                content-type: application/json

                {}
                --B
                Content-Disposition: form-data; name="raw"
                Content-Type: text/plain; charset=utf-8

                a⏎⏎b
                --B--

                """.trimIndent().replace("\n", "\r\n").replace("a⏎⏎b", "a\nb").replace("⏎", "\r\n")
            body.length() shouldBe body.sent().size.toLong()
            body.contentType() shouldBe "multipart/form-data; boundary=B"
            body.toString() shouldBe "MultipartBody(multipart/form-data, 5 parts)"
        }

        test("RFC 2046 §5.1.1: other subtypes have parts with any fields, or none, and at least one") {
            val mixed = MultipartBody.builder("mixed").boundary("B")
                .addPart(Headers.EMPTY, RequestBody.of("a".encodeUtf8()))
                .addPart(Headers.of("Content-ID", "<1>"), RequestBody.of("b"))
                .addPart(Headers.of("content-type", "a/b"), RequestBody.of("c"))
                .addPart(Headers.EMPTY, RequestBody.of(ByteString.EMPTY))
                .build()
            mixed.sent().utf8() shouldBe "--B\r\n\r\na\r\n--B\r\nContent-ID: <1>\r\n" +
                "Content-Type: text/plain; charset=utf-8\r\n\r\nb\r\n--B\r\ncontent-type: a/b\r\n\r\nc\r\n" +
                "--B\r\n\r\n\r\n--B--\r\n"
            mixed.length() shouldBe mixed.sent().size.toLong()
            shouldThrow<IllegalStateException> { MultipartBody.builder("mixed").build() }
            shouldThrow<IllegalStateException> { MultipartBody.builder("mixed").add("a", "b") }
            shouldThrow<IllegalArgumentException> { MultipartBody.builder("mi xed") }
            MultipartBody.builder().boundary("B").build().sent().utf8() shouldBe "--B--\r\n"
        }

        test("RFC 2387 §3.1: the Content-Type can have more parameters, quoted where they must be") {
            MultipartBody.builder("related").boundary("a b").parameter("type", "text/xml").parameter("x", "a\"\\b")
                .addPart(Headers.EMPTY, RequestBody.of("a")).build().contentType() shouldBe
                "multipart/related; boundary=\"a b\"; type=\"text/xml\"; x=\"a\\\"\\\\b\""
            shouldThrow<IllegalArgumentException> { MultipartBody.builder().parameter("Boundary", "x") }
            shouldThrow<IllegalArgumentException> { MultipartBody.builder().parameter("a", "x\r\nX: y") }
            shouldThrow<IllegalArgumentException> { MultipartBody.builder().parameter("a b", "x") }
        }

        withTests(nameFn = { "RFC 2046 §5.1.1: a good boundary, $it" }, BOUNDARIES) { boundary ->
            val body = MultipartBody.builder().boundary(boundary).add("a", "b").build()
            Headers.of("Content-Type", body.contentType()).params("Content-Type")["boundary"] shouldBe boundary
            MultipartReader(Buffer().write(body.sent()), boundary).readPart()?.text() shouldBe "b"
        }

        withTests(nameFn = { "RFC 2046 §5.1.1: a bad boundary, ${it.encodeUtf8()}" }, BAD_BOUNDARIES) { boundary ->
            shouldThrow<IllegalArgumentException> { MultipartBody.builder().boundary(boundary) }
        }

        test("a boundary of its own is random and needs no quotes; one that was set must not be in a text") {
            val boundaries = List(100) { MultipartBody.builder().add("a", "b").build().boundary }
            boundaries.shouldBeUnique()
            boundaries.forEach { it shouldMatch "httpwire-[0-9a-f]{32}" }
            for (text in listOf("--B", "x\r\n--Bx", "x--B--")) {
                shouldThrow<IllegalArgumentException> { builder().add("a", text).build() }
            }
            builder().add("a", "-B").build()
        }

        test("T4: no name, value or field gets a line of its own into the head of a part") {
            val attack = "x\"\r\nX-Evil: 1\r\n\r\n--B--\r\n"
            val body = MultipartBody.builder().add(attack, "v").addFile(attack, attack, RequestBody.of("")).build()
            val reader = MultipartReader(Buffer().write(body.sent()), body.boundary)
            repeat(2) { reader.readPart()!!.headers.contains("X-Evil") shouldBe false }
            reader.readPart() shouldBe null
            for (bad in listOf("a\u0000b", "\uD83D")) {
                shouldThrow<IllegalArgumentException> { builder().add(bad, "") }
                shouldThrow<IllegalArgumentException> { builder().addFile("a", bad, RequestBody.of("")) }
            }
            shouldThrow<IllegalArgumentException> { builder().add("a", "\uD83D") }
            shouldThrow<IllegalArgumentException> { builder().add("\u0000", "") }.message shouldBe
                "the name of a part can't have NUL"
            for (field in listOf("Content-Disposition", "content-transfer-encoding")) {
                shouldThrow<IllegalArgumentException> { builder().add("a", RequestBody.of(""), Headers.of(field, "x")) }
                shouldThrow<IllegalArgumentException> {
                    builder().addFile("a", "b", RequestBody.of(""), Headers.of(field, "x"))
                }
            }
            val evil = object : RequestBody by RequestBody.of("") {
                override fun contentType() = "a/b\r\nX-Evil: 1"
            }
            shouldThrow<IllegalArgumentException> { builder().addFile("a", "b", evil) }
            shouldThrow<IllegalArgumentException> { builder().addPart(Headers.EMPTY, evil) }
        }

        test("a file is named by the end of its path, and opened when it is sent") {
            val file = tempdir().toPath().resolve("ü.txt").apply { writeText("one") }
            val body = builder().addFile("f", file).build()
            file.writeText("three")
            body.length() shouldBe body.sent().size.toLong()
            body.isRepeatable shouldBe true
            body.file() shouldBe null
            body.sent().utf8() shouldBe
                part("name=\"f\"; filename=\"ü.txt\"", "Content-Type: application/octet-stream\r\n", "three")
            val gone = builder().addFile("f", file.resolveSibling("gone")).build()
            shouldThrow<IOException> { gone.length() }
            shouldThrow<IllegalArgumentException> { builder().addFile("f", Path.of("/")) }
        }

        test("one part of unknown length makes the whole unknown, one that can be sent once the whole so") {
            fun body(part: RequestBody) = builder().add("a", "b").add("c", part).build()
            body(RequestBody.of("x")).run { isRepeatable shouldBe true }
            body(RequestBody.of(Buffer().writeUtf8("x"))).run {
                isRepeatable shouldBe false
                length() shouldBe -1
            }
            val huge = object : RequestBody by RequestBody.of("") {
                override fun length() = Long.MAX_VALUE
            }
            shouldThrow<ArithmeticException> { body(huge).length() }
        }

        test("what comes before a live part is flushed before it is asked") {
            val seen = Seen()
            val live = object : RequestBody {
                override fun length() = -1L

                override fun writeTo(sink: BufferedSink) {
                    seen.sent.snapshot().utf8() shouldBe
                        "--B\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb\r\n--B\r\n" +
                        "Content-Disposition: form-data; name=\"c\"\r\n\r\n"
                    seen.flushCount shouldBe 1
                    sink.writeUtf8("live").flush()
                }
            }
            val sink = (seen as Sink).buffer()
            builder().add("a", "b").add("c", live).build().writeTo(sink)
            sink.flush()
            seen.sent.readUtf8().endsWith("\r\n\r\nlive\r\n--B--\r\n") shouldBe true
        }

        test("a part is asked for blocks of the size that the connection sends") {
            var asked = 0
            val blocks = object : RequestBody by RequestBody.of("") {
                override fun writeTo(sink: BufferedSink, blockByteCount: Int) {
                    asked = blockByteCount
                }
            }
            builder().add("a", blocks).build().writeTo(Buffer(), 7)
            asked shouldBe 7
        }

        test("many small parts are not collected beyond a block") {
            val seen = Seen()
            val sink = (seen as Sink).buffer()
            val builder = builder()
            repeat(1000) { builder.add("a", "x".repeat(1000)) }
            builder.build().writeTo(sink)
            (sink.buffer.size < 66_000) shouldBe true
            seen.flushCount shouldBe 0
        }

        test("parts that are multipart bodies themselves, and a builder that goes on") {
            val inner = MultipartBody.builder("mixed").boundary("I").addPart(Headers.EMPTY, RequestBody.of("x")).build()
            val builder = MultipartBody.builder().boundary("O").add("files", inner)
            val outer = builder.build()
            builder.add("more", "y")
            val reader = MultipartReader(Buffer().write(outer.sent()), "O")
            val part = reader.readPart()!!
            val boundary = part.headers.params("Content-Type").getValue("boundary")
            MultipartReader(part.source(), boundary).readPart()?.text() shouldBe "x"
            reader.readPart() shouldBe null
        }

        test("what a part throws is thrown, and a part that throws an Error too") {
            for (thrown in listOf(IOException("x"), IllegalStateException("x"), StackOverflowError("x"))) {
                val broken = object : RequestBody {
                    override fun length() = 1L

                    override fun writeTo(sink: BufferedSink): Unit = throw thrown
                }
                shouldThrow<Throwable> { builder().add("a", broken).build().sent() } shouldBe thrown
            }
        }
    })

/** What arrives under a buffered sink, and how often it was flushed. */
private class Seen(val sent: Buffer = Buffer()) : ForwardingSink(sent) {
    var flushCount = 0

    override fun flush() {
        flushCount++
    }
}
