package httpwire.internal.wire

import httpwire.HttpException.InvalidUrl
import httpwire.HttpVersion
import httpwire.Origin
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain

private fun head(method: String = "GET", target: String = "/", version: HttpVersion = HttpVersion.HTTP_1_1) =
    RequestHead(method, target, version)

/** Fields that no head may have, and a word of what is said of the last one. */
private val REFUSED = listOf(
    listOf("Host: a", "Host: b") to "Host already",
    listOf("host: a", "HOST: a") to "Host already",
    listOf("Content-Length: 1", "Content-Length: 1") to "Content-Length already",
    listOf("Content-Length: +1") to "not a number",
    listOf("Content-Length: \u000b1") to "not a number",
    listOf("Content-Length: 1\u000c") to "not a number",
    listOf("Content-Length: 1\u001c") to "not a number",
    listOf("Content-Length: 1", "Transfer-Encoding: chunked") to "can't go together",
    listOf("Transfer-Encoding: chunked", "Content-Length: 1") to "can't go together",
    listOf("Transfer-Encoding: chunked", "Transfer-Encoding: chunked") to "Transfer-Encoding already",
    listOf("Transfer-Encoding: xchunked") to "chunked once and last",
    listOf("Transfer-Encoding: gzip, notchunked") to "chunked once and last",
    listOf("Transfer-Encoding: x chunked") to "chunked once and last",
    listOf("Transfer-Encoding: chunked, chunked") to "chunked once and last",
    listOf("Transfer-Encoding: chunked, gzip") to "chunked once and last",
    listOf("Transfer-Encoding: gzip") to "chunked once and last",
    listOf("Transfer-Encoding: ") to "chunked once and last",
    listOf("Transfer-Encoding: ,chunked") to "chunked once and last",
    listOf("TE: chunked") to "TE can't name chunked",
    listOf("TE: trailers, Chunked;q=0.5") to "TE can't name chunked",
    listOf("Proxy-Authorization: Basic eA==") to "would reach the origin",
    listOf("Bad Name: x") to "Invalid header name",
    listOf("X: a\nb") to "Invalid",
)

private val ACCEPTED = listOf(
    listOf("Transfer-Encoding: chunked"),
    listOf("Transfer-Encoding: CHUNKED "),
    listOf("Transfer-Encoding: gzip, chunked"),
    listOf("TE: trailers"),
    listOf("TE: trailers, deflate;q=0.5"),
    listOf("Content-Length: 007"),
    listOf("Content-Length:  \t7 \t"),
    listOf("X: a", "X: b"),
)

private val FORMS = listOf(
    Triple("GET", "/", RequestTarget.Form.ORIGIN),
    Triple("GET", "", RequestTarget.Form.ORIGIN),
    Triple("GET", "//double", RequestTarget.Form.ORIGIN),
    Triple("GET", "/a?b@c", RequestTarget.Form.ORIGIN),
    Triple("OPTIONS", "*", RequestTarget.Form.ASTERISK),
    Triple("GET", "http://a/b", RequestTarget.Form.ABSOLUTE),
    Triple("GET", "HTTPS://a/b@c", RequestTarget.Form.ABSOLUTE),
    Triple("GET", "urn+x-1.0://a", RequestTarget.Form.ABSOLUTE),
    Triple("GET", "azAZ09+-.://a", RequestTarget.Form.ABSOLUTE),
    Triple("CONNECT", "a:443", RequestTarget.Form.AUTHORITY),
    Triple("CONNECT", "[::1]:443", RequestTarget.Form.AUTHORITY),
)

private val INVALID = listOf(
    Triple("GET", "users", "RFC 9112 3.2"),
    Triple("GET", "?q=1", "RFC 9112 3.2"),
    Triple("GET", "a:443", "RFC 9112 3.2"),
    Triple("GET", "1http://a/", "RFC 9112 3.2"),
    Triple("GET", "http:/a", "RFC 9112 3.2"),
    Triple("GET", "://a", "RFC 9112 3.2"),
    Triple("GET", "a:b://c", "RFC 9112 3.2"),
    Triple("CONNECT", "a", "host:port"),
    Triple("CONNECT", "@a:443", "Credentials"),
    Triple("CONNECT", "user@a:443", "Credentials"),
    Triple("GET", "http://user:secret@a/", "Credentials"),
    Triple("GET", "HTTP://user:secret@a/", "Credentials"),
    Triple("GET", "ftp://user@a", "Credentials"),
    Triple("GET", "http://@a/", "Credentials"),
    Triple("GET", "/a b", "0x20"),
    Triple("GET", "/a#b", "'#'"),
    Triple("GET", "/é", "0xE9"),
)

private fun RequestHead.putLine(line: String) = put(line.substringBefore(": "), line.substringAfter(": "))

class RequestHeadTest : FunSpec({
    withTests(nameFn = { "T6, T35, R16, R17, R18, R20, R25: refused: ${it.first}" }, REFUSED) { (lines, words) ->
        val head = head()
        lines.dropLast(1).forEach { head.putLine(it) }
        shouldThrow<IllegalArgumentException> { head.putLine(lines.last()) }.message shouldContain words
        head.end().readUtf8() shouldBe
            "GET / HTTP/1.1\r\n" + lines.dropLast(1).joinToString("") { "$it\r\n" } + "\r\n"
    }

    withTests(nameFn = { "accepted: $it" }, ACCEPTED) { lines ->
        val head = head()
        lines.forEach { head.putLine(it) }
        head.end().readUtf8() shouldBe "GET / HTTP/1.1\r\n" + lines.joinToString("") { "$it\r\n" } + "\r\n"
    }

    withTests(nameFn = {
        "R8, R9, R10, R12, R13: ${it.first} ${it.second}: ${it.third}"
    }, FORMS) { (method, target, form) ->
        RequestTarget.of(method, target).form() shouldBe form
        RequestTarget.of(method, target).text() shouldBe target.ifEmpty { "/" }
    }

    withTests(nameFn = { "T1, R14: invalid: ${it.first} ${it.second}" }, INVALID) { (method, target, words) ->
        val message = shouldThrow<InvalidUrl> { head(method, target) }.message!!
        message shouldContain words
        message.contains("secret") shouldBe false
    }

    test("T7: an invalid target is named without its query") {
        val message = shouldThrow<InvalidUrl> { head("GET", "users?token=secret") }.message!!
        message shouldContain "users?"
        message.contains("secret") shouldBe false
        shouldThrow<InvalidUrl> { head("GET", "?token=secret") }.message!!.contains("secret") shouldBe false
    }

    test("a head ends once") {
        val head = head()
        head.end().skip(3)
        shouldThrow<IllegalStateException> { head.end() }
    }

    test("CONNECT has no content") {
        for (line in listOf("Content-Length: 0", "Transfer-Encoding: chunked")) {
            shouldThrow<IllegalArgumentException> { head("CONNECT", "a:443").putLine(line) }
                .message shouldContain "RFC 9110 9.3.6"
        }
    }

    test("a proxy that is asked with an absolute URL, or with CONNECT, may be sent credentials") {
        head("GET", "http://a/").put("Proxy-Authorization", "Basic eA==")
        head("CONNECT", "a:443").put("Proxy-Authorization", "Basic eA==")
    }

    test("R26, R27: the Connection options that Upgrade and TE need are put once") {
        val rows = mapOf(
            listOf("Upgrade: x") to "Connection: Upgrade\r\n",
            listOf("TE: trailers") to "Connection: TE\r\n",
            listOf("TE: trailers", "Upgrade: x") to "Connection: Upgrade, TE\r\n",
            listOf("Upgrade: x", "Connection: close, upgrade") to "",
            listOf("Upgrade: x", "Connection: close") to "Connection: Upgrade\r\n",
            listOf("TE: trailers", "Connection: te") to "",
            listOf("X: y") to "",
        )
        for ((lines, added) in rows) {
            val head = head()
            lines.forEach { head.putLine(it) }
            head.putMissingOptions()
            head.end().readUtf8() shouldBe
                "GET / HTTP/1.1\r\n" + lines.joinToString("") { "$it\r\n" } + added + "\r\n"
        }
    }

    test("a head knows of its options, whatever fields follow") {
        val rows = mapOf(
            listOf("X: y", "Invited: x") to "",
            listOf("Trailer: X", "Invited: x", "Upgrade: x") to "trailer upgrade",
            listOf("UPGRADE: x", "Invited: x") to "upgrade",
            listOf("trailer: X") to "trailer",
            listOf("Connection: x, Close", "Connection: y") to "close",
        )
        for ((lines, known) in rows) {
            val head = head()
            lines.forEach { head.putLine(it) }
            head.isTrailerAnnounced shouldBe ("trailer" in known)
            head.isUpgradeRequested shouldBe ("upgrade" in known)
            head.isCloseRequested shouldBe ("close" in known)
        }
    }

    test("a head says what was asked") {
        val head = head("PUT", "/x")
        head.method() shouldBe "PUT"
        head.target() shouldBe "/x"
        head.secretNames() shouldBe setOf()
        head.setSecretNames(setOf("a"))
        head.secretNames() shouldBe setOf("a")
    }

    test("a head says how many bytes it has so far") {
        val head = head()
        head.byteCount() shouldBe "GET / HTTP/1.1\r\n".length
        head.put("A", "b")
        head.byteCount() shouldBe "GET / HTTP/1.1\r\nA: b\r\n".length
    }

    test("the URL is the origin's with a path, and the target's own in absolute form") {
        val origin = Origin.http("a:81")
        head("GET", "/x").url(origin) shouldBe "http://a:81/x"
        head("GET", "http://b/x").url(origin) shouldBe "http://b/x"
    }
})
