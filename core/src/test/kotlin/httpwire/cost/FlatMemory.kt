package httpwire.cost

import httpwire.HttpException
import httpwire.Limits
import httpwire.connection.HttpResponse
import httpwire.internal.wire.EndlessSource
import okio.Buffer
import okio.ForwardingSource
import okio.buffer

private const val OK = "HTTP/1.1 200 OK\r\n"
private const val CHUNKED = OK + "Transfer-Encoding: chunked\r\n\r\n"

/** Four times the heap of [FlatMemory]. */
private const val MOST_BYTES = 64L shl 20

/** What never ends, or is cut after [MOST_BYTES]: how it begins, and what comes again and again. */
private val ENDLESS = mapOf(
    "T12: an extension" to Pair(CHUNKED + "1;", "x"),
    "T12: chunks with extensions" to Pair(CHUNKED, "1;${"x".repeat(1000)}\r\nh\r\n"),
    "T12: chunks of one byte" to Pair(CHUNKED, "1\r\nh\r\n"),
    "T22: a length of 2^62" to Pair("${OK}Content-Length: 4611686018427387904\r\n\r\n", "x"),
    "T22: a chunk of 2^62" to Pair(CHUNKED + "4000000000000000\r\n", "x"),
    "T22: a body until the end" to Pair("$OK\r\n", "x"),
    "T23: a line" to Pair(OK + "A: ", "x"),
    "T23: fields" to Pair(OK, "A: b\r\n"),
    "T23: folds" to Pair(OK + "A: b\r\n", " c\r\n"),
    "T24: interim responses" to Pair("", "HTTP/1.1 103 Early\r\nLink: x\r\n\r\n"),
    "T25: trailers" to Pair(CHUNKED + "0\r\n", "A: b\r\n"),
    "T26: a reason" to Pair("HTTP/1.1 200 ", "x"),
    "T26: empty lines before a status line" to Pair("", "\r\n"),
)

/** Reads what never ends, in a heap that a quarter of it would fill; prints what came of each. */
internal object FlatMemory {
    @JvmStatic
    fun main(arguments: Array<String>) {
        for ((name, bytes) in ENDLESS) println("$name: ${outcome(bytes.first, bytes.second)}")
    }

    val names: Set<String> get() = ENDLESS.keys

    private fun outcome(start: String, again: String): String {
        val endless = EndlessSource(start, again.repeat(8192 / again.length + 1))
        val bounded = object : ForwardingSource(endless) {
            override fun read(sink: Buffer, byteCount: Long) =
                if (endless.takenByteCount < MOST_BYTES) super.read(sink, byteCount) else -1
        }
        val content = Buffer()
        try {
            val source = HttpResponse.parse(bounded.buffer(), "GET", Limits.DEFAULT).source()
            while (source.read(content, 8192) >= 0) content.clear()
        } catch (e: HttpException) {
            return "${e.javaClass.simpleName} after ${endless.takenByteCount shr 10} KiB"
        }
        return "read after ${endless.takenByteCount shr 10} KiB"
    }
}
