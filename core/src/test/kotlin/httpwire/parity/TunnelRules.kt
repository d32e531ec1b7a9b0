package httpwire.parity

import httpwire.parity.Aspect.CONNECTED
import httpwire.parity.Aspect.DETAIL
import httpwire.parity.Aspect.OPEN
import httpwire.parity.Aspect.OUTCOME
import httpwire.parity.Aspect.SENT
import httpwire.parity.Aspect.STATE
import httpwire.parity.Aspect.TUNNEL

/** Where hosts, opening and tunnels differ. */
internal object TunnelRules {
    private val HOST_ZONE = Regex("(?<=\nHost: \\[)([^%\\]]*)%[^\\]]*")
    private val BRACKETS = Regex("[\\[\\]]")
    private val OPENING = setOf("connect", "request", "endheaders")

    private fun isOld(version: PythonVersion) = !version.isAtLeast(12)

    private fun isNew(version: PythonVersion) = version.isAtLeast(12)

    private fun Difference.isTunnelling() = call?.name in OPENING && callsSoFar.any { it.name == "set_tunnel" }

    private fun Difference.isClosed() = jvm.state == "Idle" && !jvm.isConnected

    /** The proxy's response. */
    private fun Difference.reply(): ServerMessage.Head = ServerMessage(case.tunnelAnswers.first().text).final

    /** The host of the connection, or of set_tunnel. */
    private fun Difference.host(): String = call?.text(0) ?: case.host

    private fun Difference.isStrict(): Boolean {
        val port = if (call == null) case.port else call!!.text(1)?.toInt()
        return if (port == null) HostText.isStrict(host()) else HostText.isHost(host()) && port in 1..65535
    }

    private val HOSTS =
        listOf(
            stop("host-strict", "RFC 9110 4.2: one strict parser for hosts and ports", OUTCOME) {
                (call == null || call?.name == "set_tunnel") && jvm.error == "InvalidURL" && !isStrict()
            },
            rule("host-ascii", "an internationalised name is shown as it is sent, in A-labels", DETAIL) {
                val ascii = HostText.ascii(case.host.substringBefore(':'))
                call == null && ascii !in case.host && jvm.of(DETAIL).toString().startsWith("[\"$ascii\"")
            },
            rule(
                "host-brackets",
                "before 3.13 Python keeps the brackets of a host whose port is given separately",
                DETAIL,
                SENT,
                isMet = { if (it.minor == 12) null else isOld(it) },
            ) { (call == null && case.host.startsWith("[") && case.port != null) || "[[" in python.sent },
            rule(
                "zone-not-sent",
                "RFC 6874 4, gh-73561: a zone is not sent, as in Python from 3.11.5",
                SENT,
                isMet = { !it.isAtLeast(11, 5) },
            ) { '%' in python.sent && jvm.sent == python.sent.replace(HOST_ZONE, "$1") },
        )

    private val CONNECT =
        listOf(
            rule("connect-1.1", "RFC 9110 7.2: HTTP/1.1 and a Host, as Python from 3.12", TUNNEL, isMet = ::isOld) {
                isTunnelling() && jvm.tunnelSent == mended(python.tunnelSent)
            },
            rule(
                "connect-brackets",
                "RFC 9112 3.2.3: Python leaves them out around IPv6 in one place or another",
                TUNNEL,
                isMet = ::isNew,
            ) {
                isTunnelling() && jvm.tunnelSent == mended(python.tunnelSent)
            },
            stop("tunnel-idna", "IDNA in tunnels came with 3.12", OUTCOME, isMet = ::isOld) {
                val hosts = callsSoFar.filter { it.name == "set_tunnel" }.map { it.text(0)!! }
                val isRefused = python.error == "ValueError" && jvm.error == null
                isTunnelling() && isRefused && hosts.any { host -> host.any { it.code > 127 } }
            },
            stop("empty-label", "RFC 3986 3.2.2: an empty label is left to the resolver", OUTCOME, isMet = ::isNew) {
                val isRefused = call?.name == "set_tunnel" && python.error == "ValueError" && jvm.error == null
                isRefused && host().substringBefore(':').split('.').any { it.isEmpty() || it.length > 63 }
            },
            stop("tunnel-fields-checked", "CVE-2026-1502: fields for the proxy are checked like any other", OUTCOME) {
                call?.name == "set_tunnel" && jvm.error == "ValueError" &&
                    RequestRules.hasBadField(pairs(call!!.arguments[2]))
            },
            rule("proxy-headers-new", "get_proxy_response_headers came with 3.12", OUTCOME, isMet = ::isOld) {
                call?.name == "proxy_headers" && python.error == "AttributeError" && jvm.error == null
            },
            stop(
                "connect-once",
                "connect() opens nothing if the connection is open; http.client opens another",
                OUTCOME,
                TUNNEL,
                OPEN,
            ) {
                val isNothing = call?.name == "connect" && jvm.error == null && jvm.allSent.isEmpty()
                isNothing && jvm.isConnected && python.open.size > jvm.open.size
            },
        )

    private val REPLIES =
        listOf(
            stop("tunnel-2xx", "RFC 9110 9.3.6, 15.2: any 2xx opens the tunnel, after interim ones too", OUTCOME) {
                isTunnelling() && python.error == "OSError" && jvm.error == null && reply().status in 200..299
            },
            stop("tunnel-more-fields", "1 000 fields are allowed, from a proxy too", OUTCOME, isMet = ::isNew) {
                val isTooMuch = python.error == "HTTPException" && reply().fieldLines.size in 100..1000
                isTunnelling() && isTooMuch && jvm.error == null
            },
            stop("tunnel-reply-strict", "RFC 9112 2.3, 5, 8: the proxy's answer is read like any other", OUTCOME) {
                val reply = reply()
                val isRight =
                    when (jvm.error) {
                        "IncompleteRead" -> !reply.isWhole
                        "UnknownProtocol" -> !reply.statusLine.startsWith("HTTP/1.")
                        "MalformedMessage" -> reply.status == 101 || reply.fieldLines.any { ':' !in it }
                        else -> false
                    }
                isTunnelling() && isClosed() && isRight
            },
            stop("tunnel-failure-closes", "a handshake that fails closes the connection", STATE, CONNECTED, OPEN) {
                isTunnelling() && isClosed() && jvm.error != null && jvm.error == python.error
            },
        )

    /** Python's CONNECT, corrected to what it should be: 1.1, IPv6 in brackets and without a zone, a Host. */
    private fun mended(head: String): String {
        val old = head.substringAfter("CONNECT ").substringBefore(" ")
        val host = old.substringBeforeLast(':').trim('[', ']').substringBefore('%')
        val new = (if (':' in host) "[$host]" else host) + ":" + old.substringAfterLast(':')
        val forgotten = "Host: ${old.replace(BRACKETS, "")}\r\n"
        val fields = head.substringAfter("\r\n").removeSuffix("\r\n").replace(forgotten, "Host: $new\r\n")
        val added = if ("\nhost:" in "\n${fields.lowercase()}") "" else "Host: $new\r\n"
        return "CONNECT $new HTTP/1.1\r\n$fields$added\r\n"
    }

    val ALL: List<Rule> = HOSTS + CONNECT + REPLIES
}
