// A table reads best with a row a line.
@file:Suppress("ktlint:standard:max-line-length")

package httpwire.connection

import httpwire.Headers
import httpwire.HttpException
import httpwire.HttpException.InvalidUrl
import httpwire.HttpVersion
import httpwire.Request
import httpwire.RequestBody
import httpwire.transport.Proxy
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldNotContain
import okio.Buffer
import okio.ByteString.Companion.encodeUtf8
import okio.Source
import java.io.StringReader
import kotlin.io.path.createTempFile
import kotlin.io.path.deleteExisting
import kotlin.io.path.writeText

private data class Case(
    val name: String,
    val bytes: String,
    val host: String = "a",
    val configure: HttpConnectionBuilder.() -> Unit = {},
    val calls: HttpConnection.() -> Unit,
)

private const val HEAD = "Host: a\r\nAccept-Encoding: identity\r\n"
private const val GZIP_CHUNKED = "${HEAD}Transfer-Encoding: gzip, chunked\r\n\r\n"
private const val CHUNKED = "${HEAD}Transfer-Encoding: chunked\r\n\r\n"

private fun HttpConnection.request(method: String, body: RequestBody?, vararg headers: String) =
    request(method, "/", Headers.of(*headers), body)

private val ONE_SHOT =
    listOf(
        Case("GET", "GET / HTTP/1.1\r\n$HEAD\r\n") { request("GET", "/") },
        Case("an empty target is /", "GET / HTTP/1.1\r\n$HEAD\r\n") { request("GET", "") },
        Case("a target with a query as it is", "GET /a?b=%20c;d HTTP/1.1\r\n$HEAD\r\n") {
            request("GET", "/a?b=%20c;d")
        },
        Case("OPTIONS *", "OPTIONS * HTTP/1.1\r\n$HEAD\r\n") { request("OPTIONS", "*") },
        Case("a method of one's own, its case kept", "pUrGe / HTTP/1.1\r\n$HEAD\r\n") { request("pUrGe", "/") },
        Case("POST without a body says so", "POST / HTTP/1.1\r\n${HEAD}Content-Length: 0\r\n\r\n") {
            request("POST", "/")
        },
        Case("so does PUT", "PUT / HTTP/1.1\r\n${HEAD}Content-Length: 0\r\n\r\n") { request("PUT", "/") },
        Case("and patch in lower case", "patch / HTTP/1.1\r\n${HEAD}Content-Length: 0\r\n\r\n") {
            request("patch", "/")
        },
        Case("DELETE does not", "DELETE / HTTP/1.1\r\n$HEAD\r\n") { request("DELETE", "/") },
        Case("text is UTF-8", "POST / HTTP/1.1\r\n${HEAD}Content-Length: 2\r\n\r\n\u00c3\u00a9") {
            request("POST", RequestBody.of("é"))
        },
        Case("text in ISO-8859-1", "POST / HTTP/1.1\r\n${HEAD}Content-Length: 1\r\n\r\né") {
            request("POST", RequestBody.of("é", Charsets.ISO_8859_1))
        },
        Case("an empty body has a length", "GET / HTTP/1.1\r\n${HEAD}Content-Length: 0\r\n\r\n") {
            request("GET", RequestBody.of(""))
        },
        Case(
            "fields after the automatic ones, in order, case and repeats kept",
            "GET / HTTP/1.1\r\n${HEAD}b: 1\r\nA: 2\r\nB: 3\r\n\r\n",
        ) {
            request("GET", null, "b", "1", "A", "2", "B", "3")
        },
        Case("the framing field before the caller's", "POST / HTTP/1.1\r\n${HEAD}Content-Length: 1\r\nA: b\r\n\r\nx") {
            request("POST", RequestBody.of("x"), "A", "b")
        },
        Case("the caller's Host", "GET / HTTP/1.1\r\nAccept-Encoding: identity\r\nhOST: b\r\n\r\n") {
            request("GET", null, "hOST", "b")
        },
        Case("the caller's Accept-Encoding", "GET / HTTP/1.1\r\nHost: a\r\naccept-encoding: gzip\r\n\r\n") {
            request("GET", null, "accept-encoding", "gzip")
        },
        Case("header text is ISO-8859-1", "GET / HTTP/1.1\r\n${HEAD}A: é\r\n\r\n") { request("GET", null, "A", "é") },
        Case("the caller's Content-Length", "POST / HTTP/1.1\r\n${HEAD}Content-Length: 1\r\n\r\nx") {
            request("POST", RequestBody.of("x"), "Content-Length", "1")
        },
        Case("pieces in chunks, empty ones left out", "POST / HTTP/1.1\r\n${CHUNKED}2\r\nab\r\n1\r\nc\r\n0\r\n\r\n") {
            request("POST", RequestBody.of(listOf("ab", "", "c").map { it.encodeUtf8() }))
        },
        Case("no pieces at all", "POST / HTTP/1.1\r\n${CHUNKED}0\r\n\r\n") {
            request("POST", RequestBody.of(listOf()))
        },
        Case("the chunk size in upper-case hex", "POST / HTTP/1.1\r\n${CHUNKED}1A\r\n${"x".repeat(26)}\r\n0\r\n\r\n") {
            request("POST", RequestBody.of(listOf("x".repeat(26).encodeUtf8())))
        },
        Case("a source in blocks", "POST / HTTP/1.1\r\n${CHUNKED}3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n", configure = {
            blockSize(3)
        }) {
            request("POST", RequestBody.of(Buffer().writeUtf8("abcde") as Source))
        },
        Case("a reader in blocks of characters", "POST / HTTP/1.1\r\n${CHUNKED}2\r\néa\r\n1\r\nb\r\n0\r\n\r\n", configure = {
            blockSize(2)
        }) {
            request("POST", RequestBody.of(StringReader("éab"), Charsets.ISO_8859_1))
        },
        Case(
            "Transfer-Encoding of the caller's, chunks of ours",
            "POST / HTTP/1.1\r\n${GZIP_CHUNKED}1\r\nx\r\n0\r\n\r\n",
        ) {
            request("POST", "/", Headers.of("Transfer-Encoding", "gzip, chunked"), RequestBody.of("x"), true)
        },
        Case("Transfer-Encoding and chunks of the caller's", "POST / HTTP/1.1\r\n${CHUNKED}1\r\nx\r\n0\r\n\r\n") {
            request("POST", RequestBody.of("1\r\nx\r\n0\r\n\r\n"), "Transfer-Encoding", "chunked")
        },
        Case("HTTP/1.0", "POST / HTTP/1.0\r\n${HEAD}Content-Length: 1\r\n\r\nx", configure = {
            version(HttpVersion.HTTP_1_0)
        }) {
            request("POST", RequestBody.of("x"))
        },
    )

private val HOSTS =
    listOf(
        Case(
            "a port that is not the default",
            "GET / HTTP/1.1\r\nHost: a:81\r\nAccept-Encoding: identity\r\n\r\n",
            "a:81",
        ) {
            request("GET", "/")
        },
        Case("the default port is left out", "GET / HTTP/1.1\r\n$HEAD\r\n", "a:80") { request("GET", "/") },
        Case(
            "an IPv6 address in brackets",
            "GET / HTTP/1.1\r\nHost: [::1]:81\r\nAccept-Encoding: identity\r\n\r\n",
            "[::1]:81",
        ) {
            request("GET", "/")
        },
        Case(
            "an internationalised name",
            "GET / HTTP/1.1\r\nHost: xn--bcher-kva.example\r\nAccept-Encoding: identity\r\n\r\n",
            "bücher.example",
        ) {
            request("GET", "/")
        },
        Case(
            "an absolute target has its own",
            "GET http://b:80/x HTTP/1.1\r\nHost: b:80\r\nAccept-Encoding: identity\r\n\r\n",
        ) {
            request("GET", "http://b:80/x")
        },
        Case(
            "and so has CONNECT",
            "CONNECT b:80 HTTP/1.1\r\nHost: b:80\r\nAccept-Encoding: identity\r\n\r\n",
        ) {
            request("CONNECT", "b:80")
        },
        Case(
            "CONNECT to an IPv6 address",
            "CONNECT [::1]:443 HTTP/1.1\r\nHost: [::1]:443\r\nAccept-Encoding: identity\r\n\r\n",
        ) {
            request("CONNECT", "[::1]:443")
        },
    )

private val STEPS =
    listOf(
        Case("nothing automatic", "GET / HTTP/1.1\r\nA: b\r\n\r\n") {
            putRequest("GET", "/", true, true)
            putHeader("A", "b")
            endHeaders()
        },
        Case("several values are one field", "GET / HTTP/1.1\r\n${HEAD}A: b, c\r\n\r\n") {
            putRequest("GET", "/")
            putHeader("A", "b", "c")
            endHeaders()
        },
        Case("pieces up to Content-Length", "PUT / HTTP/1.1\r\n${HEAD}Content-Length: 3\r\n\r\nabc") {
            putRequest("PUT", "/")
            putHeader("Content-Length", "3")
            endHeaders()
            send("a".toByteArray())
            send("b".encodeUtf8())
            send(RequestBody.of("c"))
        },
        Case("chunks of the caller's", "PUT / HTTP/1.1\r\n${CHUNKED}1\r\na\r\n0\r\n\r\n") {
            putRequest("PUT", "/")
            putHeader("Transfer-Encoding", "chunked")
            endHeaders()
            send("1\r\na\r\n".encodeUtf8())
            send("0\r\n\r\n".encodeUtf8())
        },
        Case("endHeaders frames a body that nobody framed", "PUT / HTTP/1.1\r\n${HEAD}Content-Length: 1\r\n\r\na") {
            putRequest("PUT", "/")
            endHeaders(RequestBody.of("a"))
        },
        Case("endHeaders encodes chunks", "PUT / HTTP/1.1\r\n${CHUNKED}1\r\na\r\n0\r\n\r\n") {
            putRequest("PUT", "/")
            putHeader("Transfer-Encoding", "chunked")
            endHeaders(RequestBody.of("a"), true)
        },
    )

private data class Refusal(val name: String, val fault: Class<out Exception>, val calls: HttpConnection.() -> Unit)

private val BAD_ARGUMENT = IllegalArgumentException::class.java
private val BAD_URL = HttpException.InvalidUrl::class.java

private val REFUSED =
    listOf("GET /", "G\r\nX: y", "", "é", "G\u0000").map { method ->
        Refusal("method $method", BAD_ARGUMENT) { request(method, "/") }
    } +
        listOf("/ x", "/\r\nX: y", "/\u0000", "/é", "/\u007f", "/a#b", "http://u:secret@h/").map { target ->
            Refusal("target $target", BAD_URL) { request("GET", target) }
        } +
        listOf("a\r\nX: secret", "a\nb", "a\rb", "a\u0000", "€").map { value ->
            Refusal("value ${value.replace("\r", "CR").replace("\n", "LF")}", BAD_ARGUMENT) {
                putRequest("GET", "/")
                putHeader("A", value)
            }
        } +
        listOf("", "A b", "A:", "A\r\n", "é").map { name ->
            Refusal("name $name", BAD_ARGUMENT) {
                putRequest("GET", "/")
                putHeader(name, "b")
            }
        } +
        listOf(
            Refusal("both framings", BAD_ARGUMENT) {
                request("POST", RequestBody.of("x"), "Content-Length", "1", "Transfer-Encoding", "chunked")
            },
            Refusal("two lengths", BAD_ARGUMENT) {
                request("POST", null, "Content-Length", "1", "content-length", "1")
            },
            Refusal("a length with a sign", BAD_ARGUMENT) { request("POST", null, "Content-Length", "+1") },
            Refusal("two hosts", BAD_ARGUMENT) { request("GET", null, "Host", "a", "host", "b") },
            Refusal("a length that is not the body's", BAD_ARGUMENT) {
                request("POST", RequestBody.of("xy"), "Content-Length", "1")
            },
            Refusal("a last coding that is not chunked", BAD_ARGUMENT) {
                request("POST", RequestBody.of("x"), "Transfer-Encoding", "chunked, gzip")
            },
        )

/** The ways in which a method and a target come into a head. */
private val WAYS: Map<String, HttpConnection.(String, String) -> Unit> = mapOf(
    "request" to { method, target -> request(method, target) },
    "request of a value" to { method, target -> request(Request.builder(method, target).build()) },
    "exchange" to { method, target -> exchange(method, target, Headers.EMPTY, null) },
    "putRequest" to { method, target -> putRequest(method, target) },
    "a pipeline" to { method, target -> pipeline(listOf(Request.builder(method, target).build())).flush() },
)

private const val TOKEN_MARKS = "!#$%&'*+-.^_`|~"

private fun isTokenCharacter(c: Char) = c in 'a'..'z' || c in 'A'..'Z' || c in '0'..'9' || c in TOKEN_MARKS

/** Texts with [bad] in the first place, in the middle and in the last. */
private fun around(bad: Char, before: String) = listOf("$bad$before", "$before${bad}x", "$before$bad")

class RequestBytesTest :
    FunSpec({
        context("R22, R23: one-shot requests") { withTests(nameFn = { it.name }, ONE_SHOT) { check(it) } }
        context("R5, R7: Host") { withTests(nameFn = { it.name }, HOSTS) { check(it) } }
        context("step by step") { withTests(nameFn = { it.name }, STEPS) { check(it) } }

        context(
            "T1, T3, T4, T6, T7, R1, R3, R14: refused before a byte goes out, and the connection is as good as new",
        ) {
            withTests(nameFn = { it.name.replace("\r\n", "CRLF") }, REFUSED) { refusal ->
                val wire = Wire()
                val connection = connectionOver(wire)
                val thrown = runCatching { refusal.calls(connection) }.exceptionOrNull()
                (thrown != null && refusal.fault.isInstance(thrown)) shouldBe true
                thrown!!.message!! shouldNotContain "secret"
                wire.sent() shouldBe ""
                connection.close()
                connection.request("GET", "/")
                wire.sent() shouldBe "GET / HTTP/1.1\r\n$HEAD\r\n"
            }
        }

        for ((name, send) in WAYS) {
            for (isForwarded in listOf(false, true)) {
                val way = if (isForwarded) "$name, to a proxy that forwards" else name
                val unopened = if (isForwarded) {
                    HttpConnection.builder("a").resolver { error("looked up") }.proxy(Proxy.http("p.test")).build()
                } else {
                    HttpConnection.builder("a").dialer { error("dialed") }.build()
                }

                test("T1: no character but those of a URL can be in a target, wherever it is: $way") {
                    for (bad in ('\u0000'..'\u02ff').filter {
                        it !in '!'..'~'
                    } + '#' + '\u2028' + '\uff0d' + '\ud800') {
                        val targets = around(bad, "/") + "http://b/$bad" + "http://b$bad/"
                        for (target in if (bad == '#') targets.filter { it.startsWith("/") } else targets) {
                            withClue("%04X".format(bad.code)) {
                                shouldThrow<InvalidUrl> { unopened.send("GET", target) }
                            }
                        }
                    }
                    // CONNECT has no place in a pipeline.
                    for (bad in if (name == "a pipeline") listOf() else listOf('\r', '\n', ' ', '\u0000')) {
                        for (target in around(bad, "b:80")) shouldThrow<InvalidUrl> { unopened.send("CONNECT", target) }
                    }
                }

                test("T3: no character but those of a token can be in a method, wherever it is: $way") {
                    for (bad in ('\u0000'..'\u02ff').filterNot(::isTokenCharacter) + '\u212a' + '\uff27') {
                        for (method in around(bad, "G")) {
                            withClue("%04X".format(bad.code)) {
                                shouldThrow<IllegalArgumentException> { unopened.send(method, "/") }
                            }
                        }
                    }
                }
            }
        }

        test("a file goes with its length, in as many bytes") {
            val file = createTempFile().apply { writeText("filecontents") }
            try {
                check(
                    Case("file", "PUT / HTTP/1.1\r\n${HEAD}Content-Length: 12\r\n\r\nfilecontents") {
                        request("PUT", RequestBody.of(file))
                    },
                )
            } finally {
                file.deleteExisting()
            }
        }

        test("head and small body are one write") {
            val wire = Wire()
            connectionOver(wire).request("POST", RequestBody.of("x".repeat(100)))
            wire.writeCount shouldBe 1
        }

        test("the head, and then each piece of an iterable, is on the wire before the next is asked for") {
            val wire = Wire()
            val seen = mutableListOf<Boolean>()
            val pieces = sequenceOf("a", "b").onEach { seen += wire.sent().endsWith("\r\n") }.map { it.encodeUtf8() }
            connectionOver(wire).request("POST", RequestBody.of(pieces.asIterable()))
            seen shouldBe listOf(true, true)
        }

        test("a piece beyond the announced length is refused, and nothing else changes") {
            val wire = Wire()
            val connection = connectionOver(wire)
            connection.putRequest("PUT", "/")
            connection.putHeader("Content-Length", "1")
            connection.endHeaders()
            shouldThrow<IllegalArgumentException> { connection.send("ab".encodeUtf8()) }
            wire.sent() shouldBe "PUT / HTTP/1.1\r\n${HEAD}Content-Length: 1\r\n\r\n"
            wire.isClosed shouldBe false
            connection.send("a".encodeUtf8())
            shouldThrow<IllegalArgumentException> { connection.send("b".encodeUtf8()) }
            wire.sent() shouldBe "PUT / HTTP/1.1\r\n${HEAD}Content-Length: 1\r\n\r\na"
            wire.isClosed shouldBe false
        }

        test("R21: a body without framing is not sent") {
            val wire = Wire()
            val connection = connectionOver(wire)
            connection.putRequest("POST", "/")
            connection.endHeaders()
            shouldThrow<HttpException.CannotSendRequest> { connection.send("ab".encodeUtf8()) }
            wire.sent() shouldBe "POST / HTTP/1.1\r\n$HEAD\r\n"
        }
    })

private fun check(case: Case) {
    val wire = Wire()
    case.calls(connectionOver(wire, host = case.host, configure = case.configure))
    wire.sent() shouldBe case.bytes
}
