package httpwire.coroutines.contract

import httpwire.dsl.OptionsScope
import kotlin.time.Duration.Companion.milliseconds

private val SOON = 300.milliseconds

private fun late(name: String, wire: String, isSecure: Boolean = false, options: OptionsScope.() -> Unit) =
    Case(name, wire, isSecure, options, exchanges = arrayOf(get() gives "Timeout"))

val timeoutCases =
    listOf(
        late("no answer in time", "!head") { timeout = SOON },
        late("no first byte in time", "!head") { timeouts { firstByte = SOON } },
        late("half a head in time", "!head\n< HTTP/1.1 200|") { timeout = SOON },
        late("half a body in time", "!head\n< HTTP/1.1 200 OK\n< Content-Length: 5\n<\n< hi|") {
            timeouts { read = SOON }
        },
        late("an exchange that takes too long altogether", "!head\n< HTTP/1.1 200 OK\n<\n< hi|") {
            timeouts { deadline = SOON }
        },
        late("a handshake that takes too long", "!silence", isSecure = true) { timeouts { tls = SOON } },
        late("a tunnel that takes too long", "!head") {
            tunnel("origin.test")
            timeouts { tunnel = SOON }
        },
    )

private const val CONNECT = "> CONNECT origin.test:80 HTTP/1.1\n"

private fun tunnel(name: String, wire: String, outcome: String, options: OptionsScope.() -> Unit) =
    Case(name, wire, options = options, exchanges = arrayOf(get() gives outcome))

val tunnelCases =
    listOf(
        tunnel(
            "a tunnel",
            "$CONNECT> Host: origin.test:80\n>\n< HTTP/1.1 200 Go\n<\n> GET / HTTP/1.1\n" +
                "> Host: origin.test\n> Accept-Encoding: identity\n>\n" +
                "< HTTP/1.1 200 OK\n< Content-Length: 2\n<\n< hi|",
            "200 OK: hi",
        ) { tunnel("origin.test") },
        tunnel(
            "a tunnel, with a field for the proxy only, and an answer like few",
            "$CONNECT> A: b\n> Host: origin.test:80\n>\n< HTTP/1.1 299 Go\n< C: d\n<\n!head\n< HTTP/1.1 204 OK\n<",
            "204 OK: ",
        ) { tunnel("origin.test", 80) { header("A", "b") } },
        tunnel("a tunnel that is refused", "!head\n< HTTP/1.1 407 No\n< Content-Length: 0\n<", "TunnelRefused") {
            tunnel("origin.test")
        },
        tunnel("a proxy that is none", "!head\n< hello\n<", "BadStatusLine") { tunnel("origin.test") },
        tunnel("a proxy that leaves", "!head\n!hang up", "RemoteDisconnected") { tunnel("origin.test") },
    )

private fun tls(name: String, wire: String, outcome: String, options: OptionsScope.() -> Unit = {}) =
    Case(name, wire, isSecure = true, options = options, exchanges = arrayOf(get() gives outcome))

val tlsCases =
    listOf(
        tls("TLS", "!tls\n!head\n< HTTP/1.1 200 OK\n< Content-Length: 2\n<\n< hi|", "200 OK: hi"),
        tls("TLS, a body until the end", "!tls\n!head\n< HTTP/1.1 200 OK\n<\n< hi|\n!hang up", "200 OK: hi"),
        tls(
            "TLS, a body until an end that is a cut",
            "!tls\n!head\n< HTTP/1.1 200 OK\n<\n< hi|\n!hang up below TLS",
            "IncompleteRead",
        ),
        tls("TLS of another host", "!refused", "TlsFailed"),
        tls("no TLS", "!silence\n< HTTP/1.1 400 Speak clearly\n<", "TlsFailed"),
        tls(
            "TLS in a tunnel",
            "!head\n< HTTP/1.1 200 Go\n<\n!tls\n> GET / HTTP/1.1\n> Host: origin.test\n" +
                "> Accept-Encoding: identity\n>\n" +
                "< HTTP/1.1 200 OK\n< Content-Length: 2\n<\n< hi|",
            "200 OK: hi",
        ) { tunnel("origin.test") },
        tls("TLS of another host in a tunnel", "!head\n< HTTP/1.1 200 Go\n<\n!refused", "TlsFailed") {
            tunnel("origin.test")
        },
    )
