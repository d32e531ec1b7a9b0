package httpwire.parity

import httpwire.parity.Aspect.CONNECTED
import httpwire.parity.Aspect.FINISHED
import httpwire.parity.Aspect.OPEN
import httpwire.parity.Aspect.OUTCOME
import httpwire.parity.Aspect.STATE
import httpwire.parity.Aspect.TUNNEL

/** Where a response ends at another time, or takes the connection with it. */
internal object EndRules {
    private val UNREAD =
        mapOf(
            "Idle" to "Unread-response",
            "Request-started" to "Req-started-unread-response",
            "Request-sent" to "Req-sent-unread-response",
        )

    /** Our side is at the end of the response, in order; Python's only difference is that it has not noticed. */
    private fun Difference.isAhead(): Boolean {
        val isBehind = python.state == jvm.state || python.state == UNREAD[jvm.state]
        val isOpenRight = aspect != OPEN || (response?.willClose == true && python.open.containsAll(jvm.open))
        return jvm.isFinished && !python.isFinished && jvm.error == python.error && isBehind && isOpenRight
    }

    /** In what Python is behind in a step: an unread response, its end, the numbers of sockets it still holds. */
    private fun behind(step: Pair<Step, Step>): Set<Any> {
        val (python, jvm) = step
        val unread = if (python.state == UNREAD[jvm.state]) setOf(STATE) else emptySet()
        val unfinished = if (jvm.isFinished && !python.isFinished) setOf(FINISHED) else emptySet()
        return unread + unfinished + (python.open - jvm.open.toSet())
    }

    /** The bytes of the latest response that were read. */
    private fun Difference.delivered(): Int = readings().sumOf { it.bytes.orEmpty().length }

    private fun Difference.readings(): List<Step> = stepsSoFar()
        .zip(listOf<Call?>(null) + case.calls)
        .dropWhile { (step, _) -> step.second !== response }
        .filter { (_, call) -> call?.name in BodyRules.READING - "peek" }
        .map { (step, _) -> step.second }

    private fun Difference.hasSurplus(): Boolean {
        val seen = message ?: return false
        return when {
            hasNoBody() -> seen.body.isNotEmpty()
            response!!.hasField("Content-Length") -> seen.body.length > contentLength()!!
            else -> seen.chunks.rest.isNotEmpty()
        }
    }

    private val AHEAD =
        listOf(
            rule("no-body-no-end", "design 7: an empty response is finished at once", STATE, FINISHED, OPEN) {
                isAhead() && hasNoBody()
            },
            rule(
                "last-byte-releases",
                "gh-113199: read1 and readline release at the last byte, as Python from 3.11.8, 3.12.2, 3.13",
                STATE,
                FINISHED,
                OPEN,
                isMet = { if (it.minor == 11) !it.isAtLeast(11, 8) else !it.isAtLeast(12, 2) },
            ) { isAhead() && delivered().toLong() == contentLength() },
            rule("end-seen", "a body until close that was read beyond its end is at its end", STATE, FINISHED, OPEN) {
                isAhead() && response!!.willClose && delivered() == message!!.body.length
            },
            rule("behind-as-before", "what http.client has not released, it still holds", STATE, FINISHED, OPEN) {
                val now = behind(python to jvm)
                val then = before?.let(::behind).orEmpty()
                if (aspect == OPEN) then.containsAll(now.filterIsInstance<Int>()) else aspect in now && aspect in then
            },
            stop("behind-blocks", "design 7: a response at its end does not stand in the way of the next", OUTCOME) {
                val wasBehind = STATE in before?.let(::behind).orEmpty()
                call?.name == "getresponse" && python.error == "ResponseNotReady" && wasBehind
            },
        )

    private val CLOSING =
        listOf(
            stop(
                "abandoned-closes",
                "facts 15: http.client reads the rest of an abandoned body as the next response",
                STATE,
                CONNECTED,
                OPEN,
            ) {
                val isClosed = jvm.isFinished && jvm.state == "Idle" && !jvm.isConnected
                call?.name == "close_response" && python.isFinished && isClosed
            },
            stop(
                "surplus-closes",
                "RFC 9112 6.3, threats T18: bytes behind a response are no answer to anything",
                STATE,
                CONNECTED,
                OPEN,
            ) {
                val isClosed = jvm.isFinished && jvm.error == null && !jvm.isConnected
                isClosed && !response!!.willClose && hasSurplus()
            },
            stop(
                "stale-not-reused",
                "RFC 9112 9.2, threats T17: a readable idle connection is closed and opened anew",
                OUTCOME,
                TUNNEL,
                STATE,
                OPEN,
            ) {
                val wasOpened = jvm.error == null && jvm.open.isNotEmpty() && jvm.open.last() !in python.open
                val isSending = call?.name == "request" || call?.name == "endheaders"
                isSending && (wasOpened || jvm.error == "NotConnected") && response != null &&
                    (hasSurplus() || case.answers.any { it.closes })
            },
        )

    private val READERS = setOf("read", "read1", "readinto", "readline", "readlines", "lines", "peek")

    private val LASTING =
        listOf(
            stop(
                "taken-away",
                "architecture, walk of a response: a body that was taken away says so; http.client shows an end",
                OUTCOME,
            ) { call?.name in READERS && jvm.error == "Cancelled" },
            stop(
                "closed-says-so",
                "HttpResponse.lines: after close() it says so; http.client shows an end",
                OUTCOME,
            ) {
                val wasClosed = callsSoFar.any { it.name == "close_response" }
                call?.name == "lines" && jvm.error == "RuntimeError" && wasClosed
            },
        )

    val ALL: List<Rule> = AHEAD + CLOSING + LASTING
}
