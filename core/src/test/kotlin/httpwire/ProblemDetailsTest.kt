package httpwire

import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.maps.shouldBeEmpty
import io.kotest.matchers.shouldBe
import io.kotest.property.Arb
import io.kotest.property.arbitrary.byte
import io.kotest.property.arbitrary.byteArray
import io.kotest.property.arbitrary.int
import io.kotest.property.checkAll
import okio.ByteString
import okio.ByteString.Companion.decodeHex
import okio.ByteString.Companion.encodeUtf8
import okio.ByteString.Companion.toByteString

/** RFC 9457 §3. */
private const val CREDIT = """{
 "type": "https://example.com/probs/out-of-credit",
 "title": "You do not have enough credit.",
 "detail": "Your current balance is 30, but that costs 50.",
 "instance": "/account/12345/msgs/abc",
 "balance": 30,
 "accounts": ["/account/12345",
              "/account/67890"]
}"""

private fun read(json: String): ProblemDetails? = ProblemDetails.parse(json)

private val problemJson = Headers.of("Content-Type", "application/problem+json")

private fun unexpected(type: String?, body: ByteString) = HttpException.UnexpectedResponse(
    "m",
    "http://a/",
    404,
    "No",
    if (type == null) Headers.EMPTY else Headers.of("Content-Type", type),
    body,
)

class ProblemDetailsTest : FunSpec({
    test("RFC 9457 §3: an object with its members, and extensions as JSON") {
        with(ProblemDetails.parse(CREDIT.encodeUtf8())!!) {
            type() shouldBe "https://example.com/probs/out-of-credit"
            title() shouldBe "You do not have enough credit."
            status() shouldBe null
            detail() shouldBe "Your current balance is 30, but that costs 50."
            instance() shouldBe "/account/12345/msgs/abc"
            extensions().keys.toList() shouldBe listOf("balance", "accounts")
            extensions()["balance"] shouldBe "30"
            extensionText("balance") shouldBe null
            extensionText("none") shouldBe null
        }
        read("{\"x\":\"a\\n\\u00e9\"}")!!.extensionText("x") shouldBe "a\n\u00e9"
        read("{\"x\":\"a\"}")!!.extensions() shouldBe mapOf("x" to "\"a\"")
    }

    test("RFC 9457 §3.1.1, §4.2.1: without a type it is about:blank") {
        with(read("{}")!!) {
            type() shouldBe "about:blank"
            listOf(title(), status(), detail(), instance()) shouldBe listOf(null, null, null, null)
            extensions().shouldBeEmpty()
        }
        read("{\"type\":\"\"}")!!.type() shouldBe ""
    }

    for (wrong in listOf("null", "1", "true", "[]", "[\"a\"]", "{}", "{\"a\":\"b\"}")) {
        test("RFC 9457 §3.1: a member of a wrong type is ignored: $wrong") {
            val status = if (wrong == "1") "\"404\"" else wrong
            val json = "{\"type\":$wrong,\"title\":$wrong,\"detail\":$wrong,\"instance\":$wrong,\"status\":$status}"
            read(json) shouldBe ProblemDetails("about:blank", null, null, null, null, mapOf())
        }
    }

    val statuses = mapOf(
        "404" to 404, "100" to 100, "599" to 599, "404.0" to 404, "4.04e2" to 404, "40400E-2" to 404, "0.404e3" to 404,
        "99" to null, "600" to null, "0" to null, "-404" to null, "404.5" to null,
        "1e999" to null, "4294967700" to null, "\"404\"" to null, "null" to null,
    )
    for ((json, status) in statuses) {
        test("RFC 9457 §3.1.2: the status $json") { read("{\"status\":$json}")!!.status() shouldBe status }
    }

    test("what is not one JSON object in UTF-8 is not a problem") {
        for (text in listOf("", "[]", "\"a\"", "null", "{\"title\":\"a\"", CREDIT.dropLast(1), "$CREDIT$CREDIT")) {
            read(text) shouldBe null
        }
        val malformed = listOf(
            "ff",
            "7b2261223a22ff227d",
            "7b2261223a22c3227d",
            "7b2261223a22eda080227d",
            "fffe7b007d00",
        )
        for (hex in malformed) ProblemDetails.parse(hex.decodeHex()) shouldBe null
        ProblemDetails.parse("7b2261223a22c3a9227d".decodeHex())!!.extensionText("a") shouldBe "\u00e9"
    }

    val types = mapOf(
        "application/problem+json" to true,
        "Application/Problem+JSON; charset=utf-8" to true,
        "application/problem+xml" to false,
        "application/json" to false,
        "text/html" to false,
        null to false,
    )
    for ((type, isProblem) in types) {
        test("RFC 9457 §3: the media type tells: $type") {
            (unexpected(type, CREDIT.encodeUtf8()).problem != null) shouldBe isProblem
        }
    }

    test("RFC 9457 §3: of a body that was cut there is no problem, but the body") {
        for (size in listOf(0, 1, CREDIT.length - 1)) {
            val cut = unexpected("application/problem+json", CREDIT.take(size).encodeUtf8())
            cut.problem shouldBe null
            cut.body.size shouldBe size
        }
    }

    test("a problem is a value with a copy of its extensions") {
        val extensions = mutableMapOf("a" to "1")
        val problem = ProblemDetails("t", null, 404, null, null, extensions)
        extensions["b"] = "2"
        problem shouldBe ProblemDetails("t", null, 404, null, null, mapOf("a" to "1"))
        ProblemDetails("t", null, 404, null, null, mapOf("a" to "\"\\u1")).extensionText("a") shouldBe null
    }

    test("any bytes are read or refused") {
        checkAll(Arb.byteArray(Arb.int(0..40), Arb.byte())) { ProblemDetails.of(problemJson, it.toByteString()) }
        for (i in CREDIT.indices) read(CREDIT.take(i)) shouldBe null
    }
})
