package httpwire.coroutines.contract

import httpwire.HttpVersion
import okio.Buffer
import okio.ByteString.Companion.encodeUtf8

private const val HOST = """
    > Host: example.org
    > Accept-Encoding: identity"""

private const val NO_CONTENT = """
    < HTTP/1.1 204 No Content
    <
"""

private fun case(name: String, wire: String, ask: Ask) =
    Case(name, "$wire$NO_CONTENT", exchanges = arrayOf(ask gives "204 No Content: "))

val requestCases =
    listOf(
        case("GET", "    > GET / HTTP/1.1$HOST\n    >", get()),
        case("HEAD", "    > HEAD /?a=b&c HTTP/1.1$HOST\n    >", Ask("HEAD", "/?a=b&c") { }),
        case("OPTIONS of the server itself", "    > OPTIONS * HTTP/1.1$HOST\n    >", Ask("OPTIONS", "*") { }),
        case("a method of one's own", "    > X-1 / HTTP/1.1$HOST\n    >", Ask("X-1", "/") { }),
        case("a POST without a body says so", "    > POST / HTTP/1.1$HOST\n    > Content-Length: 0\n    >", post()),
        case(
            "text, in UTF-8",
            "    > POST / HTTP/1.1$HOST\n    > Content-Length: 3\n    >\n    > h\u00c3\u00bc|",
            post { body("hü") },
        ),
        case(
            "text in another charset",
            "    > POST / HTTP/1.1$HOST\n    > Content-Length: 2\n    >\n    > hü|",
            post { body("hü", "ISO-8859-1") },
        ),
        case(
            "bytes with a DELETE",
            "    > DELETE / HTTP/1.1$HOST\n    > Content-Length: 2\n    >\n    > hi|",
            Ask("DELETE", "/") { body("hi".encodeUtf8()) },
        ),
        case(
            "pieces, a chunk each",
            "    > POST / HTTP/1.1$HOST\n    > Transfer-Encoding: chunked\n    >\n" +
                "    > 1\n    > a\n    > 2\n    > bc\n    > 0\n    >",
            post { body(listOf("a".encodeUtf8(), "bc".encodeUtf8())) },
        ),
        case(
            "a source",
            "    > POST / HTTP/1.1$HOST\n    > Transfer-Encoding: chunked\n    >\n    > 2\n    > hi\n    > 0\n    >",
            // Made for each sending: a source is read once.
            post { body(Buffer().writeUtf8("hi")) },
        ),
        case(
            "a form",
            "    > POST / HTTP/1.1$HOST\n    > Content-Length: 7\n" +
                "    > Content-Type: application/x-www-form-urlencoded\n    >\n    > a=b+%26|",
            post { form("a" to "b &") },
        ),
        case(
            "fields in order, repeated and replaced",
            "    > GET / HTTP/1.1$HOST\n    > B: 1\n    > A: 2\n    > B: 3\n    > C: 5\n    >",
            get {
                header("B", "1")
                header("A", "2")
                header("B", "3")
                header("C", "4")
                setHeader("c", "5")
                withoutHeader("c")
                header("C", "5")
            },
        ),
        case(
            "automatic fields left out",
            "    > GET / HTTP/1.1\n    > A: b\n    >",
            get {
                header("A", "b")
                withoutHeader("Host")
                withoutHeader("Accept-Encoding")
            },
        ),
        case(
            "a body in chunks of its own",
            "    > POST / HTTP/1.1$HOST\n    > Transfer-Encoding: chunked\n    >\n    > 0\n    >",
            post {
                header("Transfer-Encoding", "chunked")
                body("0\r\n\r\n")
            },
        ),
        Case(
            "HTTP/1.0",
            "    > GET / HTTP/1.0$HOST\n    >\n    < HTTP/1.0 200 OK\n    <\n    < hi|\n    !hang up",
            options = { version = HttpVersion.HTTP_1_0 },
            exchanges = arrayOf(get() gives "200 OK: hi"),
        ),
        Case(
            "three requests on one connection",
            """
            !head
            < HTTP/1.1 200 OK
            < Content-Length: 1
            <
            < a|
            !head
            < HTTP/1.1 204 No Content
            <
            !head
            < HTTP/1.1 404 Not Found
            < Transfer-Encoding: chunked
            <
            < 1
            < c
            < 0
            <
            """,
            exchanges =
            arrayOf(
                get() gives "200 OK: a",
                Ask("HEAD", "/") { } gives "204 No Content: ",
                get() gives "404 Not Found: c",
            ),
        ),
    )
