package httpwire.parity

import httpwire.parity.Aspect.OUTCOME

/** Heads of responses that our side refuses, and with which exception; http.client accepts them or throws another one. */
internal object HeadRules {
    private const val BLANKS = " \t"
    private val TOKEN = Regex("[!#$%&'*+.^_`|~0-9A-Za-z-]+")
    private val STATUS_LINE = Regex("HTTP/\\d\\.\\d[ \t]+[1-9]\\d{2}([ \t][^\r\n\u0000]*)?\r?\n")

    private fun refused(name: String, error: String, reason: String, isSo: ServerMessage.() -> Boolean) =
        refusedIf(name, error, reason) { message?.isSo() == true }

    /** Like [refused], for fields that do not matter when there is no body. */
    private fun misframed(name: String, error: String, reason: String, isSo: ServerMessage.() -> Boolean) =
        refusedIf(name, error, reason) {
            val status = message?.final?.status ?: 0
            val isTunnel = request.method == "CONNECT" && status in 200..299
            val hasNoBody = request.method == "HEAD" || status == 204 || status == 304 || isTunnel
            !hasNoBody && message?.isSo() == true
        }

    private fun refusedIf(name: String, error: String, reason: String, isSo: Difference.() -> Boolean) =
        stop(name, reason, OUTCOME, forbids = { call?.name == "getresponse" && jvm.isResponse && isSo() }) {
            val isClosed = jvm.state == "Idle" && !jvm.isConnected
            call?.name == "getresponse" && jvm.error == error && isClosed && isSo()
        }

    private fun ServerMessage.hasFieldLine(isSo: (String) -> Boolean) = heads.any { it.fieldLines.any(isSo) }

    private fun ServerMessage.has(field: String) = final.values(field).isNotEmpty()

    private fun isNumber(value: String) =
        value.all { it in '0'..'9' } && value.isNotEmpty() && (value.trimStart('0') + "0").length <= 20 &&
            value.toBigInteger() <= Long.MAX_VALUE.toBigInteger()

    val ALL: List<Rule> =
        listOf(
            refused("head-cut", "IncompleteRead", "RFC 9112 8: a head that is cut off is incomplete") {
                !final.isWhole
            },
            refused(
                "status-line-token",
                "BadStatusLine",
                "RFC 9112 2.2, 2.3, 4: HTTP/d.d, three digits, only SP and HTAB between; no bare CR, no NUL",
            ) { heads.any { !STATUS_LINE.matches(it.statusLine) } },
            refused(
                "http-0.9",
                "UnknownProtocol",
                "RFC 9110 2.5: another major version than 1; 0.9 never had a status line",
            ) { final.statusLine.startsWith("HTTP/0.9") },
            refused(
                "field-without-colon",
                "MalformedMessage",
                "RFC 9112 5: http.client silently drops this field and all later ones",
            ) { hasFieldLine { ':' !in it && it[0] !in BLANKS } },
            refused(
                "field-name-no-token",
                "MalformedMessage",
                "RFC 9112 5.1: a token; no space before the colon, not empty, no control, US-ASCII",
            ) { hasFieldLine { ':' in it && it[0] !in BLANKS && !TOKEN.matches(it.substringBefore(':')) } },
            refused("fold-of-nothing", "MalformedMessage", "RFC 9112 2.2: white space before the first field") {
                heads.any { it.fieldLines.isNotEmpty() && it.fieldLines[0][0] in BLANKS }
            },
            refused("control-in-field", "MalformedMessage", "RFC 9112 2.2, RFC 9110 5.5: bare CR and NUL") {
                hasFieldLine { '\u0000' in it || '\r' in it.removeSuffix("\n").removeSuffix("\r") }
            },
            misframed(
                "length-no-number",
                "MalformedMessage",
                "RFC 9112 6.3, gh-150751: 1*DIGIT up to 2^63-1, and one value only",
            ) { final.members("Content-Length").let { it.distinct().size > 1 || !it.all(::isNumber) } },
            misframed(
                "length-and-coding",
                "MalformedMessage",
                "RFC 9112 6.3: Content-Length beside Transfer-Encoding may be an attempt at smuggling",
            ) { has("Content-Length") && has("Transfer-Encoding") },
            misframed("coding-in-1.0", "MalformedMessage", "RFC 9112 6.1: Transfer-Encoding in HTTP/1.0") {
                final.statusLine.startsWith("HTTP/1.0") && has("Transfer-Encoding")
            },
            misframed(
                "coding-not-chunked",
                "UnknownTransferEncoding",
                "RFC 9112 6.1: anything but exactly one chunked",
            ) {
                val codings = final.members("Transfer-Encoding").filter { it.isNotEmpty() }.map { it.lowercase() }
                has("Transfer-Encoding") && codings != listOf("chunked")
            },
            refused(
                "unasked-101",
                "MalformedMessage",
                "RFC 9110 7.8, 15.2.2: the client must have asked for another protocol",
            ) {
                final.status == 101
            },
        )
}
