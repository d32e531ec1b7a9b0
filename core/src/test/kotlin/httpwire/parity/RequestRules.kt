package httpwire.parity

import httpwire.parity.Aspect.OUTCOME
import httpwire.parity.Aspect.SENT
import httpwire.parity.Aspect.STATE

/** Requests that our side refuses before a byte is sent, and with which exception. */
internal object RequestRules {
    private const val UNSENDABLE = "\r\n\u0000"
    private val TOKEN = Regex("[!#$%&'*+.^_`|~0-9A-Za-z-]+")
    private val SCHEME = Regex("^[A-Za-z][A-Za-z0-9+.-]*://")
    private val CALLS = setOf("request", "putrequest", "putheader", "endheaders")

    /** Whether a field has a name or a value that cannot be sent. */
    fun hasBadField(fields: List<Pair<String, String>>): Boolean =
        fields.any { (name, value) -> !TOKEN.matches(name) || value.any { it in UNSENDABLE || it.code > 255 } }

    private fun isVisible(target: String) = target.all { it in '!'..'~' && it != '#' }

    private fun hasForm(method: String, target: String): Boolean =
        target.isEmpty() || target.startsWith("/") || target == "*" || SCHEME.containsMatchIn(target) ||
            method == "CONNECT"

    private fun refused(name: String, error: String, reason: String, isSo: RequestView.() -> Boolean) =
        stop(name, reason, OUTCOME, forbids = { call?.name in CALLS && jvm.error == null && request.isSo() }) {
            call?.name in CALLS && jvm.error == error && jvm.allSent.isEmpty() && request.isSo()
        }

    val ALL: List<Rule> =
        listOf(
            refused("method-token", "ValueError", "RFC 9110 9.1, CVE-2020-26116: a method is a token") {
                !TOKEN.matches(method)
            },
            refused(
                "target-visible",
                "InvalidURL",
                "RFC 9112 3.2: visible US-ASCII; RFC 9110 7.1: a fragment is not sent",
            ) { !isVisible(target) },
            refused("target-form", "InvalidURL", "RFC 9112 3.2: a target has one of four forms") {
                isVisible(target) && !hasForm(method, target)
            },
            refused(
                "target-authority",
                "InvalidURL",
                "RFC 9110 4.2.1, 4.2.4, 7.2: Host is a host and a port, without user information",
            ) { authority?.let { !HostText.isStrict(it) } == true },
            rule("host-of-target", "RFC 9110 7.2: Host is the target's authority, however its scheme is spelt", SENT) {
                request.authority != null && request.target.take(4) != "http"
            },
            refused("field-clean", "ValueError", "RFC 9110 5.1, 5.5: a name is a token; no CR, LF, NUL, nor folds") {
                hasBadField(fields)
            },
            refused("framing-once", "ValueError", "RFC 9112 6.2, RFC 9110 8.6: one Content-Length or one coding") {
                values("Content-Length").size + values("Transfer-Encoding").size > 1
            },
            refused("framing-valid", "ValueError", "RFC 9110 8.6, RFC 9112 6.1: a number; chunked is the last coding") {
                values("Content-Length").any { length -> length.any { it !in '0'..'9' } } ||
                    values("Transfer-Encoding").any { !it.lowercase().endsWith("chunked") }
            },
            refused("host-once", "ValueError", "RFC 9110 7.2: one Host") {
                values("Host").size + (if (hasAutomaticHost) 1 else 0) > 1
            },
            stop(
                "old-has-no-chunks",
                "RFC 9112 6.1: http.client announces chunks in HTTP/1.0 and sends none",
                OUTCOME,
            ) {
                case.version == 10 && jvm.error == "ValueError" && jvm.allSent.isEmpty()
            },
            stop("refused-leaves-nothing", "a refused call changes neither buffer nor state", STATE) {
                val isRefused = jvm.error in setOf("ValueError", "InvalidURL") && jvm.allSent.isEmpty()
                call?.name in CALLS && jvm.error == python.error && isRefused
            },
            stop("not-connected-is-idle", "a request that could not be sent has ended", STATE) {
                jvm.error == "NotConnected" && python.error == "NotConnected" && jvm.state == "Idle"
            },
        )
}
