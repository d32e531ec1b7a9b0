package httpwire.client.cache

import httpwire.Headers
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.shouldBe

class ByteRangeTest : FunSpec({
    val of10 = mapOf(
        "bytes=0-4" to ByteRange(0, 5),
        "bytes=0-" to ByteRange(0, 10),
        "bytes=9-9" to ByteRange(9, 10),
        "bytes=0-0" to ByteRange(0, 1),
        "bytes=5-9" to ByteRange(5, 10),
        "bytes=5-10" to ByteRange(5, 10),
        "bytes=5-99999999999999999999" to ByteRange(5, 10),
        "bytes=-3" to ByteRange(7, 10),
        "bytes=-10" to ByteRange(0, 10),
        "bytes=-11" to ByteRange(0, 10),
        "bytes=-99999999999999999999" to ByteRange(0, 10),
        "BYTES= 1-2 " to ByteRange(1, 3),
        "bytes=10-" to null,
        "bytes=10-11" to null,
        "bytes=99999999999999999999-" to null,
        "bytes=5-4" to null,
        "bytes=-0" to null,
        "bytes=-" to null,
        "bytes=" to null,
        "bytes=1" to null,
        "bytes=a-b" to null,
        "bytes=/-5" to null,
        "bytes=0-:" to null,
        "bytes=1-2,4-5" to null,
        "items=0-1" to null,
    )
    withTests(nameFn = { "RFC 9110 §14.1.2: '$it' of 10 bytes is ${of10[it] ?: "left to the server"}" }, of10.keys) {
        ByteRange.of(Headers.of("Range", it), 10) shouldBe of10[it]
    }

    test("RFC 9110 §14.1.2: there is no part of nothing, and none if there are two fields or none") {
        for (range in listOf("bytes=0-", "bytes=-1")) ByteRange.of(Headers.of("Range", range), 0) shouldBe null
        ByteRange.of(Headers.of("Range", "bytes=0-1", "Range", "bytes=0-1"), 10) shouldBe null
        ByteRange.of(Headers.EMPTY, 10) shouldBe null
    }

    test("RFC 9110 §14.4: Content-Range") {
        ByteRange(2, 5).run { contentRange(10) to byteCount() } shouldBe ("bytes 2-4/10" to 3L)
    }
})
