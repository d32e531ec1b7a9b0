package httpwire.parity

import httpwire.parity.Aspect.DETAIL
import httpwire.parity.Aspect.OUTCOME

/** Where the bounds differ. */
internal object LimitRules {
    private const val FIELDS = 1000
    private const val PYTHON_FIELDS = 100
    private const val HEAD_BYTES = 256 shl 10
    private const val INTERIM = 100
    private const val CHUNK_LINE_BYTES = 4 shl 10
    private const val OVERHEAD_BYTES = 16 shl 10
    private const val TRAILER_BYTES = 16 shl 10
    private val LAST_CHUNK = Regex("\r\n0+(?:;[^\n]*)?\r\n")

    private fun Difference.isHead(error: String? = "LimitExceeded") = call?.name == "getresponse" && jvm.error == error

    private fun Difference.isBody() = call?.name in BodyRules.READING && jvm.error == "LimitExceeded"

    private fun Difference.fieldLines() = message!!.heads.sumOf { it.fieldLines.size }

    private fun Difference.longestLine() = message!!.body.lines().maxOf { it.length }

    private fun Difference.trailers() = LAST_CHUNK.split(message!!.body, 2).getOrElse(1) { "" }

    val ALL: List<Rule> =
        listOf(
            stop(
                "more-fields",
                "1 000 fields are allowed; the 100 of http.client have been too few for real servers",
                OUTCOME,
            ) {
                val isTooMuch = python.error == "HTTPException"
                isHead(null) && isTooMuch && fieldLines() in PYTHON_FIELDS..FIELDS
            },
            stop("fields", "LimitExceeded over 1 000 fields; http.client throws HTTPException over 100", OUTCOME) {
                isHead() && python.error == "HTTPException" && fieldLines() > FIELDS
            },
            stop("head-bytes", "CVE-2013-1752: 256 KiB for a head and the interim ones before it", OUTCOME) {
                isHead() && message!!.heads.sumOf { it.text.length } > HEAD_BYTES - 2
            },
            stop("interim-count", "CVE-2021-3737, gh-150743: at most 100 interim responses", OUTCOME) {
                isHead() && message!!.heads.size > INTERIM + 1
            },
            stop("chunk-line", "4 KiB for a chunk-size line", OUTCOME, DETAIL) {
                val text = "got more than $CHUNK_LINE_BYTES bytes when reading chunk size"
                jvm.error == "LineTooLong" && jvm.detail("text") == text && longestLine() > CHUNK_LINE_BYTES - 2
            },
            stop("chunk-overhead", "CVE-2023-39326: 16 KiB of chunk extensions", OUTCOME) {
                isBody() && longestLine() <= CHUNK_LINE_BYTES && message!!.body.length > OVERHEAD_BYTES
            },
            stop("trailer-bytes", "gh-150743: 16 KiB and 1 000 fields of trailers", OUTCOME) {
                isBody() && (trailers().length > TRAILER_BYTES || trailers().lines().size > FIELDS)
            },
            stop(
                "python-overflow",
                "CPython throws OverflowError when it asks its socket file for 2^63 bytes",
                OUTCOME,
            ) {
                val errors = setOf("IncompleteRead", "TimeoutError", "MalformedMessage", null)
                python.error == "OverflowError" && jvm.error in errors
            },
        )
}
