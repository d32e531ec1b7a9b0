package httpwire.split

import httpwire.HttpException
import httpwire.body.form.FormBody
import httpwire.body.multipart.MultipartReader
import httpwire.client.cookies.CookiesTxt
import httpwire.connection.HttpResponse
import httpwire.internal.wire.Ending
import httpwire.sse.ServerSentEventReader
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldStartWith
import okio.Buffer
import okio.BufferedSource
import okio.ByteString
import okio.ByteString.Companion.encode

private fun latin1(text: String): ByteString = text.encode(Charsets.ISO_8859_1)

private class Read {
    private val text = StringBuilder()
    var failure: String? = null
        private set

    fun add(piece: Any) {
        text.append(piece)
    }

    /** What came before the failure, if there was one. */
    val delivered get() = text.toString()

    override fun toString() = "$delivered | $failure"

    fun until(block: () -> Unit): Read = apply {
        try {
            block()
        } catch (e: HttpException) {
            failure = "${e.javaClass.simpleName}: ${e.message}"
        }
    }
}

private fun events(source: BufferedSource) = Read().run {
    until {
        val reader = ServerSentEventReader(source, 64, "")
        while (true) add("${reader.readEvent() ?: break} ${reader.lastEventId} ${reader.retry}\n")
    }
}

private fun parts(source: BufferedSource) = Read().run {
    until {
        val reader = MultipartReader(source, "b")
        while (true) {
            val part = reader.readPart() ?: break
            add("part ${part.headers.spelt()} ")
            val content = Buffer()
            try {
                while (part.source().read(content, 8192) >= 0) continue
            } finally {
                add("<${content.latin1()}")
            }
            add(">")
        }
        add("end")
    }
}

private fun fields(source: BufferedSource) = Read().run {
    until { add(HttpResponse.parseHeaders(source).spelt() + " then " + source.readString(Charsets.ISO_8859_1)) }
}

private fun cookies(source: BufferedSource) = Read().run {
    until { CookiesTxt.read(source).run { add("${cookies.map { "$it" }} ${damagedLines.map { "$it" }}") } }
}

private fun form(source: BufferedSource) = Read().run { until { add(FormBody.read(source, 100, 4)) } }

private val EVENTS = listOf(
    "data: a\n\n",
    "data: a\r\rdata: b\r\n\r\ndata: c\n\n",
    "data: a\r\ndata: b\r\n\r\nid: c\r\ndata: d\r\n\r\n",
    "\u00ef\u00bb\u00bfdata: a\r\n\r\n",
    "\u00ef\u00bbdata: a\n\n",
    "\u00ef\u00bb\u00bf\u00ef\u00bb\u00bfdata: a\n\n",
    ": comment\nid: 1\nretry: 10\nevent: e\ndata: a\ndata: b\n\ndata\n\n",
    "id: 1\r\rid\r\n\ndata: x\r\n\r\n",
    "id: a\u0000b\ndata: a\n\nretry: 1x\ndata:  b\n\n",
    "data: a\r\n\n\r\r\n\ndata: b\n\n",
    "data: \u00c3\u00a4\u00c3\ndata:\u00ff\n\n",
    "event: e\n\ndata: a\n\n",
    "nonsense\n: x\ndata:a:b\n\n",
    "data: never ended\n",
    "data: never ended",
    "\r\n\r\n",
    "data: a\n\ndata: ${"x".repeat(58)}\n\ndata: ${"x".repeat(59)}\n\n",
    "data: a\n\ndata: ${"x".repeat(30)}\ndata: ${"x".repeat(33)}\n\n",
    "data: a\n\ndata: ${"x".repeat(30)}\ndata: ${"x".repeat(34)}\n\n",
    "data: a\n\n${"x".repeat(70)}",
)

private const val DISPOSITION = "Content-Disposition: form-data; name=\"a\"\r\n\r\n"

private val MULTIPARTS = listOf(
    "--b\r\n${DISPOSITION}1\r\n--b\r\nA: b\r\n\r\n2\r\n--b--\r\n",
    "--b\r\n${DISPOSITION}1\r\n--b--",
    "--b\r\n${DISPOSITION}1\r\n--b-- \t",
    "preamble\r\n--b\r\n\r\n\r\n--b\r\n\r\n\r\n\r\n--b--\r\nepilogue",
    "--b \t\r\nA: b\r\n c\r\n\r\n1\r\n--b\t--\r\n--b --\r\n--b--\r\n",
    "--b\r\n\r\n1\r\n--bb\r\n--b-\r\n--b\r--b\r\n\r\r\n--b--\r\n",
    "--b\r\n\r\n--b--\r\n",
    "--b--\r\n",
    "--b\n\n1\n--b--\n",
    "--b\r\nA: b\n\n1\r\n--b--\r\n",
    "--b\r\nA : b\r\n\r\n1\r\n--b--\r\n",
    "--b\r\n\r\n1\r\n--b\r\nnonsense\r\n\r\n2\r\n--b--\r\n",
    "--b\r\n\r\n1\r\n--b\r\n",
    "--b\r\n\r\n1\r\n--",
    "no boundary",
    "",
    "--b\r\n\r\n${"1".repeat(9000)}\r\n--b\r\n\r\n\r\n--b--\r\n",
    "--b\r\n\r\n${"\r".repeat(300)}\r\n--b--\r\n",
    "--b${" ".repeat(256)}\r\n\r\n1\r\n--b${" ".repeat(256)}\r\n\r\n2\r\n--b--${" ".repeat(256)}",
    "--b\r\n\r\n1\r\n--b${" ".repeat(257)}\r\n\r\n2\r\n--b--",
    "--b\r\n\r\n1234567890\r\n--b--${" ".repeat(300)}",
    "--b${" ".repeat(300)}\r\n\r\n1\r\n--b--",
)

private val FIELDS = listOf(
    "A: b\r\n\r\nrest",
    "\r\nrest",
    "\nrest",
    "A: b\nC: d\n e\n\nrest",
    "A: b\r\n c\r\n\t\r\n d\r\nE:\r\n\r\nrest",
    "A: ${"x".repeat(600)}\r\nB: ${"y".repeat(90)}\r\n\r\nrest",
    "A: b\r\nC : d\r\n\r\n",
    "A: b\r\nno colon\r\n\r\n",
    " A: b\r\n\r\n",
    "A: b\rc\r\n\r\n",
    "A: b\u0000\r\n\r\n",
    "A: b\r\n",
    "A: b",
    "",
)

private val COOKIES = listOf(
    "# Netscape HTTP Cookie File\n\na.test\tFALSE\t/\tFALSE\t0\tn\tv\n.b.test\tTRUE\t/p\tTRUE\t1900000000\tm\t\n",
    "#HttpOnly_a.test\tFALSE\t/\tFALSE\t0\tn\tv\r\na.test\tFALSE\t/\tFALSE\t0\tn\r\nthree\tcolumns\there\r\n",
    "a.test\tFALSE\t/\tFALSE\t0\tn\tv",
    "x".repeat(17 shl 10) + "\na.test\tFALSE\t/\tFALSE\t0\tn\tv\n" + "y".repeat(40 shl 10),
    "\r\n\r\r\n",
)

private val FORMS =
    listOf("a=b&c=d", "a=%41+b&c", "a=1&b=2&c=3&d=4", "a=1&b=2&c=3&d=4&e=5", "a=${"x".repeat(99)}", "%", "")

private fun requireSame(texts: List<String>, read: (BufferedSource) -> Read) {
    for (text in texts) {
        val whole = read(Buffer().write(latin1(text)))
        for (arrival in arrivals(latin1(text))) {
            withClue("$text, $arrival") { "${read(arrival.open(Ending.CLOSED))}" shouldBe "$whole" }
        }
    }
}

/** What is delivered of a beginning is the beginning of what is delivered of the whole. */
private fun requireBeginnings(texts: List<String>, read: (BufferedSource) -> Read) {
    for (text in texts) {
        val whole = read(Buffer().write(latin1(text)))
        for (byteCount in 0 until minOf(text.length, 500)) {
            val cut = read(Buffer().write(latin1(text.take(byteCount))))
            withClue("$text, cut after $byteCount") { whole.delivered shouldStartWith cut.delivered }
        }
    }
}

class StreamPiecesTest : FunSpec({
    test("F60: events are the same however their bytes arrive, and those of a beginning are their beginning") {
        requireSame(EVENTS, ::events)
        requireBeginnings(EVENTS, ::events)
    }

    test("F60: parts are the same however their bytes arrive, and what was read of them before a failure") {
        requireSame(MULTIPARTS, ::parts)
    }

    test("T19: a body of several parts that is cut is never taken for a whole one") {
        for (text in MULTIPARTS) {
            for (byteCount in 0 until minOf(text.length, 500)) {
                val cut = parts(Buffer().write(latin1(text.take(byteCount))))
                val isClosed = text.take(byteCount).contains("--b--")
                withClue("$text, cut after $byteCount: $cut") { if (!isClosed) (cut.failure != null) shouldBe true }
            }
        }
    }

    test("F60: a field section is the same however its bytes arrive") {
        requireSame(FIELDS, ::fields)
        requireBeginnings(FIELDS.filter { "rest" !in it }, ::fields)
    }

    test("F60: cookies.txt and forms are the same however their bytes arrive") {
        requireSame(COOKIES, ::cookies)
        requireSame(FORMS, ::form)
    }
})
