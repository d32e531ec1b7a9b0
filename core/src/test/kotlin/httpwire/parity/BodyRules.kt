package httpwire.parity

import httpwire.parity.Aspect.CONNECTED
import httpwire.parity.Aspect.DETAIL
import httpwire.parity.Aspect.FINISHED
import httpwire.parity.Aspect.OPEN
import httpwire.parity.Aspect.OUTCOME
import httpwire.parity.Aspect.STATE

/** Where a body is read differently. */
internal object BodyRules {
    /** The calls that read bodies. */
    val READING = setOf("read", "read1", "readinto", "readline", "lines", "peek")

    private fun Difference.isReading() = call?.name in READING

    private fun Difference.isCoded() = response?.hasField("Transfer-Encoding") == true

    /** Both sides returned something. */
    private fun Difference.isRead(name: String) = call?.name == name && python.error == null && jvm.error == null

    /** Whether a body broke off, which closes the connection. */
    private fun Difference.isBroken(error: String?) =
        isReading() && jvm.error != null && jvm.error == error && jvm.isFinished && !jvm.isConnected

    /** Whether our side treats a chunked body as complete. */
    private fun Difference.isWhole() =
        call?.name == "read" && call!!.arguments.isEmpty() && jvm.error == null && jvm.isFinished && isCoded() &&
            !hasNoBody() && requestOfResponse.method != "CONNECT" && callsSoFar.none { it.name == "close_response" }

    private val BROKEN =
        listOf(
            stop("early-end", "RFC 9112 8: every read throws if the body is shorter than Content-Length", OUTCOME) {
                val length = contentLength()
                isBroken("IncompleteRead") && python.error == null && length != null && message!!.body.length < length
            },
            stop("chunks-cut", "RFC 9112 8: without its last chunk and trailers a body is incomplete", OUTCOME) {
                isBroken("IncompleteRead") && isCoded() && message!!.chunks.end == Chunks.End.CUT
            },
            stop(
                "chunks-malformed",
                "RFC 9112 7.1: 1*HEXDIG; CR LF after size, data and trailers",
                OUTCOME,
                forbids = { isWhole() && message!!.chunks.end != Chunks.End.WHOLE },
            ) {
                isBroken("MalformedMessage") && isCoded() && message!!.chunks.end == Chunks.End.MALFORMED
            },
            rule("partial-is-all", "partial holds all bytes that came, the broken chunk's too", DETAIL) {
                isBroken("IncompleteRead") && isCoded() && jvm.detail("expected") == null &&
                    jvm.detail("partial")!!.startsWith(python.detail("partial")!!)
            },
            rule("partial-is-data", "the bytes of chunk framing are not part of the body", DETAIL) {
                isBroken("IncompleteRead") && isCoded() && python.detail("expected") != null &&
                    jvm.detail("partial") == "" && "\r\n".startsWith(python.detail("partial")!!)
            },
            stop(
                "broken-closes",
                "RFC 9112 9.3: what follows a broken body cannot be interpreted",
                STATE,
                FINISHED,
                OPEN,
                CONNECTED,
            ) { isBroken(python.error) },
        )

    private val READ =
        listOf(
            stop(
                "no-body-whatever",
                "RFC 9112 6.3: no body for 204, 304 and HEAD, even if the fields announce one",
                OUTCOME,
                DETAIL,
            ) {
                val hasTried = python.error in setOf("IncompleteRead", "TimeoutError", null)
                isReading() && isCoded() && hasNoBody() && hasTried && jvm.bytes == ""
            },
            stop(
                "read-nothing",
                "read(0) of http.client reads the next chunk-size line, and so may find the end",
                OUTCOME,
                STATE,
                FINISHED,
                OPEN,
            ) {
                val isNothing = call?.name == "read" && call?.text(0) == "0" && jvm.bytes == "" && !jvm.isFinished
                isNothing && isCoded() && (python.isFinished || python.error != null)
            },
            stop("limit-kept", "readline(limit) keeps the limit across chunks too", DETAIL) {
                isRead("readline") && isCoded() && python.bytes!!.startsWith(jvm.bytes!!) &&
                    jvm.bytes!!.length == call!!.text(0)?.toInt()
            },
            stop(
                "read1-any-amount",
                "io.BufferedIOBase.read1: any number of bytes; ours first returns what peek or readline has buffered",
                DETAIL,
            ) {
                val hasLooked = callsSoFar.any { it.name == "peek" || it.name == "readline" }
                isRead("read1") && jvm.bytes != "" && python.bytes!!.startsWith(jvm.bytes!!) && hasLooked
            },
            stop("peek-never-waits", "peek does not wait for bytes after the body", OUTCOME) {
                call?.name == "peek" && python.error == "TimeoutError" && jvm.bytes == "" && jvm.isFinished
            },
            rule("peek-shows-the-body", "peek(n) returns at most n bytes, none after the body", DETAIL) {
                isRead("peek") && python.bytes!!.startsWith(jvm.bytes!!) && (jvm.bytes != "" || jvm.isFinished)
            },
        )

    val ALL: List<Rule> = BROKEN + READ
}

/** Whether the latest response has no body, because of its request, its status or its length. */
internal fun Difference.hasNoBody(): Boolean =
    requestOfResponse.method == "HEAD" || response!!.status in listOf(204, 304) || contentLength() == 0L

/** The length that the head of the latest response announces; null if it is not a number. */
internal fun Difference.contentLength(): Long? = response?.field("Content-Length")?.substringBefore(',')?.toLongOrNull()
