package httpwire.parity

import httpwire.parity.Aspect.CONNECTED
import httpwire.parity.Aspect.DETAIL
import httpwire.parity.Aspect.FIELDS
import httpwire.parity.Aspect.FINISHED
import httpwire.parity.Aspect.HEAD
import httpwire.parity.Aspect.OPEN
import httpwire.parity.Aspect.OUTCOME
import httpwire.parity.Aspect.STATE
import httpwire.parity.Aspect.WILL_CLOSE

/** Where a head is understood differently: status, fields, framing, persistence. */
internal object ResponseRules {
    /** The characters of ISO-8859-1 that `str.strip` treats as white space. */
    private const val PYTHON_SPACES = "\t\n\u000b\u000c\r\u001c\u001d\u001e\u001f \u0085\u00a0"

    /** The exceptions if the server closes, or sends nothing more, after an interim response. */
    private val NOTHING = setOf("RemoteDisconnected", "TimeoutError")
    private val ESCAPES = mapOf('\t' to "\\t", '\r' to "\\r", '\n' to "\\n")

    private fun Difference.isHead() = call?.name == "getresponse"

    private val HEADS =
        listOf(
            stop("interim-skipped", "RFC 9110 15.2: every 1xx except 101 is interim", OUTCOME, HEAD) {
                val final = message?.final
                val isRight =
                    if (jvm.isResponse) jvm.status == final?.status else jvm.error in NOTHING && final?.text == ""
                isHead() && python.isResponse && python.status in 102..199 && isRight
            },
            rule("line-shown-safely", "what a server sends is safe to print: escaped, at most 64 characters", DETAIL) {
                val seen = message?.heads.orEmpty().map { it.statusLine.removeSuffix("\n").removeSuffix("\r") }
                val shown = jvm.detail("line")?.removeSuffix("…")?.trimEnd()
                isHead() && jvm.error == "BadStatusLine" &&
                    (seen + python.detail("line")!!).any { printable(it).startsWith(shown!!) }
            },
            stop(
                "failure-closes",
                "a response that cannot be read closes the connection; http.client keeps socket and state",
                STATE,
                CONNECTED,
                OPEN,
            ) { isHead() && jvm.error != null && jvm.error == python.error && jvm.state == "Idle" && !jvm.isConnected },
            rule(
                "reason-as-it-came",
                "RFC 9112 4: white space is SP and HTAB; Python strips VT, FS, NEL and more",
                HEAD,
            ) {
                jvm.reason.trim { it in PYTHON_SPACES } == python.reason &&
                    jvm.status == python.status && jvm.version == python.version
            },
            stop(
                "reason-of-controls",
                "RFC 9112 4: VT, FS and the like are not white space but part of the reason",
                OUTCOME,
            ) {
                val isBare = python.error == "BadStatusLine" && jvm.isResponse && jvm.reason.isNotEmpty()
                isHead() && isBare && jvm.reason.all { it in PYTHON_SPACES }
            },
            rule(
                "value-trimmed",
                "RFC 9112 5.1, 5.2: trailing white space is not part of a value, and a fold is one space",
                FIELDS,
                DETAIL,
            ) {
                val isSame = jvm.isResponse && python.fields.map { it.first to trimmed(it.second) } == jvm.fields
                isSame ||
                    (
                        call?.name == "getheader" &&
                            jvm.bytes == python.bytes?.split(", ")?.joinToString(", ", transform = ::trimmed)
                        )
            },
        )

    /** For http.client these bodies last until close, so that nothing after them can be compared. */
    private fun framedOtherwise(name: String, reason: String, isSo: Difference.() -> Boolean) =
        stop(name, reason, WILL_CLOSE, DETAIL, OUTCOME, OPEN, FINISHED) {
            val isRead = jvm.isResponse || jvm.error != null || python.bytes?.startsWith(jvm.bytes.orEmpty()) != false
            response != null && isSo() && (isRead || response!!.hasField("Transfer-Encoding"))
        }

    private fun Difference.codings() = message?.final?.members("Transfer-Encoding").orEmpty()

    private val FRAMING =
        listOf(
            framedOtherwise(
                "equal-lengths",
                "RFC 9110 8.6: a Content-Length repeated with the same value counts once",
            ) {
                val length = response!!.field("Content-Length").orEmpty()
                ',' in length && length.split(',').map { it.trim() }.distinct().size == 1
            },
            framedOtherwise(
                "empty-members",
                "RFC 9110 5.6.1: empty members of Transfer-Encoding are ignored",
            ) {
                val codings = codings()
                "" in codings && codings.filter { it.isNotEmpty() }.map { it.lowercase() } == listOf("chunked")
            },
            framedOtherwise(
                "coding-trimmed",
                "RFC 9112 5.1, 5.2: chunked with white space or a fold around it is chunked",
            ) {
                val coding = pythonResponse?.field("Transfer-Encoding").orEmpty()
                coding != trimmed(coding) && trimmed(coding).lowercase() == "chunked"
            },
            stop(
                "connect-answered",
                "RFC 9112 6.3: after 2xx to CONNECT comes the tunnel, whatever the fields say",
                WILL_CLOSE,
                DETAIL,
                OUTCOME,
                OPEN,
                FINISHED,
            ) {
                val answer = response
                requestOfResponse.method == "CONNECT" && answer != null && answer.status in 200..299 && answer.willClose
            },
            stop(
                "connection-is-a-list",
                "RFC 9112 9.3: options of all Connection lines, whole words, and close wins",
                WILL_CLOSE,
            ) {
                val options = message!!.final.members("Connection").map { it.lowercase() }
                val hasSaid = options.isNotEmpty() || message!!.final.values("Proxy-Connection").isNotEmpty()
                val isClosing = "close" in options || (python.version == 10 && !agrees(options))
                hasSaid && jvm.willClose == isClosing
            },
        )

    private fun Difference.agrees(options: List<String>) =
        "keep-alive" in options || !jvm.field("Keep-Alive").isNullOrEmpty() ||
            message!!.final.members("Proxy-Connection").any { it.equals("keep-alive", ignoreCase = true) }

    private fun trimmed(value: String) = value
        .split(Regex("\r?\n"))
        .map { it.trim(' ', '\t') }
        .filter { it.isNotEmpty() }
        .joinToString(" ")

    /** As [httpwire.internal.wire.Printable] shows it, without its limit. */
    private fun printable(line: String) = line
        .map { ESCAPES[it] ?: if (it in ' '..'~') "$it" else "\\x%02x".format(it.code) }
        .joinToString("")

    val ALL: List<Rule> = HEADS + FRAMING
}
