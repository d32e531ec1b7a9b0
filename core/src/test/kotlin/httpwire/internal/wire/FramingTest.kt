package httpwire.internal.wire

import httpwire.Headers
import httpwire.HttpException.MalformedMessage
import httpwire.HttpVersion
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.string.shouldStartWith
import okio.ByteString

internal fun headOf(status: Int, headers: Headers = Headers.EMPTY, version: HttpVersion = HttpVersion.HTTP_1_1) =
    ResponseHead(ByteString.EMPTY, version, status, "", headers)

/** Fields from lines `Name: value`. */
internal fun fields(lines: List<String>): Headers =
    lines.map { it.substringBefore(':') to it.substringAfter(':').trim(' ') }
        .fold(Headers.Builder()) { all, (name, value) -> all.add(name, value) }
        .build()

private fun framing(method: String, status: Int, fields: List<String>, version: HttpVersion = HttpVersion.HTTP_1_1) =
    outcomeOf {
        when (val framing = Framing.ofResponse(method, headOf(status, fields(fields), version))) {
            is Framing.Length -> "length ${framing.byteCount}"
            Framing.NONE -> "none"
            Framing.CHUNKED -> "chunked"
            Framing.UNTIL_CLOSE -> "until close"
            else -> error("$framing")
        }
    }

private const val BAD_LENGTH = "MalformedMessage: Content-Length is not one number"
private const val BAD_CODING = "UnknownTransferEncoding: Transfer-Encoding is not exactly one chunked"

/** Fields of a 200 to a GET, lines parted by `|`, and the framing. */
private val BY_FIELDS = listOf(
    "" to "until close",
    "X: Content-Length" to "until close",
    // Lengths.
    "Content-Length: 0" to "length 0",
    "Content-Length: 5" to "length 5",
    "CONTENT-LENGTH: 5" to "length 5",
    "Content-Length: 005" to "length 5",
    "Content-Length: ${"0".repeat(1_000)}5" to "length 5",
    "Content-Length: 9223372036854775807" to "length 9223372036854775807",
    "Content-Length: 5, 5" to "length 5",
    "Content-Length: 5,5 ,\t5" to "length 5",
    "Content-Length: 5|Content-Length: 5" to "length 5",
    "Content-Length: 5|X: y|content-length: 05" to "length 5",
    "Content-Length: 9223372036854775808" to BAD_LENGTH,
    "Content-Length: 18446744073709551616" to BAD_LENGTH,
    "Content-Length: 18446744073709551621" to BAD_LENGTH,
    "Content-Length: ${"9".repeat(1_000)}" to BAD_LENGTH,
    "Content-Length:" to BAD_LENGTH,
    "Content-Length: +5" to BAD_LENGTH,
    "Content-Length: -5" to BAD_LENGTH,
    "Content-Length: -0" to BAD_LENGTH,
    "Content-Length: 5_0" to BAD_LENGTH,
    "Content-Length: 5 5" to BAD_LENGTH,
    "Content-Length: 5x" to BAD_LENGTH,
    "Content-Length: x5" to BAD_LENGTH,
    "Content-Length: 0x5" to BAD_LENGTH,
    "Content-Length: 5.0" to BAD_LENGTH,
    "Content-Length: 5e0" to BAD_LENGTH,
    "Content-Length: 5;" to BAD_LENGTH,
    "Content-Length: \"5\"" to BAD_LENGTH,
    "Content-Length: \u00b2" to BAD_LENGTH,
    "Content-Length: 5\u00a0" to BAD_LENGTH,
    "Content-Length: 5\u000b" to BAD_LENGTH,
    "Content-Length: five" to BAD_LENGTH,
    "Content-Length: 5, 6" to BAD_LENGTH,
    "Content-Length: 5," to BAD_LENGTH,
    "Content-Length: ,5" to BAD_LENGTH,
    "Content-Length: ," to BAD_LENGTH,
    "Content-Length: 5|Content-Length: 6" to BAD_LENGTH,
    "Content-Length: 6|Content-Length: 5" to BAD_LENGTH,
    "Content-Length: 5|Content-Length:" to BAD_LENGTH,
    "Content-Length: x|Content-Length: 5" to BAD_LENGTH,
    "Content-Length: 5|Content-Length: 5, 6" to BAD_LENGTH,
    // Codings.
    "Transfer-Encoding: chunked" to "chunked",
    "transfer-encoding: CHUNKED" to "chunked",
    "Transfer-Encoding: , chunked ,\t," to "chunked",
    "Transfer-Encoding:|Transfer-Encoding: chunked" to "chunked",
    "Transfer-Encoding:" to BAD_CODING,
    "Transfer-Encoding: ," to BAD_CODING,
    "Transfer-Encoding: identity" to BAD_CODING,
    "Transfer-Encoding: gzip" to BAD_CODING,
    "Transfer-Encoding: xchunked" to BAD_CODING,
    "Transfer-Encoding: chunkedx" to BAD_CODING,
    "Transfer-Encoding: chunk\u00e9d" to BAD_CODING,
    "Transfer-Encoding: \"chunked\"" to BAD_CODING,
    "Transfer-Encoding: chunked;" to BAD_CODING,
    "Transfer-Encoding: chunked;q=1" to BAD_CODING,
    "Transfer-Encoding: chunked\u000b" to BAD_CODING,
    "Transfer-Encoding: \u000bchunked" to BAD_CODING,
    "Transfer-Encoding: chunked\u00a0" to BAD_CODING,
    "Transfer-Encoding: gzip, chunked" to BAD_CODING,
    "Transfer-Encoding: identity, chunked" to BAD_CODING,
    "Transfer-Encoding: chunked, gzip" to BAD_CODING,
    "Transfer-Encoding: chunked, chunked" to BAD_CODING,
    "Transfer-Encoding: chunked chunked" to BAD_CODING,
    "Transfer-Encoding: chunked|Transfer-Encoding: chunked" to BAD_CODING,
    "Transfer-Encoding: gzip|Transfer-Encoding: chunked" to BAD_CODING,
    "Transfer-Encoding: chunked|Transfer-Encoding: identity" to BAD_CODING,
)

private val CONFLICTS = listOf("Transfer-Encoding: chunked", "Transfer-Encoding: gzip", "Transfer-Encoding:")
    .flatMap { coding -> listOf("5", "0", "x", "").map { listOf(coding, "Content-Length: $it") } }
    .flatMap { listOf(it, it.reversed(), it.map { line -> line.lowercase() }) }

private val CONTRADICTIONS = listOf(
    "Content-Length: 5",
    "Content-Length: x",
    "Content-Length: 5|Content-Length: 6",
    "Transfer-Encoding: chunked",
    "Transfer-Encoding: gzip",
    "Transfer-Encoding: chunked|Content-Length: 5",
)

private fun String.asLines() = split('|').filter { it.isNotEmpty() }

class FramingTest : FunSpec({
    for ((fields, expected) in BY_FIELDS) {
        test("T8, T9, T13, T14, F27, P13, P14, P19, P20, P22, P31: ${Printable.of(fields)} is $expected") {
            framing("GET", 200, fields.asLines()) shouldStartWith
                expected
        }
    }

    test("T13, F27, P18: both kinds of framing in one response are refused, in any order and whatever they say") {
        for (lines in CONFLICTS) {
            framing("GET", 200, lines) shouldStartWith "MalformedMessage: both Transfer-Encoding and Content-Length"
        }
    }

    test("T13, P15: Transfer-Encoding is refused in HTTP/1.0") {
        for (lines in listOf(listOf("Transfer-Encoding: chunked"), CONFLICTS.first())) {
            framing("GET", 200, lines, HttpVersion.HTTP_1_0) shouldStartWith
                "MalformedMessage: Transfer-Encoding in an HTTP/1.0 response"
        }
        framing("GET", 200, listOf("Content-Length: 5"), HttpVersion.HTTP_1_0) shouldBe "length 5"
        framing("GET", 200, emptyList(), HttpVersion.HTTP_1_0) shouldBe "until close"
    }

    test("F47, P16: HEAD, 1xx, 204 and 304 have no body, whatever their fields say") {
        for (fields in CONTRADICTIONS + "") {
            framing("HEAD", 200, fields.asLines()) shouldBe "none"
            framing("HEAD", 500, fields.asLines()) shouldBe "none"
            for (status in listOf(100, 102, 103, 199, 204, 304)) {
                framing("GET", status, fields.asLines()) shouldBe "none"
                framing("POST", status, fields.asLines(), HttpVersion.HTTP_1_0) shouldBe "none"
            }
        }
    }

    test("P17: what follows 101, or 2xx to CONNECT, is not a framed body, whatever their fields say") {
        for (fields in CONTRADICTIONS + "") {
            framing("GET", 101, fields.asLines()) shouldBe "until close"
            for (status in listOf(200, 201, 299)) framing("CONNECT", status, fields.asLines()) shouldBe "until close"
        }
    }

    test("101 is refused unless the request has asked for an upgrade") {
        val request = RequestHead("GET", "/", HttpVersion.HTTP_1_1)
        shouldThrow<MalformedMessage> { Framing.ofResponse(request, headOf(101)) }.message shouldContain
            "without an Upgrade"
        Framing.ofResponse(request, headOf(200)) shouldBe Framing.UNTIL_CLOSE
        request.put("Upgrade", "x")
        Framing.ofResponse(request, headOf(101)) shouldBe Framing.UNTIL_CLOSE
    }

    test("a request is framed as its head says, and a body of a known length has to fit") {
        fun head(vararg field: String) =
            RequestHead("PUT", "/", HttpVersion.HTTP_1_1).apply { putAll(Headers.of(*field)) }
        for (length in -1L..1L) {
            Framing.ofRequest(head(), length) shouldBe Framing.NONE
            Framing.ofRequest(head("Transfer-Encoding", "chunked"), length) shouldBe Framing.CHUNKED
        }
        for (length in listOf(-1L, 5L)) {
            Framing.ofRequest(head("Content-Length", "5"), length) shouldBe Framing.Length(5)
        }
        for (length in listOf(0L, 4L, 6L)) {
            shouldThrow<IllegalArgumentException> { Framing.ofRequest(head("Content-Length", "5"), length) }
        }
    }

    test("bytes follow every head but one without a body, or with an empty one") {
        val framings = listOf(Framing.NONE, Framing.CHUNKED, Framing.UNTIL_CLOSE, Framing.Length(0), Framing.Length(1))
        framings.map { Framing.hasBody(it) } shouldBe listOf(false, true, true, false, true)
    }

    test("other methods and statuses decide nothing") {
        val length = listOf("Content-Length: 5")
        for (method in listOf("GET", "POST", "PUT", "OPTIONS", "head", "Head", "connect", "X")) {
            for (status in listOf(200, 201, 203, 205, 206, 299, 300, 303, 305, 400, 404, 500, 600, 999)) {
                framing(method, status, length) shouldBe "length 5"
            }
        }
        for (status in listOf(300, 400, 407, 502)) framing("CONNECT", status, length) shouldBe "length 5"
    }
})
