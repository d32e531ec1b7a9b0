package httpwire.connection

import httpwire.Headers
import httpwire.HttpException
import httpwire.HttpException.InvalidUrl
import httpwire.state.ConnectionState
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.shouldBe
import okio.ByteString.Companion.encodeUtf8

private const val AGREED = "HTTP/1.1 200 Established\r\nVia: p\r\n\r\n"

private class Asked(val name: String, val connect: String, val set: HttpConnection.() -> Unit)

private val CONNECTS =
    listOf(
        Asked("the default port is said", "CONNECT b:80 HTTP/1.1\r\nHost: b:80\r\n\r\n") { setTunnel("b") },
        Asked("a port in the text", "CONNECT b:443 HTTP/1.1\r\nHost: b:443\r\n\r\n") { setTunnel("b:443") },
        Asked("a port apart", "CONNECT b:443 HTTP/1.1\r\nHost: b:443\r\n\r\n") { setTunnel("b", 443) },
        Asked("-1 is the default", "CONNECT b:80 HTTP/1.1\r\nHost: b:80\r\n\r\n") { setTunnel("b", -1) },
        Asked("IPv6 in brackets, in Host too", "CONNECT [::1]:443 HTTP/1.1\r\nHost: [::1]:443\r\n\r\n") {
            setTunnel("::1", 443)
        },
        Asked("an internationalised name", "CONNECT xn--bcher-kva:80 HTTP/1.1\r\nHost: xn--bcher-kva:80\r\n\r\n") {
            setTunnel("bücher")
        },
        Asked(
            "fields of the caller's before Host",
            "CONNECT b:80 HTTP/1.1\r\nProxy-Authorization: Basic eA==\r\nA: b\r\nHost: b:80\r\n\r\n",
        ) { setTunnel("b", -1, Headers.of("Proxy-Authorization", "Basic eA==", "A", "b")) },
        Asked("a Host of the caller's", "CONNECT b:80 HTTP/1.1\r\nhOST: c\r\n\r\n") {
            setTunnel("b", -1, Headers.of("hOST", "c"))
        },
        Asked("set again: the earlier fields are gone", "CONNECT c:80 HTTP/1.1\r\nHost: c:80\r\n\r\n") {
            setTunnel("b", -1, Headers.of("A", "b"))
            setTunnel("c")
        },
    )

private fun through(reply: String): Pair<Wire, HttpConnection> {
    val wire = Wire(reply)
    return wire to connectionOver(wire, host = "p:8080").apply { setTunnel("b", 443) }
}

class TunnelExchangeTest :
    FunSpec({
        context("R12: CONNECT") {
            withTests(nameFn = { it.name }, CONNECTS) { asked ->
                val wire = Wire(AGREED)
                val connection = connectionOver(wire, host = "p:8080")
                asked.set(connection)
                connection.connect()
                wire.sent() shouldBe asked.connect
                wire.writeCount shouldBe 1
            }
        }

        context("T5, R12: invalid hosts and ports") {
            withTests(nameFn = {
                "'${it.replace("\r\n", "CRLF")}'"
            }, listOf("b:abc", "b\r\nX: y", "u@b", "", "b c", "b:65536")) { host ->
                val connection = connectionOver(Wire())
                shouldThrow<InvalidUrl> { connection.setTunnel(host) }
            }
        }

        test("fields that cannot be sent are refused where they are made") {
            shouldThrow<IllegalArgumentException> { Headers.of("A", "b\r\nC: d") }
            shouldThrow<IllegalArgumentException> { Headers.of("A\r\n", "b") }
        }

        test("later requests name the tunnel's end, the target stays, the proxy's fields stay behind") {
            val (wire, connection) = through(AGREED + ok("hi"))
            connection.request("GET", "/x")
            connection.host shouldBe "p"
            connection.port shouldBe 8080
            wire.sent().substringAfter("\r\n\r\n") shouldBe
                "GET /x HTTP/1.1\r\nHost: b:443\r\nAccept-Encoding: identity\r\n\r\n"
            val response = connection.readResponse()
            response.url shouldBe "http://b:443/x"
            response.getHeader("Via") shouldBe null
            response.text() shouldBe "hi"
        }

        test("not on an open connection, but after close") {
            val connection = connectionOver(Wire(ok("hi")), Wire(AGREED))
            connection.connect()
            shouldThrow<IllegalStateException> { connection.setTunnel("b") }.message shouldBe
                "Can't set up tunnel for established connection"
            connection.close()
            connection.setTunnel("b")
            connection.connect()
        }

        test("the proxy's fields: null before, then those of its answer") {
            val (_, connection) = through(AGREED)
            connection.proxyResponseHeaders shouldBe null
            connection.connect()
            connection.proxyResponseHeaders shouldBe Headers.of("Via", "p")
        }

        test("a refusal has status, reason, fields and words, and closes the connection") {
            val reply = "HTTP/1.1 407 Proxy Authentication Required\r\nA: b\r\nContent-Length: 4\r\n\r\nwho?"
            val (wire, connection) = through(reply)
            val refused = shouldThrow<HttpException.TunnelRefused> { connection.request("GET", "/") }
            refused.message shouldBe "Tunnel connection failed: 407 Proxy Authentication Required"
            refused.status shouldBe 407
            refused.reason shouldBe "Proxy Authentication Required"
            refused.headers.get("A") shouldBe "b"
            refused.body shouldBe "who?".encodeUtf8()
            connection.proxyResponseHeaders!!.get("A") shouldBe "b"
            wire.isClosed shouldBe true
            connection.transport shouldBe null
            connection.state shouldBe ConnectionState.IDLE
            wire.sent().contains("GET") shouldBe false
        }

        context("any 2xx agrees, interim answers before it are skipped") {
            val replies =
                listOf(
                    AGREED,
                    "HTTP/1.1 204 No Content\r\n\r\n",
                    "HTTP/1.1 100 Continue\r\n\r\n$AGREED",
                    "HTTP/1.0 200\r\n\r\n",
                )
            withTests(nameFn = { it.lines().first() + it.length }, replies) { reply ->
                val (_, connection) = through(reply + ok("hi"))
                connection.request("GET", "/")
                connection.readResponse().text() shouldBe "hi"
            }
        }

        test("P17: Content-Length in the answer to CONNECT does not announce a body") {
            val (_, connection) = through("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n" + ok("hi"))
            connection.request("GET", "/")
            connection.readResponse().text() shouldBe "hi"
        }

        context("an answer to CONNECT that is not HTTP") {
            val replies =
                listOf("", "SMTP\r\n", "HTTP/1.1 200 OK\r\nA: b\r\n", "HTTP/1.1 101 Switching Protocols\r\n\r\n")
            withTests(nameFn = { "'${it.trim().take(15)}' ${it.length}" }, replies) { reply ->
                val (wire, connection) = through(reply)
                shouldThrow<HttpException> { connection.request("GET", "/") }
                wire.isClosed shouldBe true
                connection.state shouldBe ConnectionState.IDLE
            }
        }
    })
