package httpwire.body.multipart

import httpwire.Headers
import httpwire.HttpException.IncompleteRead
import httpwire.HttpException.LimitExceeded
import httpwire.HttpException.MalformedMessage
import httpwire.HttpException.UnexpectedResponse
import httpwire.RequestBody
import httpwire.connection.HttpResponse
import httpwire.internal.wire.Ending
import httpwire.internal.wire.EndlessSource
import httpwire.internal.wire.arrivals
import httpwire.internal.wire.arriving
import httpwire.internal.wire.byteByByte
import httpwire.internal.wire.latin1
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.comparables.shouldBeLessThan
import io.kotest.matchers.shouldBe
import io.kotest.property.Arb
import io.kotest.property.arbitrary.byte
import io.kotest.property.arbitrary.byteArray
import io.kotest.property.arbitrary.element
import io.kotest.property.arbitrary.int
import io.kotest.property.arbitrary.list
import io.kotest.property.checkAll
import okio.Buffer
import okio.BufferedSource
import okio.ByteString
import okio.ByteString.Companion.encodeUtf8
import okio.buffer
import java.io.IOException

/**
 * A body with the boundary `B`, and its parts as `fields|content`.
 *
 * @param section of RFC 2046, or where else it is said
 */
private class Body(val section: String, val text: String, vararg val parts: String)

private val BODIES =
    listOf(
        Body("§5.1.1", "--B--"),
        Body("§5.1.1", "--B--\r\n"),
        Body("§5.1.1", "--B--  \t\r\nepilogue"),
        Body("§5.1.1", "--B--  \t"),
        Body("§5.1.1", "preamble\r\n--B\r\n\r\na\r\n--B--\r\nepilogue\r\n--B\r\n\r\nno part\r\n--B--", "|a"),
        Body("§5.1.1", "\r\n--B\r\n\r\na\r\n--B--", "|a"),
        Body("§5.1.1", "\r\n\r\n--B\r\n\r\na\r\n--B--", "|a"),
        Body("§5.1.1", "x--B\r\n\r\nno\r\n--B\r\n\r\na\r\n--B--", "|a"),
        Body("§5.1.1", "--B \t \r\n\r\na\r\n--B\t\r\n\r\nb\r\n--B--", "|a", "|b"),
        Body("§5.1", "--B\r\n\r\n\r\n--B--", "|"),
        Body("§5.1", "--B\r\n\r\n--B--", "|"),
        Body("§5.1", "--B\r\n\r\n--B\r\n\r\n--B--", "|", "|"),
        Body("§5.1", "--B\r\n\r\na\r\n--B\r\n\r\n--B--", "|a", "|"),
        Body("§5.1", "--B\r\nA: b\r\n\r\n--B--", "A=b|"),
        Body("§5.1", "--B\r\nA: b\r\nA: c\r\nd: \r\n\r\nx\r\n--B--", "A=b,A=c,d=|x"),
        Body("§5.1", "--B\r\nA: b\r\n folded\r\n\r\nx\r\n--B--", "A=b folded|x"),
        Body("§5.1", "--B\r\nA: b\n\nx\r\n--B--", "A=b|x"),
        Body("§5.1.1 (content)", "--B\r\n\r\na\r\n\r\n--B--", "|a\r\n"),
        Body("§5.1.1 (content)", "--B\r\n\r\n\r\n\r\n--B--", "|\r\n"),
        Body("§5.1.1 (content)", "--B\r\n\r\na\r\r\n--B--", "|a\r"),
        Body("§5.1.1 (content)", "--B\r\n\r\na\n--B\r\n--B--", "|a\n--B"),
        Body("§5.1.1 (content)", "--B\r\n\r\na\r--B\r\n--B--", "|a\r--B"),
        Body("§5.1.1 (content)", "--B\r\n\r\n--\r\n--B--", "|--"),
        Body("§5.1.1 (content)", "--B\r\n\r\nx--B\r\n--B--", "|x--B"),
        Body("§5.1.1 (content)", "--B\r\n\r\n--BB\r\n--B--", "|--BB"),
        Body("§5.1.1 (content)", "--B\r\n\r\n--B-\r\n--B--", "|--B-"),
        Body("§5.1.1 (content)", "--B\r\n\r\n--B-x\r\n--B--", "|--B-x"),
        Body("§5.1.1 (content)", "--B\r\n\r\n--B--x\r\n--B--", "|--B--x"),
        Body("§5.1.1 (content)", "--B\r\n\r\n--B \tx\r\n--B--", "|--B \tx"),
        Body("§5.1.1 (content)", "--B\r\n\r\n--B-- x\r\n--B--", "|--B-- x"),
        Body("§5.1.1 (content)", "--B\r\n\r\n--B\r\r\n--B--", "|--B\r"),
        Body("§5.1.1 (content)", "--B\r\n\r\n--B\nx\r\n--B--", "|--B\nx"),
        Body("§5.1.1 (content)", "--B\r\n\r\n\r\n--\r\n--A\r\n-B\r\n --B\r\n--B--", "|\r\n--\r\n--A\r\n-B\r\n --B"),
        Body("§5.1.1 (content)", "--B\r\n\r\na\r\n--b\r\n--B--", "|a\r\n--b"),
        Body("§5.1.1 (content)", "--B\r\n\r\n\u0000\u0080\u00FF\r\n--B--", "|\u0000\u0080\u00FF"),
        Body("§5.1.2 (nested)", "--B\r\n\r\n--Bx\r\n\r\ni\r\n--Bx--\r\n\r\n--B--", "|--Bx\r\n\r\ni\r\n--Bx--\r\n"),
    )

/** What has no last boundary, whatever comes before. */
private val CUT =
    listOf("", "x", "--", "--B", "--B ", "--B-", "--A--", "\r\n--B", "--B\r", "--B--x", "--B--\r", "--B--\rx")

private val MALFORMED =
    mapOf(
        "--B\r\n--B--\r\n\r\n" to "header line 1: no colon in '--B--'",
        "--B\r\nA: b\r\n--B--\r\n\r\n" to "header line 2: no colon in '--B--'",
        "--B\r\nno-colon\r\n\r\nx\r\n--B--" to "header line 1: no colon in 'no-colon'",
        "--B\r\nA : b\r\n\r\nx\r\n--B--" to "header line 1: invalid byte 0x20 in field name after 'A'",
        "--B\r\n: b\r\n\r\nx\r\n--B--" to "header line 1: the field name is empty",
        "--B\r\nA: b\u0000\r\n\r\nx\r\n--B--" to "header line 1: NUL in a header line",
        "--B\r\n A: b\r\n\r\nx\r\n--B--" to "header line 1: white space before the first field",
    )

private fun spelt(part: MultipartPart, content: ByteString) =
    part.headers.toList().joinToString(",") { "${it.key}=${it.value}" } + "|" + content.latin1()

private fun read(source: BufferedSource, boundary: String = "B", limits: MultipartLimits = MultipartLimits.DEFAULT) =
    parts(MultipartReader(source, boundary, limits))

private fun parts(reader: MultipartReader): List<String> =
    generateSequence { reader.readPart()?.let { spelt(it, it.read()) } }.toList()

private fun readText(text: String, limits: MultipartLimits = MultipartLimits.DEFAULT) =
    read(Buffer().write(latin1(text)), "B", limits)

private fun response(vararg fields: String, body: String) = HttpResponse.parse(
    Buffer().writeUtf8("HTTP/1.1 200 OK\r\n" + fields.joinToString("") { "$it\r\n" } + "\r\n" + body),
    "GET",
)

class MultipartReaderTest :
    FunSpec({
        withTests(nameFn = { "RFC 2046 ${it.section}: ${it.text.encodeUtf8()}" }, BODIES) { body ->
            for (pieces in arrivals(latin1(body.text))) {
                withClue("in ${pieces.size} pieces, ${pieces.firstOrNull()?.size} bytes first") {
                    read(pieces.arriving()) shouldBe body.parts.toList()
                }
            }
        }

        withTests(nameFn = { "RFC 2046 §5.1.1: no last boundary in '${it.encodeUtf8()}'" }, CUT) { text ->
            for (pieces in arrivals(latin1(text))) shouldThrow<IncompleteRead> { read(pieces.arriving()) }
        }

        withTests(nameFn = { "RFC 2046 §5.1: a malformed head, ${it.value}" }, MALFORMED.entries) { (text, message) ->
            for (pieces in arrivals(latin1(text))) {
                shouldThrow<MalformedMessage> { read(pieces.arriving()) }.message shouldBe message
            }
        }

        test("a body that is cut at any byte is an IncompleteRead, and nothing that was not sent is read") {
            val text = "pre\r\n--B\r\nA: b\r\n\r\none\r\n--Bx\r\n--B \r\n\r\n\r\n--B--"
            for (length in text.indices) {
                for (pieces in listOf(listOf(latin1(text.take(length))), byteByByte(latin1(text.take(length))))) {
                    val seen = mutableListOf<String>()
                    val reader = MultipartReader(pieces.arriving(), "B")
                    shouldThrow<IncompleteRead> {
                        while (true) {
                            val part = reader.readPart() ?: break
                            val content = Buffer()
                            try {
                                while (part.source().read(content, 2) >= 0) Unit
                            } finally {
                                seen += spelt(part, content.snapshot())
                            }
                        }
                    }.expected shouldBe -1
                    withClue("after $length bytes") {
                        "A=b|one\r\n--Bx".startsWith(seen.getOrElse(0) { "" }) shouldBe true
                        seen.getOrElse(1) { "|" } shouldBe "|"
                    }
                    shouldThrow<IncompleteRead> { reader.readPart() }
                }
            }
        }

        test("content is there before the next bytes are, and no delimiter is waited for in vain") {
            val pieces = byteByByte("--B\r\n\r\nabc".encodeUtf8())
            val part = MultipartReader(pieces.arriving(Ending.OPEN), "B").readPart()!!
            part.source().readUtf8(3) shouldBe "abc"
            val whole = listOf("--B\r\n\r\nabc\r\n--B\r\nA: b\r\n\r\n".encodeUtf8())
            val reader = MultipartReader(whole.arriving(Ending.OPEN), "B")
            reader.readPart()!!.text() shouldBe "abc"
            reader.readPart()!!.headers.get("A") shouldBe "b"
        }

        test("parts of any content come back, however they arrive") {
            val words = listOf("\r", "\n", "\r\n", "--", "--B", "-", "B", "x", "\r\n--B", "\r\n--B-", "\u0000")
            checkAll(Arb.list(Arb.list(Arb.element(words), 0..12), 1..4), Arb.int(1..9)) { contents, size ->
                val texts = contents.map { it.joinToString("") }
                // The grammar of a sender's duty: the boundary is in no part.
                val sent = MultipartBody.builder("mixed").boundary("B")
                    .apply { texts.forEach { addPart(Headers.EMPTY, RequestBody.of(it.encodeUtf8())) } }.build().sent()
                val pieces = (0 until sent.size step size).map { sent.substring(it, minOf(it + size, sent.size)) }
                val isClean = texts.none { Regex("(^|\r\n)--B(--)?[ \t]*(\r\n|$)").containsMatchIn(it) }
                if (isClean) read(pieces.arriving()) shouldBe texts.map { "|$it" }
            }
        }

        test("any bytes give parts or a typed failure, and the same one however they arrive") {
            val words = listOf("--B", "--B--", "\r\n", "\r", "\n", "A: b", "x", " ", "-", ":", "\u0000", "--C")
            checkAll(2000, Arb.list(Arb.element(words), 0..20)) { parts ->
                val bytes = latin1(parts.joinToString(""))
                outcome(byteByByte(bytes).arriving()) shouldBe outcome(listOf(bytes).arriving())
            }
            checkAll(Arb.byteArray(Arb.int(0..200), Arb.byte())) { outcome(Buffer().write(it)) }
        }

        test("limits on parts, heads, contents and what is around the parts") {
            val limits = MultipartLimits.DEFAULT
            val two = "--B\r\n\r\na\r\n--B\r\n\r\nb\r\n--B--"
            readText(two, limits.withMaxParts(2)) shouldBe listOf("|a", "|b")
            failure(two, limits.withMaxParts(1)) shouldBe "got more than 1 parts"
            val head = "--B\r\nA: 23456\r\n\r\n\r\n--B--"
            readText(head, limits.withMaxHeadBytes(12)) shouldBe listOf("A=23456|")
            failure(head, limits.withMaxHeadBytes(11)) shouldBe "got more than 11 bytes of header lines"
            failure(head, limits.withMaxHeadBytes(5)) shouldBe "got more than 5 bytes of header lines"
            val many = "--B\r\n" + "A: b\r\n".repeat(1001) + "\r\n\r\n--B--"
            failure(many, limits) shouldBe "got more than 1000 headers"
            val content = "--B\r\n\r\n12345\r\n--B--"
            readText(content, limits.withMaxPartBytes(5)) shouldBe listOf("|12345")
            failure(content, limits.withMaxPartBytes(4)) shouldBe "a part is longer than 4 bytes"
            readText(content, limits.withMaxBufferedPartBytes(Long.MAX_VALUE)) shouldBe listOf("|12345")
            readText(content, limits.withMaxBufferedPartBytes(5)) shouldBe listOf("|12345")
            failure(content, limits.withMaxBufferedPartBytes(4)) shouldBe
                "the part is longer than 4 bytes: read it through source()"
            readText("123\r\n--B--", limits.withMaxPreambleBytes(3)) shouldBe listOf()
            failure("1234\r\n--B--", limits.withMaxPreambleBytes(3)) shouldBe "the preamble is longer than 3 bytes"
            readText("--B--\r\n123", limits.withMaxPreambleBytes(3)) shouldBe listOf()
            failure("--B--\r\n1234", limits.withMaxPreambleBytes(3)) shouldBe
                "what follows the last part is longer than 3 bytes"
            readText("--B" + " ".repeat(256) + "\r\n\r\n\r\n--B--") shouldBe listOf("|")
            failure("--B" + " ".repeat(257) + "\r\n\r\n\r\n--B--", limits) shouldBe
                "more than 256 blanks after a boundary"
            for (bad in listOf<() -> Unit>(
                { limits.withMaxParts(0) },
                { limits.withMaxHeadBytes(0) },
                { limits.withMaxPartBytes(0) },
                { limits.withMaxBufferedPartBytes(0) },
                { limits.withMaxPreambleBytes(-1) },
            )) {
                shouldThrow<IllegalArgumentException> { bad() }
            }
        }

        test("a part that is skipped has the same bounds, and what is read before a bound is not lost") {
            val text = "--B\r\n\r\n12345\r\n--B\r\n\r\nx\r\n--B--"
            val reader = MultipartReader(Buffer().writeUtf8(text), "B", MultipartLimits.DEFAULT.withMaxPartBytes(4))
            reader.readPart()!!.source().readUtf8(4) shouldBe "1234"
            repeat(2) { shouldThrow<LimitExceeded> { reader.readPart() } }
            val part = MultipartReader(
                Buffer().writeUtf8(text),
                "B",
                MultipartLimits.DEFAULT.withMaxBufferedPartBytes(4),
            )
                .readPart()!!
            shouldThrow<LimitExceeded> { part.read() }
            part.source().readUtf8() shouldBe "12345"
        }

        test("endless input of every kind ends at a bound, and is not collected") {
            val starts =
                mapOf("" to "x", "--B" to " ", "--B\r\n" to "A: b\r\n", "--B\r\nA: " to "x", "--B--\r\n" to "x")
            for ((start, again) in starts) {
                val endless = EndlessSource(start, again)
                shouldThrow<LimitExceeded> { read(endless.buffer()) }
                endless.takenByteCount shouldBeLessThan (1L shl 18)
            }
            val parts = EndlessSource("", "--B\r\n\r\n\r\n")
            shouldThrow<LimitExceeded> { read(parts.buffer()) }.message shouldBe "got more than 1000 parts"
        }

        test("a large part goes through a small buffer, and look-alikes do not make it slow") {
            for (again in listOf(
                "x",
                "\r",
                "\r\n",
                "\r\n--",
                "\r\n--" + "B".repeat(69),
                "\r\n--" + "B".repeat(70) + "-",
            )) {
                val endless = EndlessSource("--${"B".repeat(70)}\r\n\r\n", again)
                val source = endless.buffer()
                val part = MultipartReader(source, "B".repeat(70)).readPart()!!
                var byteCount = 0L
                val sink = Buffer()
                while (byteCount < 4L shl 20) {
                    byteCount += part.source().read(sink, 1L shl 16)
                    sink.clear()
                    (source.buffer.size < 20_000) shouldBe true
                }
            }
        }

        test("a part can be read until the reader goes on, and closing it gives up this part only") {
            val text = "--B\r\n\r\nfirst\r\n--B\r\n\r\nsecond\r\n--B\r\n\r\nthird\r\n--B--"
            val reader = MultipartReader(byteByByte(text.encodeUtf8()).arriving(), "B")
            val first = reader.readPart()!!
            first.source().readUtf8(2) shouldBe "fi"
            val second = reader.readPart()!!
            shouldThrow<IllegalStateException> { first.source().readUtf8() }.message shouldBe
                "the reader has gone on: this part can't be read any more"
            second.source().close()
            shouldThrow<IllegalStateException> { second.source().read(Buffer(), 1) }
            reader.readPart()!!.run {
                text() shouldBe "third"
                text() shouldBe ""
                source().exhausted() shouldBe true
            }
            repeat(2) { reader.readPart() shouldBe null }
            reader.close()
            reader.close()
            shouldThrow<IllegalStateException> { reader.readPart() }
        }

        test("the last part can't be read any more when the end is known, and is not empty then") {
            for (end in listOf("--B--", "--B--\r\nepilogue")) {
                val reader = MultipartReader(Buffer().writeUtf8("--B\r\n\r\nlast\r\n$end"), "B")
                val last = reader.readPart()!!
                reader.readPart() shouldBe null
                shouldThrow<IllegalStateException> { last.text() }.message shouldBe
                    "the reader has gone on: this part can't be read any more"
            }
        }

        test("a failure of the source is thrown again, and an exception of it passes through") {
            for (thrown in listOf(IOException("lost"), IllegalStateException("closed"), StackOverflowError("deep"))) {
                val source = object : okio.ForwardingSource(Buffer().writeUtf8("--B\r\n\r\nab")) {
                    override fun read(sink: Buffer, byteCount: Long): Long =
                        super.read(sink, byteCount).also { if (it < 0) throw thrown }
                }
                val reader = MultipartReader(source.buffer(), "B")
                val part = reader.readPart()!!
                repeat(2) { shouldThrow<Throwable> { part.read() } shouldBe thrown }
                shouldThrow<Throwable> { reader.readPart() } shouldBe thrown
            }
        }

        test("a failure is final, in content and in a head, even if the source would go on") {
            val starts = listOf("--B\r\n\r\nab", "--B\r\n\r\nab\r\n--B\r\nA: b\r\n", "pre")
            for ((start, isRead) in starts.flatMap { listOf(it to false, it to true) }) {
                for (thrown in listOf(
                    IOException("x"),
                    Exception("x"),
                    IllegalStateException("x"),
                    StackOverflowError("x"),
                )) {
                    var readCount = 0
                    val source = object : okio.Source by Buffer() {
                        override fun read(sink: Buffer, byteCount: Long): Long {
                            val text = if (readCount++ == 0) start else "\r\n\r\n\r\n--B\r\n\r\nc\r\n--B--"
                            if (readCount == 2) throw thrown
                            sink.writeUtf8(text)
                            return text.length.toLong()
                        }
                    }
                    val reader = MultipartReader(source.buffer(), "B")
                    val seen = mutableListOf<MultipartPart>()
                    repeat(3) {
                        shouldThrow<Throwable> {
                            while (true) {
                                val part = reader.readPart() ?: break
                                seen += part
                                if (isRead) part.read()
                            }
                        } shouldBe thrown
                    }
                    for (part in seen) shouldThrow<Throwable> { part.read() } shouldBe thrown
                    readCount shouldBe 2
                }
            }
        }

        test("RFC 7578 §4.2, §5.1: names are UTF-8 with the three escapes of browsers, or as they come") {
            fun named(disposition: String): Pair<String?, String?> {
                val text = "--B\r\nContent-Disposition: $disposition\r\n\r\n\r\n--B--"
                val part = MultipartReader(Buffer().write(latin1(text)), "B").readPart()!!
                return part.name to part.filename
            }
            named("form-data; name=a") shouldBe ("a" to null)
            named("form-data; name=\"a b\"; filename=\"\"") shouldBe ("a b" to "")
            named("form-data; name=\"a%22%0D%0Ab%41\"") shouldBe ("a\"\r\nb%41" to null)
            named("form-data; name=\"\u00C3\u00BC\"; filename=\"\u00E2\u0082\u00AC.txt\"") shouldBe ("ü" to "€.txt")
            named("form-data; name=\"\u00FC\"") shouldBe ("ü" to null)
            named("attachment; filename*=UTF-8''%e2%82%ac; filename=\"x\"") shouldBe (null to "€")
            named("form-data; name=\"a\\\"b\"") shouldBe ("a\"b" to null)
            val none = MultipartReader(Buffer().writeUtf8("--B\r\n\r\n\r\n--B--"), "B").readPart()!!
            none.name shouldBe null
        }

        test("RFC 7578 §4.4, §5.1.2: text in the charset of the part, or UTF-8") {
            val body = Buffer().writeUtf8("--B\r\nContent-Type: text/plain; charset=ISO-8859-1\r\n\r\n").writeByte(0xFC)
                .writeUtf8("\r\n--B\r\n\r\nü\r\n--B--")
            val reader = MultipartReader(body, "B")
            reader.readPart()!!.text() shouldBe "ü"
            reader.readPart()!!.text() shouldBe "ü"
        }

        test("RFC 9110 §14.6: the ranges of a response, which ends with its last part") {
            val ranges = "--R\r\nContent-Type: text/plain\r\nContent-Range: bytes 0-1/10\r\n\r\nab\r\n" +
                "--R\r\nContent-Type: text/plain\r\nContent-Range: bytes 8-9/10\r\n\r\nij\r\n--R--\r\n"
            val response =
                response(
                    "Content-Type: Multipart/ByteRanges; boundary=\"R\"",
                    "Content-Length: ${ranges.length}",
                    body = ranges,
                )
            MultipartReader.of(response).use { reader ->
                parts(reader) shouldBe listOf(
                    "Content-Type=text/plain,Content-Range=bytes 0-1/10|ab",
                    "Content-Type=text/plain,Content-Range=bytes 8-9/10|ij",
                )
                response.isClosed shouldBe true
            }
        }

        test("a response that is not multipart, coded or without a boundary is refused, and stays open") {
            fun fault(vararg fields: String) = response(*fields, "Content-Length: 5", body = "--B--").let {
                val thrown = shouldThrow<IOException> { MultipartReader.of(it) }
                it.isClosed shouldBe false
                thrown.javaClass.simpleName + ": " + thrown.message
            }
            fault("Content-Type: text/html") shouldBe "UnexpectedResponse: not a multipart body: text/html"
            fault("Content-Type: multipart; boundary=B") shouldBe "UnexpectedResponse: not a multipart body: multipart"
            fault("A: b") shouldBe "UnexpectedResponse: not a multipart body: no Content-Type"
            val unusable = "MalformedMessage: the multipart Content-Type has no boundary that can be used"
            for (boundary in listOf(
                "",
                "; boundary",
                "; boundary=\"\"",
                "; boundary=\"a \"",
                "; boundary=${"a".repeat(71)}",
            )) {
                fault("Content-Type: multipart/mixed$boundary") shouldBe unusable
            }
            shouldThrow<UnexpectedResponse> {
                val coded =
                    arrayOf("Content-Type: multipart/mixed; boundary=B", "Content-Encoding: br", "Content-Length: 5")
                MultipartReader.of(response(*coded, body = "--B--"))
            }
            for (boundary in listOf("", "a ", "ü", "a\nb", "a\u007f", "a".repeat(71))) {
                shouldThrow<IllegalArgumentException> { MultipartReader(Buffer(), boundary) }
            }
            parts(MultipartReader(Buffer().writeUtf8("--{=_%}--"), "{=_%}")) shouldBe listOf()
        }

        test("closing a reader early closes the response") {
            val response =
                response("Content-Type: multipart/mixed; boundary=B", "Content-Length: 100", body = "--B\r\n\r\nab")
            MultipartReader.of(response).use { it.readPart()!!.source().readUtf8(2) shouldBe "ab" }
            response.isClosed shouldBe true
        }
    })

private fun failure(text: String, limits: MultipartLimits): String? {
    val messages = listOf(listOf(latin1(text)), byteByByte(latin1(text)))
        .map { shouldThrow<LimitExceeded> { read(it.arriving(), "B", limits) }.message }
    return messages.distinct().single()
}

private fun outcome(source: BufferedSource): String {
    val seen = mutableListOf<String>()
    val reader = MultipartReader(source, "B")
    val end = runCatching { while (true) seen += reader.readPart()?.let { spelt(it, it.read()) } ?: break }
    val failure = end.exceptionOrNull()
    if (failure != null && failure !is httpwire.HttpException) throw failure
    return "$seen, then ${failure?.javaClass?.simpleName} ${failure?.message}"
}
