package httpwire.internal.wire

import httpwire.Headers
import httpwire.HttpVersion
import httpwire.Limits
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import okio.Buffer

private const val STATUS_LINE = "HTTP/1.1  200 OK\n"

private fun ResponseHead.written() = Buffer().also { writeTo(it) }.readByteString().latin1()

class ResponseHeadTest : FunSpec({
    test("a head is written with its status line as it came, and folded lines joined") {
        val wire = "${STATUS_LINE}A:b\r\n c\r\nD: \u00e9\n\r\n"
        val head = HeadReader.ofHeads(whole(latin1(wire)).arriving(), Limits.DEFAULT).readResponseHead()
        head.written() shouldBe "${STATUS_LINE}A: b c\r\nD: \u00e9\r\n\r\n"
        head.raw() shouldBe latin1(wire)
    }

    test("a head that was made has no other form than the written one") {
        val headers = Headers.of("A", "b", "C", "")
        val made = ResponseHead(latin1(STATUS_LINE), HttpVersion.HTTP_1_1, 200, "OK", headers)
        made.written() shouldBe "${STATUS_LINE}A: b\r\nC: \r\n\r\n"
        made.raw().latin1() shouldBe made.written()
    }
})
