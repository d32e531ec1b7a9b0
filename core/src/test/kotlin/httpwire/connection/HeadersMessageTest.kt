package httpwire.connection

import httpwire.Headers
import httpwire.HttpVersion
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe

private const val MULTIPART = """multipart/Mixed; BOUNDARY="a;b"; q=x"""

private fun respond(head: String, target: String = "/"): HttpResponse {
    val connection = connectionOver(Wire("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n$head\r\n"))
    connection.request("GET", target)
    return connection.readResponse()
}

/** A received head as http.client's users ask for it: HTTPResponse's attributes, HTTPMessage's methods. */
class HeadersMessageTest :
    FunSpec({
        test("status, reason, version and url") {
            val response = respond("", "/x?y")
            response.status shouldBe 200
            response.reason shouldBe "OK"
            response.version shouldBe HttpVersion.HTTP_1_1
            response.version.number() shouldBe 11
            response.url shouldBe "http://a/x?y"
        }

        test("the url of an absolute target is that target") {
            respond("", "http://b/x").url shouldBe "http://b/x"
        }

        test("a reason may be missing, and is stripped") {
            for ((line, reason) in listOf(
                "204" to "",
                "204 " to "",
                "204  Not  here \t" to "Not  here",
                "204 é" to "é",
            )) {
                val connection = connectionOver(Wire("HTTP/1.1 $line\r\n\r\n"))
                connection.request("GET", "/")
                connection.readResponse().reason shouldBe reason
            }
        }

        test("P6: a status that nobody registered is a number like others") {
            val connection = connectionOver(Wire("HTTP/1.1 799 Own\r\nContent-Length: 0\r\n\r\n"))
            connection.request("GET", "/")
            connection.readResponse().status shouldBe 799
        }

        test("getHeader joins repeats, finds in any case, and has a default") {
            val response = respond("A: 1\r\nb: x\r\na: 2\r\n")
            response.getHeader("A") shouldBe "1, 2"
            response.getHeader("B") shouldBe "x"
            response.getHeader("c") shouldBe null
            response.getHeader("c", "d") shouldBe "d"
            response.getHeader("b", "d") shouldBe "x"
        }

        test("P12: getHeaders lists all lines in order") {
            val response = respond("A: 1\r\nb: x\r\na: 2\r\n")
            response.headers.toList().map { it.key to it.value } shouldBe
                listOf("Content-Length" to "0", "A" to "1", "b" to "x", "a" to "2")
        }

        test("P12: values with commas are not taken apart, and Set-Cookie fields not put together") {
            val cookies = listOf("a=b; Expires=Wed, 09 Jun 2100 10:18:14 GMT", "c=d", "a=b")
            val headers = respond(cookies.joinToString("") { "Set-Cookie: $it\r\n" }).headers
            headers.getAll("set-cookie") shouldBe cookies
            headers.filter { it.key == "Set-Cookie" }.map { it.value } shouldBe cookies
            headers.newBuilder().add("A", "b").build().getAll("Set-Cookie") shouldBe cookies
        }

        test("get is the first value, getAll all of them, names each once") {
            val headers = respond("A: 1\r\nb: x\r\na: 2\r\n").headers
            headers.get("a") shouldBe "1"
            headers.get("c") shouldBe null
            headers.getAll("a") shouldBe listOf("1", "2")
            headers.getAll("c") shouldBe listOf()
            headers.names() shouldBe listOf("Content-Length", "A", "b")
            headers.contains("B") shouldBe true
            headers.contains("c") shouldBe false
            headers.size() shouldBe 4
            headers.map { it.key } shouldBe listOf("Content-Length", "A", "b", "a")
        }

        test("content type, charset and parameters") {
            val headers = respond("Content-Type: text/HTML; Charset=\"ISO-8859-1\"\r\n").headers
            headers.contentType() shouldBe "text/html"
            headers.charset() shouldBe Charsets.ISO_8859_1
            headers.params("content-type") shouldBe mapOf("charset" to "ISO-8859-1")
            val multipart = respond("Content-Type: $MULTIPART\r\n").headers
            multipart.params("Content-Type") shouldBe mapOf("boundary" to "a;b", "q" to "x")
            multipart.contentType()!!.substringBefore('/') shouldBe "multipart"
        }

        test("without Content-Type there is no type: text/plain is not invented") {
            val headers = respond("").headers
            headers.contentType() shouldBe null
            headers.charset() shouldBe null
            headers.params("Content-Type") shouldBe mapOf()
        }

        test("a folded value is one line, its ends are trimmed") {
            respond("A:  b\r\n\tc \r\n").getHeader("a") shouldBe "b c"
        }

        test("P26: trailers are not headers") {
            val connection =
                connectionOver(Wire(ok("Transfer-Encoding: chunked\r\n", "1\r\na\r\n0\r\nA: b\r\n\r\n")))
            connection.request("GET", "/")
            val response = connection.readResponse()
            response.read()
            response.getHeader("A") shouldBe null
            response.trailers shouldBe Headers.of("A", "b")
        }

        test("isClosed after the end, or after close") {
            val empty = respond("")
            empty.isClosed shouldBe true
            val connection = connectionOver(Wire(ok("ab")))
            connection.request("GET", "/")
            val response = connection.readResponse()
            response.isClosed shouldBe false
            response.read(2).utf8() shouldBe "ab"
            response.isClosed shouldBe true
            response.close()
            response.isClosed shouldBe true
        }
    })
