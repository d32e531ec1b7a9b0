package httpwire.connection

import httpwire.Headers
import httpwire.HttpException
import httpwire.Limits
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.shouldBe
import okio.Buffer

private fun latin1(text: String) = Buffer().writeString(text, Charsets.ISO_8859_1)

private fun pairs(headers: Headers) = headers.toList().map { it.key to it.value }

private val READ =
    listOf(
        Triple("one field", "A: b\r\n\r\n", listOf("A" to "b")),
        Triple("no field", "\r\n", listOf()),
        Triple("an empty value", "A:\r\nB: \r\n\r\n", listOf("A" to "", "B" to "")),
        Triple(
            "repeats in order, case kept",
            "a: 1\r\nB: 2\r\nA: 3\r\n\r\n",
            listOf("a" to "1", "B" to "2", "A" to "3"),
        ),
        Triple("bare LF", "A: b\nC: d\n\n", listOf("A" to "b", "C" to "d")),
        Triple("a folded line", "A: b\r\n  c\r\n\td\r\nE: f\r\n\r\n", listOf("A" to "b c d", "E" to "f")),
        Triple("blanks around a value", "A: \t b c \t\r\n\r\n", listOf("A" to "b c")),
        Triple("bytes beyond ASCII", "A: é\u0080ÿ\r\n\r\n", listOf("A" to "é\u0080ÿ")),
        Triple("a colon in a value", "A: b: c\r\n\r\n", listOf("A" to "b: c")),
    )

private val REFUSED =
    listOf(
        "no colon" to "A b\r\n\r\n",
        "white space before the colon" to "A : b\r\n\r\n",
        "no name" to ": b\r\n\r\n",
        "a fold before any field" to " a\r\n\r\n",
        "a bare CR" to "A: b\rC: d\r\n\r\n",
        "NUL" to "A: b\u0000\r\n\r\n",
        "a name beyond ASCII" to "é: b\r\n\r\n",
    )

class ParseHeadersTest :
    FunSpec({
        context("read") {
            withTests(nameFn = { it.first }, READ) { (_, block, fields) ->
                val source = latin1(block + "body")
                pairs(HttpResponse.parseHeaders(source)) shouldBe fields
                source.readUtf8() shouldBe "body"
            }
        }

        context("T15: refused, and nothing is dropped in silence") {
            withTests(nameFn = { it.first }, REFUSED) { (_, block) ->
                shouldThrow<HttpException.MalformedMessage> { HttpResponse.parseHeaders(latin1(block)) }
            }
        }

        test("an end of input before the empty line") {
            shouldThrow<HttpException.IncompleteRead> { HttpResponse.parseHeaders(latin1("A: b\r\n")) }
            shouldThrow<HttpException.IncompleteRead> { HttpResponse.parseHeaders(latin1("")) }
        }

        test("a line over the bound, with its line end in it") {
            val most = "A: ${"x".repeat(65_536 - 5)}\r\n"
            HttpResponse.parseHeaders(latin1("$most\r\n")).get("A")!!.length shouldBe 65_531
            shouldThrow<HttpException.LineTooLong> { HttpResponse.parseHeaders(latin1("A$most\r\n")) }.message shouldBe
                "got more than 65536 bytes when reading header line"
        }

        test("1000 fields and not 100, and a bound of one's own") {
            val many = "A: b\r\n".repeat(1_000)
            HttpResponse.parseHeaders(latin1("$many\r\n")).size() shouldBe 1_000
            shouldThrow<HttpException.LimitExceeded> { HttpResponse.parseHeaders(latin1("A: b\r\n$many\r\n")) }
            val limits = Limits.DEFAULT.withMaxFields(2)
            HttpResponse.parseHeaders(latin1("A: b\r\nA: b\r\n\r\n"), limits).size() shouldBe 2
            shouldThrow<HttpException.LimitExceeded> { HttpResponse.parseHeaders(latin1("$many\r\n"), limits) }
        }
    })
