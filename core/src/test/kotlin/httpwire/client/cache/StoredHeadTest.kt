package httpwire.client.cache

import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import okio.ByteString.Companion.encodeUtf8
import java.time.Instant

/** A head, of which each line can be another one. */
private fun head(
    version: String = "httpwire 1",
    url: String = "http://a.test/",
    times: String = "1 2 valid",
    variant: String = "a,b 5f",
    status: String = "200 OK",
    fields: String = "A: 1\r\n\r\n",
) = listOf(version, url, times, variant, status, fields).joinToString("\n").encodeUtf8()

class StoredHeadTest : FunSpec({
    test("what is written is read") {
        fun response(names: List<String>, isInvalid: Boolean) = storedResponse(
            "A: 1",
            "a: 2",
            requestTime = Instant.ofEpochMilli(-1),
            responseTime = Instant.ofEpochMilli(1_760_000_000_123),
            variant = Variant(names, "5f"),
            isInvalid = isInvalid,
            status = 404,
            reason = "Not there",
        )
        val written = "httpwire 1\nhttp://a.test/\n-1 1760000000123 %s\n%s 5f\n404 Not there\nA: 1\r\na: 2\r\n\r\n"
        val rows = listOf(
            response(listOf("accept-encoding", "b"), false) to written.format("valid", "accept-encoding,b"),
            response(listOf(), true) to written.format("invalid", "-"),
        )
        for ((response, text) in rows) {
            StoredHead.write(response) shouldBe text.encodeUtf8()
            StoredHead.read(text.encodeUtf8()) shouldBe response
        }
    }

    test("each part is read") {
        StoredHead.read(head()) shouldBe storedResponse(
            "A: 1",
            requestTime = Instant.ofEpochMilli(1),
            responseTime = Instant.ofEpochMilli(2),
            variant = Variant(listOf("a", "b"), "5f"),
        )
        StoredHead.read(head(url = ""))!!.url shouldBe ""
        StoredHead.read(head(variant = "- 5f"))!!.variant shouldBe Variant(listOf(), "5f")
        // What is not known to be valid is validated.
        for (word in listOf("invalid", "")) StoredHead.read(head(times = "1 2 $word"))!!.isInvalid shouldBe true
        for ((line, status) in listOf("200 " to (200 to ""), "999 a b" to (999 to "a b"))) {
            StoredHead.read(head(status = line))!!.run { this.status to reason } shouldBe status
        }
        StoredHead.read(head(fields = "\r\n"))!!.headers.isEmpty shouldBe true
    }

    test("T48: bytes that are no head of this version are none") {
        val others = listOf(
            head(version = "httpwire 2"),
            head(times = "1 valid"),
            head(times = "1 2"),
            head(times = "1 2 valid "),
            head(times = "x 2 valid"),
            head(times = "1 x valid"),
            head(variant = "-"),
            head(variant = "a b 5f"),
            head(status = "200"),
            head(status = "OK"),
            head(status = "199 OK"),
            head(status = "1000 OK"),
            head(fields = "A: 1\r\n"),
            head(fields = "A: 1\r\n\r\nB"),
            head(fields = "A\r\n\r\n"),
        )
        for (bytes in others) withClue(bytes.utf8()) { StoredHead.read(bytes) shouldBe null }
    }
})
