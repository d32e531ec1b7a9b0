package httpwire.internal.wire

import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.shouldBe
import okio.Buffer

private const val CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n"

/** What a buffer begins with, and whether a final response has begun in it. */
private val AHEAD = listOf(
    Triple("", HeadAhead.UNKNOWN, false),
    Triple("H", HeadAhead.UNKNOWN, false),
    Triple("HTTP/1.1 ", HeadAhead.UNKNOWN, false),
    Triple("HTTP/1.1 1", HeadAhead.UNKNOWN, false),
    Triple("HTTP/1.1 10", HeadAhead.UNKNOWN, false),
    Triple("HTTP/1.1 2", HeadAhead.FINAL, true),
    Triple("HTTP/1.1 101", HeadAhead.FINAL, true),
    Triple("HTTP/1.1 100 Continue\r\n", HeadAhead.UNKNOWN, false),
    Triple("HTTP/1.1 100 Continue\r\n\r", HeadAhead.UNKNOWN, false),
    Triple(CONTINUE, HeadAhead.INTERIM, false),
    Triple("${CONTINUE}HTTP/1.1 ", HeadAhead.INTERIM, false),
    Triple("${CONTINUE}HTTP/1.1 4", HeadAhead.INTERIM, true),
    Triple("${CONTINUE}HTTP/1.1 101 ", HeadAhead.INTERIM, true),
    Triple("HTTP/1.0 100 Continue\nA: b\n\nHTTP/1.1 103 x\r\nA: b\r\n\r\nHTTP/1.1 200", HeadAhead.INTERIM, true),
    Triple("HTTP/1.9 199 x\r\n\r\n", HeadAhead.INTERIM, false),
    Triple("HTTP/1.: 100 x\r\n\r\n", HeadAhead.FINAL, true),
    Triple("HTTP/1./ 100 x\r\n\r\n", HeadAhead.FINAL, true),
    Triple("HTTP/1.1 1x0 ", HeadAhead.FINAL, true),
    Triple("HTTP/2.0 100 ", HeadAhead.FINAL, true),
    Triple("HTTP/1.1  ", HeadAhead.UNKNOWN, false),
    Triple("HTTP/1.1 \t1", HeadAhead.UNKNOWN, false),
    Triple("HTTP/1.1  100 Continue\r\n\r\nHTTP/1.1  200 OK", HeadAhead.INTERIM, true),
    Triple("HTTP/1.1\t100 Continue\r\n\r\n", HeadAhead.INTERIM, false),
    Triple("HTTP/1.1\t \t103 x\r\nA: b\r\n\r\n", HeadAhead.INTERIM, false),
    Triple("HTTP/1.1  101", HeadAhead.FINAL, true),
    Triple("HTTP/1.1\t2", HeadAhead.FINAL, true),
    Triple("HTTP/1.1100 x\r\n\r\n", HeadAhead.FINAL, true),
    Triple("HTTP/1.1\r\n", HeadAhead.FINAL, true),
    Triple("S", HeadAhead.FINAL, true),
    Triple("SSH-2.0-OpenSSH", HeadAhead.FINAL, true),
)

class HeadAheadTest : FunSpec({
    withTests(nameFn = {
        "what comes is known, and nothing of it taken: '${it.first}'"
    }, AHEAD) { (text, ahead, isFinal) ->
        val buffer = Buffer().writeUtf8(text)
        HeadAhead.of(buffer) shouldBe ahead
        HeadAhead.isFinal(buffer) shouldBe isFinal
        buffer.readUtf8() shouldBe text
    }

    test("a final head is copied once it is there as a whole") {
        val head = "HTTP/1.1 413 Too Large\r\nA: b\r\n\r\n"
        for (length in head.indices) HeadAhead.finalHead(Buffer().writeUtf8(CONTINUE + head.take(length))) shouldBe null
        HeadAhead.finalHead(Buffer().writeUtf8(CONTINUE + head + "body"))?.readUtf8() shouldBe head
        HeadAhead.finalHead(Buffer().writeUtf8(head + "body"))?.readUtf8() shouldBe head
        HeadAhead.finalHead(Buffer().writeUtf8("\n\nbody"))?.readUtf8() shouldBe "\n\n"
        HeadAhead.finalHead(Buffer().writeUtf8(CONTINUE)) shouldBe null
    }
})
