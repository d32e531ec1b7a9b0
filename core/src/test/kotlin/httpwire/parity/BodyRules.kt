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

    /** A body that broke off takes the connection along. */
    private fun Difference.isBroken(error: String?) =
        isReading() && jvm.error != null && jvm.error == error && jvm.isFinished && !jvm.isConnected

    /** Our side takes a chunked body for complete. */
    private fun Difference.isWhole() =
        call?.name == "read" && call!!.arguments.isEmpty() && jvm.error == null && jvm.isFinished && isCoded() &&
            !hasNoBody() && requestOfResponse.method != "CONNECT" && callsSoFar.none { it.name == "close_response" }

    private val BROKEN =
        listOf(
            stop("early-end", "RFC 9112 8: every way of reading tells that Content-Length was not kept", OUTCOME) {
                val length = contentLength()
                isBroken("IncompleteRead") && python.error == null && length != null && message!!.body.length < length
            },
            stop("chunks-cut", "RFC 9112 8: without its last chunk and trailers a body is incomplete", OUTCOME) {
                isBroken("IncompleteRead") && isCoded() && message!!.chunks.end == Chunks.End.CUT
            },
            stop(
                "chunks-malformed",
                "RFC 9112 7.1: 1*HEXDIG; CR LF behind size, data and trailers",
                OUTCOME,
                forbids = { isWhole() && message!!.chunks.end != Chunks.End.WHOLE },
            ) {
                isBroken("MalformedMessage") && isCoded() && message!!.chunks.end == Chunks.End.MALFORMED
            },
            rule("partial-is-all", "issue 3: partial holds all that came, the broken chunk's bytes too", DETAIL) {
                isBroken("IncompleteRead") && isCoded() && jvm.detail("expected") == null &&
                    jvm.detail("partial")!!.startsWith(python.detail("partial")!!)
            },
            rule("partial-is-data", "the bytes of chunk framing are no part of the body", DETAIL) {
                isBroken("IncompleteRead") && isCoded() && python.detail("expected") != null &&
                    jvm.detail("partial") == "" && "\r\n".startsWith(python.detail("partial")!!)
            },
            stop(
                "broken-closes",
                "RFC 9112 9.3: what comes behind a broken body means nothing",
                STATE,
                FINISHED,
                OPEN,
                CONNECTED,
            ) { isBroken(python.error) },
        )

    private val READ =
        listOf(
            stop("no-body-whatever", "RFC 9112 6.3: 204, 304 and HEAD, whatever the fields say", OUTCOME, DETAIL) {
                val hasTried = python.error in setOf("IncompleteRead", "TimeoutError", null)
                isReading() && isCoded() && hasNoBody() && hasTried && jvm.bytes == ""
            },
            stop(
                "read-nothing",
                "facts 15: read(0) of http.client reads a chunk's head, and so may find the end",
                OUTCOME,
                STATE,
                FINISHED,
                OPEN,
            ) {
                val isNothing = call?.name == "read" && call?.text(0) == "0" && jvm.bytes == "" && !jvm.isFinished
                isNothing && isCoded() && (python.isFinished || python.error != null)
            },
            stop("limit-kept", "facts 18: readline(limit) is never more, across chunks too", DETAIL) {
                isRead("readline") && isCoded() && python.bytes!!.startsWith(jvm.bytes!!) &&
                    jvm.bytes!!.length == call!!.text(0)?.toInt()
            },
            stop(
                "read1-any-amount",
                "io.BufferedIOBase.read1: as many as there are; ours may give what peek or readline held",
                DETAIL,
            ) {
                val hasLooked = callsSoFar.any { it.name == "peek" || it.name == "readline" }
                isRead("read1") && jvm.bytes != "" && python.bytes!!.startsWith(jvm.bytes!!) && hasLooked
            },
            stop("peek-never-waits", "facts 18: peek does not wait for bytes behind the body", OUTCOME) {
                call?.name == "peek" && python.error == "TimeoutError" && jvm.bytes == "" && jvm.isFinished
            },
            rule("peek-shows-the-body", "facts 18: peek(n) shows at most n bytes, none from behind the body", DETAIL) {
                isRead("peek") && python.bytes!!.startsWith(jvm.bytes!!) && (jvm.bytes != "" || jvm.isFinished)
            },
        )

    val ALL: List<Rule> = BROKEN + READ
}

/** The latest response has no body, by what it answers or by its length. */
internal fun Difference.hasNoBody(): Boolean =
    requestOfResponse.method == "HEAD" || response!!.status in listOf(204, 304) || contentLength() == 0L

/** What the latest response's head announces; null if that is no number. */
internal fun Difference.contentLength(): Long? = response?.field("Content-Length")?.substringBefore(',')?.toLongOrNull()
