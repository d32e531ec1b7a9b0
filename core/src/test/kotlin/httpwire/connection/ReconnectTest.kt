package httpwire.connection

import httpwire.CloseReason
import httpwire.HttpException
import httpwire.state.ConnectionState
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.shouldBe
import okio.Buffer
import java.net.ConnectException

private const val REQUEST = "GET / HTTP/1.1\r\nHost: a\r\nAccept-Encoding: identity\r\n\r\n"

private class Break(val name: String, val first: Wire, val calls: HttpConnection.() -> Unit)

private fun HttpConnection.get(): HttpResponse {
    request("GET", "/")
    return readResponse()
}

private val BREAKS =
    listOf(
        Break("close()", Wire(ok("one"))) {
            get().text()
            close()
            close()
        },
        Break("close() before the response is read", Wire(ok("one"))) {
            get()
            close()
        },
        Break("close() between putRequest and endHeaders", Wire()) {
            connect()
            putRequest("POST", "/left/behind")
            putHeader("Left", "behind")
            close()
        },
        Break("close() before readResponse", Wire(ok("one"))) {
            request("GET", "/")
            close()
        },
        Break("a response that says Connection: close", Wire(ok("Connection: close\r\nContent-Length: 0\r\n", ""))) {
            get()
        },
        Break("a response that was not read to its end", Wire(ok("one"))) { get().close() },
        Break("an end without an answer", Wire()) { shouldThrow<HttpException.RemoteDisconnected> { get() } },
        Break("an answer that is not HTTP", Wire("SMTP\r\n")) { shouldThrow<HttpException.BadStatusLine> { get() } },
        Break("a head that is cut", Wire("HTTP/1.1 200 OK\r\nA: b\r\n")) {
            shouldThrow<HttpException.IncompleteRead> { get() }
        },
        Break("a body that is cut", Wire(ok("Content-Length: 9\r\n", "one"))) {
            shouldThrow<HttpException.IncompleteRead> { get().read() }
        },
        Break("bytes after the answer", Wire(ok("one") + "x")) { get().text() },
    )

class ReconnectTest :
    FunSpec({
        context("the next request opens the connection anew, and is clean, after") {
            withTests(nameFn = { it.name }, BREAKS) { broken ->
                val second = Wire(ok("two"))
                val connection = connectionOver(broken.first, second)
                broken.calls(connection)
                connection.transport shouldBe null
                connection.state shouldBe ConnectionState.IDLE
                connection.get().text() shouldBe "two"
                second.sent() shouldBe REQUEST
            }
        }

        test("a call that was refused leaves nothing behind") {
            val wire = Wire()
            val connection = connectionOver(wire)
            connection.putRequest("GET", "/")
            shouldThrow<IllegalArgumentException> { connection.putHeader("A", "b\r\nc") }
            connection.endHeaders()
            wire.sent() shouldBe REQUEST
        }

        test("a refused putRequest leaves the connection Idle") {
            val connection = connectionOver(Wire())
            shouldThrow<IllegalArgumentException> { connection.putRequest("G T", "/") }
            shouldThrow<HttpException.InvalidUrl> { connection.putRequest("GET", "/ ") }
            connection.state shouldBe ConnectionState.IDLE
        }

        test("an idle connection that became readable is not used again") {
            val first = Wire(ok("one"))
            val connection = connectionOver(first, Wire(ok("two")))
            connection.get().text() shouldBe "one"
            (connection.transport == null) shouldBe false
            first.answers.write(Buffer().writeUtf8(ok("planted")), ok("planted").length.toLong())
            connection.transport!!.source.request(1)
            connection.get().text() shouldBe "two"
            connection.closeReasons shouldBe setOf()
        }

        test("a tunnel is asked for again each time") {
            val reply = "HTTP/1.1 200 OK\r\n\r\n"
            val wires = List(2) { Wire(reply + ok("Connection: close\r\nContent-Length: 0\r\n", "")) }
            val connection = connectionOver(wires[0], wires[1])
            connection.setTunnel("b", 443)
            repeat(2) { connection.get() }
            wires.forEach { wire ->
                wire.sent().lines().filter { it.contains("HTTP/1.1") } shouldBe
                    listOf("CONNECT b:443 HTTP/1.1", "GET / HTTP/1.1")
            }
        }

        test("a connection that could not be opened can be tried again") {
            var count = 0
            val connection =
                HttpConnection
                    .builder("a")
                    .dialer {
                        if (count++ == 0) throw ConnectException("refused")
                        httpwire.transport.Transport.of(Wire(ok("two")))
                    }.build()
            shouldThrow<HttpException> { connection.request("GET", "/") }
            connection.get().text() shouldBe "two"
        }

        test("the reasons say why it ended") {
            val connection = connectionOver(Wire(ok("one")))
            connection.get().text()
            connection.closeReasons shouldBe setOf()
            connection.close()
            connection.closeReasons shouldBe setOf(CloseReason.CLOSED_BY_CALLER)
        }
    })
