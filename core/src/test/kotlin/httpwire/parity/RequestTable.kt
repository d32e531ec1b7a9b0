package httpwire.parity

/** Single requests without bodies: what is written for which arguments. */
internal object RequestTable {
    private val OK = List(2) { Answer.of("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi") }
    private val NO_FIELDS = emptyList<Pair<String, String>>()
    private val GET = call("request", "GET", "/", NO_FIELDS, null)

    /** One request, its answer, and another to see what the first has left. */
    fun one(vararg arguments: Any?): Case =
        Case(listOf(call("request", *arguments), call("getresponse"), call("read"), GET), OK)

    private val METHODS =
        words("GET HEAD POST PUT PATCH DELETE OPTIONS TRACE CONNECT get post Purge M-SEARCH !#$%&'*+-.^_`|~ GET/") +
            listOf("", "GET ", "(GET)", "GE T", "G\r\nX: y", "G\u0000T", "G\tT", "G\u00c9T", "G\u20acT", "G\u007fT")

    private val TARGETS =
        words("/ * /a/b?c=d&e /a;b=c /%20 /~ //host/path path ?query /a#b #b /'\"<>[]{}|\\^` urn:x:y h:443") +
            words("http://h/ http://h:80/ http://h:81/a https://h/ https://h:443/ http://h http://h?q http://H.E/") +
            words("http://[::1]/ http://[::1]:81/ http://[fe80::1%25eth0]/ http://[fe80::1%eth0]:81/ http://h:/") +
            words("HTTP://h/ http:/h http:h http:///p http:// httpx://h/ ftp://h/ http://user:pw@h/ http://h:080/") +
            words("http://h:abc/ http://h:99999/ http://h_1/ http://[::1/ http://h#f http://a%41b/") +
            listOf("", "/a b", "/a\tb", "/a\r\nX: y", "/\u0000", "/\u007f", "/\u00e9", "/\u20ac", "/a\u00a0b")

    /** Fields that mean something to a request, or nothing. */
    val FIELDS: List<List<Pair<String, String>>> =
        listOf(
            listOf("A" to "b", "B" to "c"),
            listOf("a" to "1", "A" to "2"),
            listOf("X-Empty" to "", "X-Space" to "  b  "),
            listOf("X-Latin" to "caf\u00e9 \u00ff"),
            listOf("X-Tab" to "a\tb", "X-Control" to "\u0001\u007f"),
            listOf("User-Agent" to "u", "Accept" to "*/*"),
            listOf("Host" to "other"),
            listOf("host" to "other:1"),
            listOf("Accept-Encoding" to "gzip"),
            listOf("ACCEPT-ENCODING" to ""),
            listOf("Host" to "h", "Accept-Encoding" to "x", "A" to "b"),
            listOf("Content-Length" to "3"),
            listOf("content-length" to " 3"),
            listOf("Content-Length" to "0"),
            listOf("Content-Length" to "2"),
            listOf("Content-Length" to "99"),
            listOf("Content-Length" to "x"),
            listOf("Content-Length" to "-1"),
            listOf("Content-Length" to "3", "content-length" to "3"),
            listOf("Transfer-Encoding" to "chunked"),
            listOf("transfer-encoding" to "gzip, chunked"),
            listOf("Transfer-Encoding" to "gzip"),
            listOf("Transfer-Encoding" to "chunked", "Content-Length" to "3"),
            listOf("Content-Length" to "3", "Transfer-Encoding" to "chunked"),
            listOf("Transfer-Encoding" to "chunked", "TRANSFER-ENCODING" to "chunked"),
            listOf("Host" to "a", "HOST" to "b"),
            listOf("Expect" to "100-continue"),
            listOf("Connection" to "close"),
            listOf("Connection" to "keep-alive"),
            listOf("Connection" to "x, Close"),
        )

    private val HOSTILE_NAMES =
        listOf("", " A", "A ", "A B", "A:", ":A", "A\r\nB", "A\u0000", "\u00c4", "\u20ac", "A(").map { it to "v" }

    private val HOSTILE_VALUES =
        listOf("b\r\nC: d", "b\nC", "b\rC", "b\r\n c", "b\n\tc", "b\r", "b\n", "\u0000", "\u20ac").map { "A" to it }

    private val HOSTILE = HOSTILE_NAMES + HOSTILE_VALUES

    private val SKIPPING =
        FIELDS.flatMap { fields ->
            val puts = fields.map { call("putheader", it.first, it.second) } + call("endheaders") + call("getresponse")
            listOf(false to false, true to false, false to true, true to true).map { (skipHost, skipEncoding) ->
                Case(listOf(call("putrequest", "POST", "/", skipHost, skipEncoding)) + puts, OK)
            }
        }

    private val SEVERAL_VALUES =
        listOf(arrayOf("b", "c"), arrayOf(), arrayOf("1", "2", "3"), arrayOf("b\u00e9")).map {
            Case(listOf(call("putrequest", "GET", "/"), call("putheader", "A", *it), call("endheaders")), OK)
        }

    val ALL: List<Case> =
        METHODS.map { one(it, "/", NO_FIELDS, null) } +
            TARGETS.map { one("GET", it, NO_FIELDS, null) } +
            FIELDS.map { one("GET", "/", it, null) } +
            HOSTILE.map { one("GET", "/", listOf(it), null) } +
            HOSTILE.map { Case(listOf(call("putrequest", "GET", "/"), call("putheader", it.first, it.second)), OK) } +
            SKIPPING + SEVERAL_VALUES
}
