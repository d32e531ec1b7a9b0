package httpwire.internal.wire

import httpwire.HttpVersion
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import okio.Buffer

class HeadWriterTest : FunSpec({
    test("R3, R7: a request line and its fields") {
        val head = Buffer()
        HeadWriter.requestLine(head, "GET", "/a?b", HttpVersion.HTTP_1_1)
        HeadWriter.field(head, "Host", "example.com")
        HeadWriter.field(head, "Empty", "")
        HeadWriter.field(head, "X", "a:b")
        HeadWriter.end(head)
        head.readUtf8() shouldBe "GET /a?b HTTP/1.1\r\nHost: example.com\r\nEmpty: \r\nX: a:b\r\n\r\n"
    }

    test("R4: HTTP/1.0") {
        val head = Buffer()
        HeadWriter.requestLine(head, "CONNECT", "[::1]:443", HttpVersion.HTTP_1_0)
        head.readUtf8() shouldBe "CONNECT [::1]:443 HTTP/1.0\r\n"
    }

    test("a value is one byte a character") {
        val head = Buffer()
        HeadWriter.field(head, "A", "\u00e9\u00ff\u0080\t~")
        head.readByteString() shouldBe latin1("A: \u00e9\u00ff\u0080\t~\r\n")
    }
})
