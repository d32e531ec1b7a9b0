package httpwire.parity

/** What is printed; tunnels have their own table. */
internal object DebugTable {
    private val NO_FIELDS = emptyList<Pair<String, String>>()
    private val READ = listOf(call("getresponse"), call("read"))
    private val SECRETS = listOf("Authorization" to "Basic x", "Cookie" to "a=b", "X" to "it's \"y\"\\")
    private const val OK = "HTTP/1.1 200 OK\r\nA: b\r\nSet-Cookie: c=d\r\nContent-Length: 2\r\n\r\nhi"

    private val REQUESTS =
        listOf(
            listOf(call("request", "GET", "/", NO_FIELDS, null)),
            listOf(call("request", "GET", "/", SECRETS, null)),
            listOf(call("request", "POST", "/", NO_FIELDS, body("bytes", "\u0000it's \"\u00ff\"\t\r\n\\"))),
            listOf(call("request", "POST", "/", NO_FIELDS, body("bytes", ""))),
            listOf(
                call("request", "POST", "/", NO_FIELDS, body("stream", "0123456789")),
                call("send", body("bytes", "x")),
            ),
            listOf(call("request", "POST", "/", NO_FIELDS, body("reader", "0123456789"))),
            listOf(call("request", "POST", "/", NO_FIELDS, body("pieces", listOf("a", "", "b")))),
            listOf(call("request", "POST", "/", NO_FIELDS, body("file", "0123456789"))),
            listOf(
                call("putrequest", "PUT", "/"),
                call("putheader", "Content-Length", "3"),
                call("endheaders"),
                call("send", body("bytes", "abc")),
            ),
            listOf(
                call("putrequest", "PUT", "/"),
                call("putheader", "Content-Length", "3"),
                call("endheaders"),
                call("send", body("stream", "abc")),
            ),
        )

    private val ANSWERS =
        listOf(
            OK,
            "HTTP/1.1 100 Continue\r\nX: y\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n$OK",
            "HTTP/1.1 200\nA: caf\u00e9\n\n",
            "HTTP/1.1 200 \u00e9 it's\r\n\r\n",
            "",
        )

    val ALL: List<Case> =
        listOf(1, 2).flatMap { level ->
            ANSWERS.flatMap { answer ->
                REQUESTS.map {
                    Case(
                        listOf(call("debug", level)) + it + READ,
                        listOf(Answer.of(answer, closes = true)),
                        blockSize = 4,
                    )
                }
            }
        }
}
