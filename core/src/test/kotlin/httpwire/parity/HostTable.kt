package httpwire.parity

/** Hosts: of the connection, of a tunnel; with the port inside or apart. */
internal object HostTable {
    private val PLAIN =
        words("example.com Example.COM xn--bcher-kva.example 127.0.0.1 1.2.3.4.5 a_b a..b a. -a a,b a*b a;b") +
            words("example.com: example.com:80 example.com:443 example.com:8080 example.com:65535 127.0.0.1:81")

    private val ADDRESSES =
        words("[::1] [::1]: [::1]:81 ::1 fe80::1%eth0 [fe80::1%eth0]:81 [::ffff:1.2.3.4] [v1.x] [] []:80") +
            words("[::1 ::1] [example.com] a:b:c")

    private val NAMES =
        listOf("b\u00fccher.example", "b\u00fccher.example:81", "\u4f8b\u3048.jp", "fa\u00df.de", "a\u3002b") +
            listOf("a\u00a0b", "\u00fc".repeat(64), "${"x".repeat(63)}.e", "${"x".repeat(64)}.e", "x.".repeat(130))

    private val HOSTILE =
        words("example.com:0 example.com:65536 example.com:abc example.com:+80 example.com:8_0 example.com:-1 :80 :") +
            words("user:pw@example.com user@example.com a@b a/b a?b a#b a\\b a%41b a<b> a\"b") +
            listOf("", "example.com: 80", "a b", "a\tb", "a\r\nX: y", "a\u0000b", "a\u007fb")

    private val HOSTS = PLAIN + ADDRESSES + NAMES + HOSTILE

    /** -1 is left out: it means the default to us. */
    private val PORTS = listOf(null, 80, 81, 443, 0, 65535, 65536)
    private val GET = call("request", "GET", "/", emptyList<String>(), null)
    private val CONNECTED = listOf(Answer.of("HTTP/1.1 200 Connection established\r\nVia: p\r\n\r\n"))

    private val DIRECT =
        HOSTS.flatMap { host -> PORTS.take(3).map { Case(listOf(GET), host = host, port = it) } } +
            words("h [::1] ::1 h:82").flatMap { host -> PORTS.map { Case(listOf(GET), host = host, port = it) } }

    /** TLS makes no difference here, since no bytes are sent. */
    private val SECURE =
        HOSTS.map { Case(emptyList(), host = it, secure = true) } +
            Case(emptyList(), host = "h", port = 80, secure = true)

    private val TUNNELLED =
        HOSTS.flatMap { host ->
            listOf(null, 81).map {
                val calls = listOf(call("set_tunnel", host, it), GET, call("proxy_headers"))
                Case(calls, tunnelAnswers = CONNECTED, host = "proxy:8080")
            }
        }

    val ALL: List<Case> = DIRECT + SECURE + TUNNELLED
}

/** The words of a line. */
internal fun words(line: String): List<String> = line.split(' ')
