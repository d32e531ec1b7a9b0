package httpwire.coroutines.contract

import httpwire.Limits

private fun case(name: String, answer: String, outcome: String, ask: Ask = get()) =
    Case(name, "!head\n${answer.trimIndent()}", exchanges = arrayOf(ask gives outcome))

private const val CLOSING = "< HTTP/1.1 200 OK\n< Connection: close\n< Content-Length: 1\n<\n< a|"

val framingCases =
    listOf(
        case("a length", "< HTTP/1.1 200 OK\n< Content-Length: 4\n<\n< a\n< b|", "200 OK: a⏎b"),
        case("a length of nothing", "< HTTP/1.1 200 OK\n< Content-Length: 0\n<", "200 OK: "),
        case(
            "chunks, with extensions and trailers",
            "< HTTP/1.1 200 OK\n< Transfer-Encoding: chunked\n<\n" +
                "< 1;x=y\n< a\n< 0A\n< 0123456789\n< 0\n< T: u\n<",
            "200 OK: a0123456789 [T=u]",
        ),
        case("until the end", "< HTTP/1.1 200 OK\n<\n< hi|\n!hang up", "200 OK: hi"),
        case("none: 204", "< HTTP/1.1 204 None\n< Content-Length: 5\n<", "204 None: "),
        case("none: 304", "< HTTP/1.1 304 Same\n< Content-Length: 5\n<", "304 Same: "),
        case("none: HEAD", "< HTTP/1.1 200 OK\n< Content-Length: 5\n<", "200 OK: ", Ask("HEAD", "/") { }),
        case(
            "interim answers are not the response",
            "< HTTP/1.1 100 Go\n<\n< HTTP/1.1 103 Early Hints\n< Link: x\n<\n" +
                "< HTTP/1.1 200 OK\n< Content-Length: 1\n<\n< a|",
            "200 OK: a {100} {103}",
        ),
        case("an answer in HTTP/1.0", "< HTTP/1.0 200 OK\n< Content-Length: 1\n<\n< a|", "200 OK: a"),
        case("the connection closes with the answer", CLOSING, "200 OK: a"),
        case("no reason, and a status nobody knows", "< HTTP/1.1 799 \n< Content-Length: 0\n<", "799 : "),
        case(
            "text in the charset that the answer names",
            "< HTTP/1.1 200 OK\n< Content-Type: text/plain; charset=ISO-8859-1\n< Content-Length: 1\n<\n< ü|",
            "200 OK: ü",
        ),
        case("LF alone ends a line of the head", "< HTTP/1.1 200 OK␊Content-Length: 1␊␊a|", "200 OK: a"),
        case("a folded field", "< HTTP/1.1 200 OK\n< A: b\n<  c\n< Content-Length: 1\n<\n< a|", "200 OK: a"),
    )

val errorCases =
    listOf(
        case("no status line", "< 220 hello\n", "BadStatusLine"),
        case("no answer", "!hang up", "RemoteDisconnected"),
        case("a reset", "!reset", "ConnectionLost"),
        case("another protocol", "< HTTP/2.0 200 OK\n<", "UnknownProtocol"),
        case("a head that is cut", "< HTTP/1.1 200 OK\n< A: b\n!hang up", "IncompleteRead"),
        case("a body that is cut", "< HTTP/1.1 200 OK\n< Content-Length: 5\n<\n< hi|\n!hang up", "IncompleteRead"),
        case(
            "chunks that are cut",
            "< HTTP/1.1 200 OK\n< Transfer-Encoding: chunked\n<\n< 5\n< hi|\n!hang up",
            "IncompleteRead",
        ),
        case(
            "chunks that are none",
            "< HTTP/1.1 200 OK\n< Transfer-Encoding: chunked\n<\n< x\n< hi|",
            "MalformedMessage",
        ),
        case(
            "two framings",
            "< HTTP/1.1 200 OK\n< Content-Length: 5\n< Transfer-Encoding: chunked\n<",
            "MalformedMessage",
        ),
        case("two lengths", "< HTTP/1.1 200 OK\n< Content-Length: 5\n< Content-Length: 6\n<", "MalformedMessage"),
        case("a length that is none", "< HTTP/1.1 200 OK\n< Content-Length: +5\n<", "MalformedMessage"),
        case("a field without a colon", "< HTTP/1.1 200 OK\n< A\n<", "MalformedMessage"),
        case("a coding nobody knows", "< HTTP/1.1 200 OK\n< Transfer-Encoding: x\n<", "UnknownTransferEncoding"),
        Case(
            "a line that is too long",
            "!head\n< HTTP/1.1 200 ${"x".repeat(100)}|",
            options = { limits = Limits.DEFAULT.withMaxLineBytes(100) },
            exchanges = arrayOf(get() gives "LineTooLong"),
        ),
        case("fields without end", "< HTTP/1.1 200 OK\n${"< A: b\n".repeat(1_001)}", "LimitExceeded"),
        Case(
            "more than is to be held at once",
            "!head\n< HTTP/1.1 200 OK\n< Content-Length: 9\n<\n< 123456789|",
            options = { limits = Limits.DEFAULT.withMaxBufferedBodyBytes(8) },
            exchanges = arrayOf(get() gives "LimitExceeded"),
        ),
        Case("a target that cannot be sent", "!never", exchanges = arrayOf(Ask("GET", "/a b") { } gives "InvalidUrl")),
        Case(
            "a field that cannot be sent",
            "!never",
            exchanges = arrayOf(get { header("A", "b\r\nC: d") } gives "IllegalArgumentException"),
        ),
        Case(
            "two bodies",
            "!never",
            exchanges =
            arrayOf(
                post {
                    body("a")
                    body("b")
                } gives "IllegalStateException",
            ),
        ),
    )
