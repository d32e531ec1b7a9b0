package httpwire.download

import httpwire.ContentRange
import httpwire.Headers
import httpwire.download.ResumeRule.What
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.shouldBe
import io.kotest.property.Arb
import io.kotest.property.arbitrary.string
import io.kotest.property.checkAll

private const val TAG = "\"v1\""
private const val MODIFIED = "Sun, 06 Nov 1994 08:48:37 GMT"
private val KNOWN = PartState(PartState.digestOf("http://a/"), Validator(TAG), 10)

private fun PartState.copy(total: Long = total(), validator: Validator = validator()) =
    PartState(urlDigest(), validator, total)

private class Row(
    val name: String,
    val what: What,
    val status: Int,
    vararg val fields: String,
    val known: PartState = KNOWN,
    val hasDigest: Boolean = false,
)

private fun part(range: String, vararg more: String) = arrayOf("Content-Range", range, "ETag", TAG, *more)

class ResumeRuleTest : FunSpec({
    context("RFC 9110 §15.3.7 and §15.5.17: the answer to Range: bytes=4- with If-Range") {
        val unknownTotal = KNOWN.copy(total = -1)
        val modified = arrayOf("Content-Range", "bytes 4-9/10", "Last-Modified", MODIFIED)
        val unsatisfied = arrayOf("Content-Range", "bytes */4")
        val dated = KNOWN.copy(validator = Validator(MODIFIED))
        withTests(
            nameFn = { it.name },
            Row("the rest", What.CONTINUES, 206, *part("bytes 4-9/10")),
            Row("the rest, its length said", What.CONTINUES, 206, *part("bytes 4-9/10", "Content-Length", "6")),
            Row("a part of the rest", What.CONTINUES, 206, *part("bytes 4-7/10")),
            Row("the total unknown now", What.CONTINUES, 206, *part("bytes 4-9/*")),
            Row("the total known now", What.CONTINUES, 206, *part("bytes 4-9/10"), known = unknownTotal),
            Row("identity", What.CONTINUES, 206, *part("bytes 4-9/10", "Content-Encoding", "identity")),
            Row("a date, not repeated", What.CONTINUES, 206, "Content-Range", "bytes 4-9/10", known = dated),
            Row("the same date", What.CONTINUES, 206, *modified, known = dated),
            Row("the total never known", What.ANEW, 206, *part("bytes 4-9/*"), known = unknownTotal),
            Row("from another byte", What.ANEW, 206, *part("bytes 3-9/10")),
            Row("after the byte asked for", What.ANEW, 206, *part("bytes 5-9/10")),
            Row("from the beginning", What.ANEW, 206, *part("bytes 0-9/10")),
            Row("another total", What.ANEW, 206, *part("bytes 4-9/11")),
            Row("beyond the total known", What.ANEW, 206, *part("bytes 4-10/*")),
            Row("another unit", What.ANEW, 206, *part("lines 4-9/10")),
            Row("no Content-Range", What.ANEW, 206, "ETag", TAG),
            Row("two of them", What.ANEW, 206, *part("bytes 4-9/10", "Content-Range", "bytes 4-9/10")),
            Row("an invalid one", What.ANEW, 206, *part("bytes 4-9")),
            Row("an unsatisfied one", What.ANEW, 206, *part("bytes */10")),
            Row("another length", What.ANEW, 206, *part("bytes 4-9/10", "Content-Length", "7")),
            Row("coded", What.ANEW, 206, *part("bytes 4-9/10", "Content-Encoding", "gzip")),
            Row("several parts", What.ANEW, 206, "Content-Type", "multipart/byteranges; boundary=x", "ETag", TAG),
            Row("another tag", What.ANEW, 206, "Content-Range", "bytes 4-9/10", "ETag", "\"v2\""),
            Row("a weak tag", What.ANEW, 206, "Content-Range", "bytes 4-9/10", "ETag", "W/$TAG"),
            Row("no tag", What.ANEW, 206, "Content-Range", "bytes 4-9/10"),
            Row("another date", What.ANEW, 206, "Content-Range", "bytes 4-9/10", "Last-Modified", "x", known = dated),
            Row("a tag all at once", What.ANEW, 206, *part("bytes 4-9/10"), known = dated),
            Row("all of it", What.WHOLE, 200, "Content-Length", "12"),
            Row("416, and it is all", What.COMPLETE, 416, "Content-Range", "bytes */4", known = KNOWN.copy(total = 4)),
            Row("416, with the tag", What.COMPLETE, 416, *part("bytes */4"), known = unknownTotal),
            Row("416, a digest will tell", What.COMPLETE, 416, *unsatisfied, known = unknownTotal, hasDigest = true),
            Row("416, nothing else known", What.ANEW, 416, "Content-Range", "bytes */4", known = unknownTotal),
            Row(
                "416, another tag",
                What.ANEW,
                416,
                *unsatisfied,
                "ETag",
                "\"v2\"",
                known = KNOWN.copy(4),
                hasDigest = true,
            ),
            Row("416, the file is shorter", What.ANEW, 416, *part("bytes */3"), hasDigest = true),
            Row("416, the file is longer", What.ANEW, 416, *part("bytes */10"), hasDigest = true),
            Row("416, it was longer before", What.ANEW, 416, *part("bytes */4"), hasDigest = true),
            Row("416, no Content-Range", What.ANEW, 416, "ETag", TAG, hasDigest = true),
            Row("416, a range", What.ANEW, 416, *part("bytes 0-3/4"), known = unknownTotal),
            Row("an error", What.REFUSED, 500),
            Row("no content", What.REFUSED, 204),
            Row("not modified", What.REFUSED, 304),
            Row("412", What.REFUSED, 412),
        ) { row ->
            val rule = ResumeRule.of(row.status, Headers.of(*row.fields), 4, row.known, row.hasDigest)
            rule.what shouldBe row.what
            if (rule.what == What.CONTINUES) rule.range shouldBe ContentRange.parse(row.fields[1])
            if (rule.what == What.CONTINUES) rule.total shouldBe 10
        }
    }

    test("the answer to a request for all: 206 and 416 are none") {
        for (status in listOf(206, 416, 204, 404)) {
            ResumeRule.of(status, Headers.of(*part("bytes 0-9/10")), 0, null, true).what shouldBe What.REFUSED
            ResumeRule.of(status, Headers.of(*part("bytes 0-9/10")), 0, KNOWN, true).what shouldBe What.REFUSED
        }
        ResumeRule.of(200, Headers.of("Content-Length", "7"), 0, null, false).total shouldBe 7
        ResumeRule.of(200, Headers.EMPTY, 0, null, false).total shouldBe -1
        val chunked = Headers.of("Content-Length", "7", "Transfer-Encoding", "chunked")
        ResumeRule.of(200, chunked, 0, null, false).total shouldBe -1
    }

    context("RFC 9110 §8.8.2.2, §8.8.3 and §13.1.5: which validators are strong") {
        val date = arrayOf("Date", "Sun, 06 Nov 1994 08:49:37 GMT")
        withTests(
            nameFn = { it.first.joinToString().ifEmpty { "no fields" } },
            arrayOf("ETag", TAG) to TAG,
            arrayOf("ETag", "\"\"") to "\"\"",
            arrayOf("ETag", "\"a!\u00e9\"") to "\"a!\u00e9\"",
            arrayOf("ETag", TAG, "Last-Modified", MODIFIED, *date) to TAG,
            arrayOf("Last-Modified", MODIFIED, *date) to MODIFIED,
            arrayOf("ETag", "W/$TAG") to null,
            arrayOf("ETag", "W/$TAG", "Last-Modified", MODIFIED, *date) to null,
            arrayOf("ETag", "v1") to null,
            arrayOf("ETag", "\"") to null,
            arrayOf("ETag", "\"a b\"") to null,
            arrayOf("ETag", "\"a\"b\"") to null,
            arrayOf("ETag", TAG, "ETag", TAG) to null,
            arrayOf("Last-Modified", MODIFIED) to null,
            arrayOf("Last-Modified", "Sun, 06 Nov 1994 08:48:38 GMT", *date) to null,
            arrayOf("Last-Modified", "Sun, 06 Nov 1994 08:50:38 GMT", *date) to null,
            arrayOf("Last-Modified", "yesterday", *date) to null,
            arrayOf("Last-Modified", MODIFIED, "Date", "now") to null,
            arrayOf("Last-Modified", MODIFIED, "Last-Modified", MODIFIED, *date) to null,
            arrayOf<String>() to null,
        ) { (fields, text) -> Validator.of(Headers.of(*fields))?.text shouldBe text }
    }

    test("a state is read as it was written, and not if it is cut anywhere, or other text") {
        for (state in listOf(KNOWN, KNOWN.copy(total = -1), KNOWN.copy(validator = Validator(MODIFIED)))) {
            val text = state.encoded()
            PartState.parse(text) shouldBe state
            for (end in text.indices) PartState.parse(text.take(end)) shouldBe null
        }
        checkAll(Arb.string(0..60)) { PartState.parse(it) shouldBe null }
        PartState.parse(KNOWN.encoded().replace("\n10\n", "\n1x\n")) shouldBe null
        PartState.parse(KNOWN.encoded().replace("part 1", "part 2")) shouldBe null
        KNOWN.encoded().contains("http") shouldBe KNOWN.encoded().startsWith("httpwire")
    }
})
