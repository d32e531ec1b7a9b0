package httpwire.connection

import httpwire.Headers
import httpwire.HttpException
import httpwire.Request
import httpwire.RequestBody
import httpwire.trace.ByteListener
import httpwire.trace.Moment
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.string.shouldNotContain
import okio.Buffer
import okio.ByteString.Companion.encodeUtf8
import java.io.ByteArrayOutputStream
import java.io.PrintStream

private class Shown(val name: String, val answer: String, val lines: List<String>, val calls: HttpConnection.() -> Unit)

private const val HEAD = """Host: a\r\nAccept-Encoding: identity\r\n"""
private const val OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nSet-Cookie: a=b\r\nX: 1\r\nX: 2\r\n\r\nhi"
private val OK_LINES =
    listOf(
        """reply: 'HTTP/1.1 200 OK\r\n'""",
        "header: Content-Length: 2",
        "header: Set-Cookie: a=b",
        "header: X: 1",
        "header: X: 2",
    )

private fun HttpConnection.post(body: RequestBody) {
    request("POST", "/", Headers.EMPTY, body)
    readResponse()
}

/** What CPython 3.11 prints for the same calls and the same answer, line by line. */
private val AS_CPYTHON =
    listOf(
        Shown(
            "a request, the reply and each of its fields",
            OK,
            listOf("""send: b"GET / HTTP/1.1\r\n${HEAD}Authorization: Basic x\r\nQ: it's\r\n\r\n"""") + OK_LINES,
        ) {
            request("GET", "/", Headers.of("Authorization", "Basic x", "Q", "it's"))
            readResponse().read()
        },
        Shown(
            "both quotes, a backslash and bytes that are not text",
            OK,
            listOf(
                """send: b'POST / HTTP/1.1\r\n${HEAD}Content-Length: 8\r\n\r\n'""",
                """send: b'a\'b"\\\t\x00\xe9'""",
            ) +
                OK_LINES,
        ) { post(RequestBody.of("a'b\"\\\t\u0000é", Charsets.ISO_8859_1)) },
        Shown(
            "a body with single quotes alone",
            OK,
            listOf("""send: b'POST / HTTP/1.1\r\n${HEAD}Content-Length: 4\r\n\r\n'""", """send: b"it's"""") + OK_LINES,
        ) { post(RequestBody.of("it's")) },
        Shown(
            "chunks with their framing, and the last one",
            OK,
            listOf(
                """send: b'POST / HTTP/1.1\r\n${HEAD}Transfer-Encoding: chunked\r\n\r\n'""",
                """send: b'2\r\nab\r\n'""",
                """send: b'A\r\n0123456789\r\n'""",
                """send: b'0\r\n\r\n'""",
            ) + OK_LINES,
        ) { post(RequestBody.of(listOf("ab", "", "0123456789").map { it.encodeUtf8() })) },
        Shown(
            "a stream in blocks",
            OK,
            listOf(
                """send: b'POST / HTTP/1.1\r\n${HEAD}Transfer-Encoding: chunked\r\n\r\n'""",
                """send: b'3\r\nabc\r\n'""",
                """send: b'0\r\n\r\n'""",
            ) + OK_LINES,
        ) { post(RequestBody.of(Buffer().writeUtf8("abc").inputStream())) },
        Shown(
            "step by step, each send by itself",
            OK,
            listOf("""send: b'PUT / HTTP/1.1\r\n${HEAD}Content-Length: 3\r\n\r\n'""", "send: b'ab'", "send: b'c'") +
                OK_LINES,
        ) {
            putRequest("PUT", "/")
            putHeader("Content-Length", "3")
            endHeaders()
            send("ab".encodeUtf8())
            send("c".encodeUtf8())
            readResponse()
        },
        Shown(
            "interim answers with their raw lines",
            "HTTP/1.1 100 Continue\r\nA: b\r\n\r\nHTTP/1.1 100 \r\n\r\n$OK",
            listOf(
                """send: b'GET / HTTP/1.1\r\n$HEAD\r\n'""",
                """reply: 'HTTP/1.1 100 Continue\r\n'""",
                """headers: [b'A: b\r\n', b'\r\n']""",
                """reply: 'HTTP/1.1 100 \r\n'""",
                """headers: [b'\r\n']""",
            ) + OK_LINES,
        ) {
            request("GET", "/")
            readResponse()
        },
        Shown(
            "a reply is text: what is printable stays",
            "HTTP/1.1 200 é\u00a0\u00ad\u0085 it's\nContent-Length: 0\r\n\r\n",
            listOf(
                """send: b'GET / HTTP/1.1\r\n$HEAD\r\n'""",
                """reply: "HTTP/1.1 200 é\xa0\xad\x85 it's\n"""",
                "header: Content-Length: 0",
            ),
        ) {
            request("GET", "/")
            readResponse()
        },
    )

/** The lines that [calls] print at [level], without the last line's end. */
private fun printed(level: Int, answer: String, calls: HttpConnection.() -> Unit): String {
    val bytes = ByteArrayOutputStream()
    val connection = connectionOver(Wire(answer), Wire())
    connection.setDebugLevel(level)
    connection.setDebugOutput(PrintStream(bytes, true, Charsets.UTF_8))
    connection.calls()
    return bytes.toString(Charsets.UTF_8).removeSuffix(System.lineSeparator())
}

class DebugOutputTest :
    FunSpec({
        context("at level 2, what http.client prints") {
            withTests(nameFn = { it.name }, AS_CPYTHON) {
                printed(2, it.answer, it.calls) shouldBe it.lines.joinToString(System.lineSeparator())
            }
        }

        test("at level 1 secrets are hidden, in both directions and nothing else") {
            val text = printed(1, OK, AS_CPYTHON.first().calls)
            text shouldContain """Authorization: [hidden]\r\nQ: it's"""
            text shouldContain "header: Set-Cookie: [hidden]"
            text shouldNotContain "Basic"
            text shouldNotContain "a=b"
        }

        test("at level 1 the secrets in URLs are hidden: the target's, Referer's and Location's") {
            val answer = "HTTP/1.1 302 Found\r\nLocation: /y?sig=s3cret&q=1\r\nContent-Length: 0\r\n\r\n"
            val calls: HttpConnection.() -> Unit = {
                request("GET", "/x?q=1&access_token=s3cret", Headers.of("Referer", "http://a/?key=s3cret#x"))
                readResponse()
            }
            val text = printed(1, answer, calls)
            text shouldContain """send: b'GET /x?q=1&access_token=[hidden] HTTP/1.1\r\n"""
            text shouldContain """\r\nReferer: http://a/?key=[hidden]#x\r\n"""
            text shouldContain "header: Location: /y?sig=[hidden]&q=1"
            text shouldNotContain "s3cret"
            printed(2, answer, calls).windowed(6).count { it == "s3cret" } shouldBe 3
        }

        test("at level 1 the fields that a request marks as secret are hidden, in that exchange alone") {
            val echoed = "HTTP/1.1 200 OK\r\nX-Mine: s3cret\r\nContent-Length: 0\r\n\r\n"
            val calls: HttpConnection.() -> Unit = {
                exchange(Request.builder("GET", "/").secretHeader("X-Mine", "s3cret").header("A", "b").build())
                request("GET", "/", Headers.of("x-mine", "shown"))
                close()
                putRequest("GET", "/")
                putHeader("X-Mine", "shown too")
                endHeaders()
            }
            val text = printed(1, echoed, calls)
            text shouldContain """\r\nX-Mine: [hidden]\r\nA: b\r\n"""
            text shouldContain "header: X-Mine: [hidden]"
            text shouldContain """\r\nx-mine: shown\r\n"""
            text shouldContain """\r\nX-Mine: shown too\r\n"""
            text shouldNotContain "s3cret"
            printed(2, echoed, calls) shouldContain "X-Mine: s3cret"
        }

        test("a level that is set after the request was marked still hides what the response repeats") {
            printed(0, "HTTP/1.1 200 OK\r\nX-Mine: s3cret\r\n\r\n") {
                request(Request.builder("GET", "/").secretHeader("X-Mine", "s3cret").build())
                setDebugLevel(1)
                readResponse()
            } shouldContain "header: X-Mine: [hidden]"
        }

        test("at level 0, or below, nothing is printed") {
            printed(0, OK, AS_CPYTHON.first().calls) shouldBe ""
            printed(-1, OK, AS_CPYTHON.first().calls) shouldBe ""
        }

        test("the level may change between the calls") {
            printed(2, OK) {
                request("GET", "/")
                setDebugLevel(0)
                readResponse()
            } shouldBe """send: b'GET / HTTP/1.1\r\n$HEAD\r\n'"""
        }

        test("CONNECT, the proxy's reply and its fields as raw lines, an empty line after each") {
            val answer = "HTTP/1.1 200 Established\r\nVia: x\r\nA: b\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n"
            val lines =
                printed(2, answer) {
                    setTunnel("b", 443, Headers.of("Proxy-Authorization", "z"))
                    request("GET", "/")
                    readResponse()
                }
            lines shouldBe
                listOf(
                    """send: b'CONNECT b:443 HTTP/1.1\r\nProxy-Authorization: z\r\nHost: b:443\r\n\r\n'""",
                    """reply: 'HTTP/1.1 200 Established\r\n'""",
                    "header: Via: x\r\n",
                    "header: A: b\r\n",
                    """send: b'GET / HTTP/1.1\r\nHost: b:443\r\nAccept-Encoding: identity\r\n\r\n'""",
                    """reply: 'HTTP/1.1 204 No Content\r\n'""",
                ).joinToString(System.lineSeparator())
            lines shouldNotContain "hidden"
        }

        test("a refused CONNECT shows what the proxy said, and at level 1 not what it was told") {
            val text =
                printed(
                    1,
                    "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\nContent-Length: 0\r\n\r\n",
                ) {
                    setTunnel("b", 443, Headers.of("Proxy-Authorization", "Basic c2VjcmV0"))
                    shouldThrow<HttpException.TunnelRefused> { request("GET", "/") }
                }
            text shouldContain """Proxy-Authorization: [hidden]\r\n"""
            text shouldContain """reply: 'HTTP/1.1 407 Proxy Authentication Required\r\n'"""
            text shouldContain "header: Proxy-Authenticate: Basic"
            text shouldNotContain "c2VjcmV0"
        }

        test("control characters of a value are escaped: a terminal would obey them") {
            printed(2, "HTTP/1.1 204 No Content\r\nA: \u001b[31m\tx\u009b\r\n\r\n") {
                request("GET", "/")
                readResponse()
            } shouldContain "header: A: \\x1b[31m\tx\\x9b"
        }

        test("to standard output unless a stream is set") {
            val bytes = ByteArrayOutputStream()
            val standardOutput = System.out
            System.setOut(PrintStream(bytes, true))
            try {
                connectionOver(Wire(OK)).apply { setDebugLevel(1) }.request("GET", "/")
            } finally {
                System.setOut(standardOutput)
            }
            bytes.toString() shouldBe """send: b'GET / HTTP/1.1\r\n$HEAD\r\n'""" + System.lineSeparator()
        }

        test("a listener of one's own sees the same pieces, and their lengths without framing") {
            val pieces = mutableListOf<String>()
            val listener =
                object : ByteListener {
                    override fun bodyBytesSent(moment: Moment, piece: okio.ByteString) {
                        pieces += piece.utf8()
                    }

                    override fun bodySent(moment: Moment, byteCount: Long) {
                        pieces += "$byteCount"
                    }
                }
            val connection = connectionOver(Wire(OK)) { listener(listener) }
            connection.setDebugLevel(1)
            connection.setDebugOutput(PrintStream(ByteArrayOutputStream()))
            connection.post(RequestBody.of(listOf("ab", "c").map { it.encodeUtf8() }))
            pieces shouldBe listOf("2\r\nab\r\n", "2", "1\r\nc\r\n", "1", "0\r\n\r\n")
        }
    })
