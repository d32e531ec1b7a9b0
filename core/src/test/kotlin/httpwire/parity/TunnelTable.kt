package httpwire.parity

/** What a proxy answers to CONNECT, and what is sent to it. */
internal object TunnelTable {
    private val GET = call("request", "GET", "/", emptyList<String>(), null)
    private val ANSWERS =
        listOf(
            "HTTP/1.1 200 OK\r\n\r\n",
            "HTTP/1.0 200 Connection established\r\nVia: p\r\nX: y\r\n\r\n",
            "HTTP/1.1 200\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
            "HTTP/1.1 201 Created\r\n\r\n",
            "HTTP/1.1 299 Fine\r\n\r\n",
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\n",
            "HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\n\r\n",
            "HTTP/1.1 101 Switching Protocols\r\n\r\n",
            "HTTP/1.1 302 Found\r\nLocation: /\r\n\r\n",
            "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\nContent-Length: 2\r\n\r\nno",
            "HTTP/1.1 407  Proxy   Authentication \r\n\r\n",
            "HTTP/1.0 502 Bad Gateway\r\n\r\nsorry",
            "HTTP/1.1 503\r\n\r\n",
            "HTTP/2.0 200 OK\r\n\r\n",
            "SSH-2.0-x\r\n",
            "HTTP/1.1 200 OK\r\nVia: p\r\n",
            "HTTP/1.1 200 OK",
            "HTTP/1.1 200 OK\r\nNo colon\r\n\r\n",
            "HTTP/1.1 200 OK\r\nX: ${"y".repeat(65_531)}\r\n\r\n",
            "HTTP/1.1 200 OK\r\nX: ${"y".repeat(65_532)}\r\n\r\n",
            "HTTP/1.1 200 OK\r\n${"X: y\r\n".repeat(101)}\r\n",
            "",
        )

    private val FIELDS =
        listOf(
            emptyList(),
            listOf("Proxy-Authorization" to "Basic x", "User-Agent" to "u"),
            listOf("Host" to "other"),
            listOf("host" to "other"),
            listOf("X" to "caf\u00e9"),
            listOf("X" to "a\r\nY: z"),
            listOf("X Y" to "z"),
            listOf("X" to "\u20ac"),
        )

    private val OK = listOf(Answer.of("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"))
    private val REST = listOf(GET, call("getresponse"), call("read"), call("close"), GET)

    val ALL: List<Case> =
        ANSWERS.flatMap { answer ->
            val tunnelled =
                Case(emptyList(), OK, listOf(Answer.of(answer, closes = !answer.endsWith("\r\n\r\n"))), "proxy", 3128)
            listOf(
                tunnelled.copy(calls = listOf(call("set_tunnel", "h")) + REST),
                tunnelled.copy(
                    calls = listOf(
                        call("set_tunnel", "h", 81),
                        call("connect"),
                        call("proxy_headers"),
                        call("set_tunnel", "i"),
                        GET,
                    ),
                ),
                tunnelled.copy(
                    calls = listOf(
                        call("debug", 2),
                        call("set_tunnel", "h"),
                        call("proxy_headers"),
                        call("connect"),
                        GET,
                    ),
                ),
            )
        } +
            FIELDS.map {
                Case(listOf(call("set_tunnel", "h", 443, it)) + REST, OK, List(2) { Answer.of(ANSWERS[0]) }, "proxy")
            } +
            listOf(
                Case(
                    listOf(call("set_tunnel", "h", 81, FIELDS[1]), call("set_tunnel", "i")) + REST,
                    OK,
                    List(2) {
                        Answer.of(ANSWERS[0])
                    },
                ),
                Case(
                    listOf(call("set_tunnel", "h"), call("close"), call("set_tunnel", "i")) + REST,
                    OK,
                    List(2) {
                        Answer.of(ANSWERS[0])
                    },
                ),
                Case(
                    listOf(GET, call("set_tunnel", "h"), call("close"), call("set_tunnel", "h"), GET),
                    OK,
                    listOf(Answer.of(ANSWERS[0])),
                ),
            )
}
