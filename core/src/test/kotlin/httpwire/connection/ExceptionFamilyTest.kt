package httpwire.connection

import httpwire.Headers
import httpwire.HttpException
import httpwire.HttpException.Fault
import httpwire.RequestBody
import httpwire.transport.AddressPolicy
import httpwire.transport.Transport
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldStartWith
import okio.Buffer
import okio.IOException
import okio.Source
import java.io.InterruptedIOException
import java.time.Duration
import kotlin.reflect.KClass

private class Provoked(
    val name: String,
    val kind: KClass<out HttpException>,
    val fault: Fault,
    val message: String,
    val look: (HttpException) -> Any? = { null },
    val found: Any? = null,
    val provoke: () -> Unit,
)

private fun over(answer: String, calls: HttpConnection.() -> Unit = { readResponse() }) {
    val connection = connectionOver(Wire(answer))
    connection.request("GET", "/")
    connection.calls()
}

private fun head(fields: String) = "HTTP/1.1 200 OK\r\n$fields\r\n"

private val X = "x".repeat(65_536)

private val FAMILY =
    listOf(
        Provoked("NotConnected", HttpException.NotConnected::class, Fault.CALLER, "not connected") {
            connectionOver { autoOpen(false) }.request("GET", "/")
        },
        Provoked("InvalidUrl", HttpException.InvalidUrl::class, Fault.CALLER, "nonnumeric port: 'abc'") {
            HttpConnection.http("h:abc")
        },
        Provoked("InvalidUrl of a target", HttpException.InvalidUrl::class, Fault.CALLER, "URL can't contain 0x20") {
            connectionOver(Wire()).request("GET", "/a b")
        },
        Provoked(
            "UnknownProtocol",
            HttpException.UnknownProtocol::class,
            Fault.PEER,
            "unknown protocol version: HTTP/2.0",
            { (it as HttpException.UnknownProtocol).version },
            "HTTP/2.0",
        ) { over("HTTP/2.0 200 OK\r\n\r\n") },
        Provoked(
            "UnknownTransferEncoding",
            HttpException.UnknownTransferEncoding::class,
            Fault.PEER,
            "Transfer-Encoding is not exactly one chunked: gzip, chunked",
        ) { over(head("Transfer-Encoding: gzip, chunked\r\n")) },
        Provoked("UnimplementedFileMode", HttpException.UnimplementedFileMode::class, Fault.CALLER, "mode") {
            throw HttpException.UnimplementedFileMode("mode")
        },
        Provoked(
            "IncompleteRead",
            HttpException.IncompleteRead::class,
            Fault.PEER,
            "IncompleteRead(7 bytes read, 3 more expected)",
            { (it as HttpException.IncompleteRead).run { partial.utf8() to expected } },
            "0123456" to 3L,
        ) { over(ok("Content-Length: 10\r\n", "0123456")) { readResponse().read() } },
        Provoked(
            "IncompleteRead of unknown rest",
            HttpException.IncompleteRead::class,
            Fault.PEER,
            "IncompleteRead(2 bytes read)",
            { (it as HttpException.IncompleteRead).expected },
            -1L,
        ) { over(ok("Transfer-Encoding: chunked\r\n", "2\r\nab\r\n")) { readResponse().read() } },
        Provoked(
            "CannotSendRequest",
            HttpException.CannotSendRequest::class,
            Fault.CALLER,
            "putRequest in state Request-sent; legal now: send, readResponse, close",
        ) { over("") { request("GET", "/") } },
        Provoked(
            "CannotSendHeader",
            HttpException.CannotSendHeader::class,
            Fault.CALLER,
            "putHeader in state Request-sent; legal now: send, readResponse, close",
        ) { over("") { putHeader("A", "b") } },
        Provoked(
            "ResponseNotReady",
            HttpException.ResponseNotReady::class,
            Fault.CALLER,
            "readResponse in state Idle; legal now: putRequest, close",
        ) { connectionOver().readResponse() },
        Provoked(
            "BadStatusLine",
            HttpException.BadStatusLine::class,
            Fault.PEER,
            "HTTP/1.1 20 OK",
            { (it as HttpException.BadStatusLine).line },
            "HTTP/1.1 20 OK",
        ) { over("HTTP/1.1 20 OK\r\n\r\n") },
        Provoked(
            "RemoteDisconnected",
            HttpException.RemoteDisconnected::class,
            Fault.PEER,
            "Remote end closed connection without response",
            { (it as HttpException.BadStatusLine).line },
            "",
        ) { over("") },
        Provoked(
            "RemoteDisconnected after an interim answer",
            HttpException.RemoteDisconnected::class,
            Fault.PEER,
            "Remote end closed connection without response",
        ) { over("HTTP/1.1 100 Continue\r\n\r\n") },
        Provoked("LineTooLong, status line", HttpException.LineTooLong::class, Fault.LIMIT, tooLong("status line")) {
            over("HTTP/1.1 200 $X\r\n\r\n")
        },
        Provoked("LineTooLong, header line", HttpException.LineTooLong::class, Fault.LIMIT, tooLong("header line")) {
            over(head("A: $X\r\n"))
        },
        Provoked(
            "LineTooLong, chunk size",
            HttpException.LineTooLong::class,
            Fault.LIMIT,
            "got more than 4096 bytes when reading chunk size",
        ) { over(ok("Transfer-Encoding: chunked\r\n", "1;$X\r\n")) { readResponse().read() } },
        Provoked(
            "MalformedMessage",
            HttpException.MalformedMessage::class,
            Fault.PEER,
            "header line 1: no colon in 'A'",
        ) {
            over(head("A\r\n"))
        },
        Provoked("LimitExceeded", HttpException.LimitExceeded::class, Fault.LIMIT, "got more than 1000 headers") {
            over(head("A: b\r\n".repeat(1_001)))
        },
        Provoked(
            "TunnelRefused",
            HttpException.TunnelRefused::class,
            Fault.PEER,
            "Tunnel connection failed: 403 Forbidden",
            { (it as HttpException.TunnelRefused).status },
            403,
        ) {
            connectionOver(Wire("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")).apply {
                setTunnel("b")
            }.connect()
        },
        Provoked(
            "UnexpectedResponse",
            HttpException.UnexpectedResponse::class,
            Fault.PEER,
            "unexpected status: 404 No",
            { (it as HttpException.UnexpectedResponse).body.utf8() },
            "no",
        ) {
            connectionOver(Wire("HTTP/1.1 404 No\r\nContent-Length: 2\r\n\r\nno")).apply { request("GET", "/") }
                .readResponse().orThrow()
        },
        Provoked(
            "AddressRefused",
            HttpException.AddressRefused::class,
            Fault.CALLER,
            "the address policy does not allow 127.0.0.1:80",
        ) {
            HttpConnection.builder("127.0.0.1").addressPolicy(AddressPolicy.publicOnly()).build().use { it.connect() }
        },
        Provoked("ConnectFailed", HttpException.ConnectFailed::class, Fault.NETWORK, "no address for host a.invalid") {
            HttpConnection.http("a.invalid").connect()
        },
        Provoked("ConnectionLost", HttpException.ConnectionLost::class, Fault.NETWORK, "the connection broke while") {
            val body = RequestBody.of(Buffer().write(ByteArray(1_000_000)) as Source)
            connectionOver(BreakingWire("")).request("POST", "/", Headers.EMPTY, body)
        },
        Provoked(
            "Timeout",
            HttpException.Timeout::class,
            Fault.NETWORK,
            "",
            { (it as HttpException.Timeout).byteCount },
            0L,
        ) {
            HttpConnection
                .builder("a")
                .timeout(Duration.ofMillis(1))
                .dialer { throw InterruptedIOException("timeout") }
                .build()
                .connect()
        },
        Provoked("Cancelled", HttpException.Cancelled::class, Fault.CALLER, "cancelled while") {
            connectionOver(Wire()).apply { cancel() }.request("GET", "/")
        },
    )

private fun tooLong(what: String) = "got more than 65536 bytes when reading $what"

class ExceptionFamilyTest :
    FunSpec({
        context("provoked, of the right kind, with its words") {
            withTests(nameFn = { it.name }, FAMILY) { row ->
                val thrown = runCatching(row.provoke).exceptionOrNull()
                thrown!!::class shouldBe row.kind
                thrown as HttpException
                thrown.fault shouldBe row.fault
                thrown.message!! shouldStartWith row.message
                row.look(thrown) shouldBe row.found
            }
        }

        test("the places in the family are http.client's") {
            HttpException::class.java.superclass shouldBe IOException::class.java
            val improper = HttpException.ImproperConnectionState::class.java
            HttpException.CannotSendRequest::class.java.superclass shouldBe improper
            HttpException.CannotSendHeader::class.java.superclass shouldBe improper
            HttpException.ResponseNotReady::class.java.superclass shouldBe improper
            improper.superclass shouldBe HttpException::class.java
            HttpException.RemoteDisconnected::class.java.superclass shouldBe HttpException.BadStatusLine::class.java
        }

        test("each member but TlsFailed and those of a client is provoked here") {
            val members = HttpException::class.java.declaredClasses.filter {
                HttpException::class.java.isAssignableFrom(it)
            }
            val provoked = FAMILY.map { it.kind.java }.toSet()
            (members.toSet() - provoked).map { it.simpleName }.toSet() shouldBe
                setOf("ImproperConnectionState", "TlsFailed", "TooManyRedirects", "PoolExhausted", "DigestMismatch")
        }

        test("an invalid argument is not an HttpException") {
            val calls =
                listOf<HttpConnection.() -> Unit>(
                    { putRequest("G T", "/") },
                    { request("GET", "/", Headers.of("A", "\n")) },
                    { request("POST", "/", Headers.of("Content-Length", "x")) },
                )
            calls.forEach { call ->
                val thrown = runCatching { connectionOver(Wire()).call() }.exceptionOrNull()
                (thrown is IllegalArgumentException) shouldBe true
            }
            val open = HttpConnection.builder("a").dialer { Transport.of(Wire()) }.build()
            open.connect()
            (runCatching { open.setTunnel("b") }.exceptionOrNull() is IllegalStateException) shouldBe true
        }
    })
