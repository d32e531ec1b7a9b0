package httpwire.parity

import httpwire.parity.Aspect.CONNECTED
import httpwire.parity.Aspect.FINISHED
import httpwire.parity.Aspect.OPEN
import httpwire.parity.Aspect.OUTCOME
import httpwire.parity.Aspect.STATE
import httpwire.parity.Aspect.TUNNEL

/** Where a response ends at another time, or closes the connection. */
internal object EndRules {
    private val UNREAD =
        mapOf(
            "Idle" to "Unread-response",
            "Request-started" to "Req-started-unread-response",
            "Request-sent" to "Req-sent-unread-response",
        )

    /** Whether the only difference is that our side has found the end of the response and Python has not yet. */
    private fun Difference.isAhead(): Boolean {
        val isBehind = python.state == jvm.state || python.state == UNREAD[jvm.state]
        val isOpenRight = aspect != OPEN || (response?.willClose == true && python.open.containsAll(jvm.open))
        return jvm.isFinished && !python.isFinished && jvm.error == python.error && isBehind && isOpenRight
    }

    /** What Python has not done yet in a step: end the state or the response, close these sockets. */
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
            rule("no-body-no-end", "a response without a body is finished at once", STATE, FINISHED, OPEN) {
                isAhead() && hasNoBody()
            },
            rule(
                "last-byte-releases",
                "gh-113199: read1 and readline release the connection at the last byte, as in Python 3.11.8, 3.12.2, 3.13",
                STATE,
                FINISHED,
                OPEN,
                isMet = { if (it.minor == 11) !it.isAtLeast(11, 8) else !it.isAtLeast(12, 2) },
            ) { isAhead() && delivered().toLong() == contentLength() },
            rule("end-seen", "all of a body until close was read, and its end too", STATE, FINISHED, OPEN) {
                isAhead() && response!!.willClose && delivered() == message!!.body.length
            },
            rule("behind-as-before", "http.client still holds what it has not released before", STATE, FINISHED, OPEN) {
                val now = behind(python to jvm)
                val then = before?.let(::behind).orEmpty()
                if (aspect == OPEN) then.containsAll(now.filterIsInstance<Int>()) else aspect in now && aspect in then
            },
            stop("behind-blocks", "a response at its end does not block the next one", OUTCOME) {
                val wasBehind = STATE in before?.let(::behind).orEmpty()
                call?.name == "getresponse" && python.error == "ResponseNotReady" && wasBehind
            },
        )

    private val CLOSING =
        listOf(
            stop(
                "abandoned-closes",
                "http.client would read the rest of an abandoned body as the next response",
                STATE,
                CONNECTED,
                OPEN,
            ) {
                val isClosed = jvm.isFinished && jvm.state == "Idle" && !jvm.isConnected
                call?.name == "close_response" && python.isFinished && isClosed
            },
            stop(
                "surplus-closes",
                "RFC 9112 6.3: bytes after a response do not answer any request",
                STATE,
                CONNECTED,
                OPEN,
            ) {
                val isClosed = jvm.isFinished && jvm.error == null && !jvm.isConnected
                isClosed && !response!!.willClose && hasSurplus()
            },
            stop(
                "stale-not-reused",
                "RFC 9112 9.2: an idle connection that has become readable is closed, and a new one opened",
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
                "reading a body whose connection was closed throws; in http.client it looks complete",
                OUTCOME,
            ) { call?.name in READERS && jvm.error == "Cancelled" },
            stop(
                "closed-says-so",
                "lines() throws after close(); in http.client the body looks complete",
                OUTCOME,
            ) {
                val wasClosed = callsSoFar.any { it.name == "close_response" }
                call?.name == "lines" && jvm.error == "RuntimeError" && wasClosed
            },
        )

    val ALL: List<Rule> = AHEAD + CLOSING + LASTING
}
