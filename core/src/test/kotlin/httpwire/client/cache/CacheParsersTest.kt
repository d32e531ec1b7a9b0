package httpwire.client.cache

import httpwire.Headers
import httpwire.Request
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldBeIn
import io.kotest.matchers.shouldBe
import io.kotest.property.Arb
import io.kotest.property.arbitrary.byte
import io.kotest.property.arbitrary.byteArray
import io.kotest.property.arbitrary.element
import io.kotest.property.arbitrary.int
import io.kotest.property.arbitrary.list
import io.kotest.property.arbitrary.map
import io.kotest.property.checkAll
import okio.ByteString
import okio.ByteString.Companion.toByteString
import java.time.Instant

/** Values of fields, made of what the parsers look at. */
private val values: Arb<String> = Arb.list(
    Arb.element(
        "max-age", "=", "60", ",", " ", "\t", "\"", "\\", "no-cache", "private", "W/", "*", "bytes=", "-", ";q=", "0.5",
        "\u00fc", "a", "stale-while-revalidate", "Thu, 01 Jan 2015", " 00:00:00 GMT", "{", "99999999999999999999",
    ),
    0..12,
).map { it.joinToString("") }

private val bytes: Arb<ByteString> = Arb.byteArray(Arb.int(0..60), Arb.byte()).map { it.toByteString() }

private fun head() = StoredResponse(
    "https://a.example/?q",
    Instant.ofEpochMilli(-1),
    Instant.ofEpochMilli(1_760_000_000_123),
    Variant(listOf("a", "b"), "5f"),
    true,
    404,
    "Not \u00fc there",
    Headers.of("A", "1", "a", "2", "B", "", "Set-Cookie", "x=\u00fc"),
)

class CacheParsersTest : FunSpec({
    test("any field is read, and none throws") {
        checkAll(2_000, values) { value ->
            val headers = Headers.of(
                *listOf(
                    "Cache-Control", "Pragma", "Age", "Expires", "Date", "ETag", "Last-Modified", "Vary",
                    "If-None-Match", "If-Modified-Since", "If-Range", "Range",
                ).flatMap { listOf(it, value) }.toTypedArray(),
            )
            val stored = StoredResponse(
                "",
                Instant.EPOCH,
                Instant.EPOCH,
                Variant(listOf(), ""),
                false,
                200,
                "",
                headers,
            )
            val request = Request.get("/").withHeaders(headers)
            val directives = RequestDirectives.of(headers)
            ResponseDirectives.of(headers)
            Freshness.of(stored, CacheOptions.DEFAULT.withHeuristicCap(HOUR), Instant.EPOCH)
            Decision.of(stored, directives, CacheOptions.DEFAULT, Instant.EPOCH)
            Preconditions.isNotModified(headers, stored)
            Preconditions.areForServer(headers)
            Preconditions.isRangeMeant(headers, stored)
            Variant.of(headers, request)?.matches(request)
            ByteRange.of(headers, 100)?.run { (from() in 0 until to() && to() <= 100) shouldBe true }
        }
    }

    test("what is read of a directive does not depend on what is around it") {
        checkAll(1_000, values) { value ->
            val alone = Directives.parse(listOf(value))
            val twice = Directives.parse(listOf("x", value, "y=1"))
            twice.isBroken shouldBe alone.isBroken
            if (!alone.isBroken) twice.seconds("max-age") shouldBe alone.seconds("max-age")
        }
    }

    test("a long field takes time in proportion") {
        val lines = listOf(",", "a,", "a=\"\\\"\",", "\"1\",").map { it.repeat(1_000_000) }
        for (line in lines) Directives.parse(listOf(line))
        Preconditions.areForServer(Headers.of("If-None-Match", lines.last())) shouldBe false
    }

    test("a stored head is read as it was written") {
        StoredHead.read(StoredHead.write(head())) shouldBe head()
    }

    test("T48: any bytes are read as a stored head or none") {
        val written = StoredHead.write(head())
        checkAll(500, bytes) { StoredHead.read(it) shouldBe null }
        for (length in 0 until written.size) StoredHead.read(written.substring(0, length)) shouldBe null
        StoredHead.read((written.toByteArray() + 1).toByteString()) shouldBe null
        checkAll(2_000, Arb.int(0 until written.size), Arb.byte()) { i, byte ->
            StoredHead.read(written.toByteArray().also { it[i] = byte }.toByteString())
        }
    }

    test("T48: a record of a file is read as it was written, and any other bytes are none") {
        val record = EntryRecord("GET http://a/", StoredHead.write(head()), 12, 34)
        val written = record.write()
        EntryRecord.read(written) shouldBe record
        checkAll(500, bytes) { EntryRecord.read(it) shouldBe null }
        for (length in 0 until written.size) EntryRecord.read(written.substring(0, length)) shouldBe null
        for (i in 0 until written.size) {
            val changed = written.toByteArray().also { it[i] = (it[i] + 1).toByte() }.toByteString()
            EntryRecord.read(changed) shouldBe null
        }
    }

    test("the weights of members order them, and others keep their order") {
        fun digest(value: String): String {
            val request = Request.builder("GET", "/").header("Accept-Language", value).build()
            return Variant.of(Headers.of("Vary", "Accept-Language"), request)!!.digest()
        }
        digest("a;q=0.1, b;q=0.25, c") shouldBe digest("C,B;Q=0.250 , a; q=0.100")
        digest("a;q=x, b") shouldBeIn listOf(digest("b, a;q=x"))
        (digest("a, b") == digest("b, a")) shouldBe false
        (digest("a;q=0.5") == digest("a;q=0.6")) shouldBe false
    }
})
