package httpwire.connection

import httpwire.Headers
import httpwire.HttpException
import httpwire.RequestBody
import httpwire.Timeouts
import httpwire.invariants.held
import httpwire.invariants.requireNoneLeft
import httpwire.testing.ListeningPeer
import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import httpwire.transport.Dialer
import httpwire.transport.Identities
import httpwire.transport.LOOPBACK
import httpwire.transport.NameResolver
import httpwire.transport.TcpDialer
import httpwire.transport.loopbackDialer
import httpwire.transport.millis
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.nulls.shouldBeNull
import io.kotest.matchers.shouldBe
import okio.ByteString.Companion.encodeUtf8
import okio.IOException
import java.net.InetSocketAddress
import java.net.ServerSocket
import java.net.UnknownHostException

private val head = Script.start().expectHead()

private val QUICK = Timeouts.DEFAULT.withRead(millis(150)).withTunnel(millis(150)).withWrite(millis(150))

/** Something that goes wrong with a connection to a peer, or right; what is left open is the fault of the connection. */
private class Fault(
    val name: String,
    val script: Script,
    val isSecure: Boolean = false,
    val timeouts: Timeouts = Timeouts.DEFAULT,
    val prepare: HttpConnection.() -> Unit = {},
    val use: (HttpConnection) -> Unit = { exchanged(it) },
)

private fun tunnelled(): HttpConnection.() -> Unit = { setTunnel("o.test") }

private fun post(body: RequestBody): (HttpConnection) -> Unit = { it.request("POST", "/", Headers.EMPTY, body) }

private fun broken(): RequestBody = RequestBody.of(
    generateSequence(1) {
        if (it <
            9
        ) {
            it + 1
        } else {
            throw IOException("broken")
        }
    }
        .map { "piece $it".encodeUtf8() }
        .asIterable(),
)

private val FAULTS =
    listOf(
        Fault("a good exchange, and close", head.reply(ok("hi")).expectEnd()),
        Fault("a good exchange over TLS, and close", head.reply(ok("hi")).expectEnd(), isSecure = true),
        Fault("the peer closes after the answer", head.reply(ok("", "hi")).hangUp()),
        Fault("no answer", head.hangUp()),
        Fault("a reset", head.reset()),
        Fault("no HTTP", head.reply("220 hello\r\n").expectEnd()),
        Fault("a head that stalls", head.reply("HTTP/1.1 ").expectEnd(), timeouts = QUICK),
        Fault("a body that stalls", head.reply(ok("Content-Length: 9\r\n", "half")).expectEnd(), timeouts = QUICK),
        Fault(
            "a body that stalls, over TLS",
            head.reply(ok("", "half")).expectEnd(),
            isSecure = true,
            timeouts = QUICK,
        ),
        Fault("a body that is cut", head.reply(ok("Content-Length: 9\r\n", "half")).hangUp()),
        Fault("broken chunks", head.reply(ok("Transfer-Encoding: chunked\r\n", "zz\r\n")).expectEnd()),
        Fault("more than was asked for", head.reply(ok("hi") + ok("ho")).expectEnd()),
        Fault("a response that is closed unread", head.reply(ok("Content-Length: 9\r\n", "half")).expectEnd()) {
            it.request("GET", "/")
            it.readResponse().close()
        },
        Fault("one that took the connection along, closed unread", head.reply(ok("", "half")).expectEnd()) {
            it.request("GET", "/")
            it.readResponse().close()
        },
        Fault("a response that nobody reads, and close", head.reply(ok("Content-Length: 9\r\n", "half")).expectEnd()) {
            it.request("GET", "/")
            it.readResponse()
        },
        Fault("a response that is cancelled", head.reply(ok("", "half")).expectEnd()) {
            it.request("GET", "/")
            it.readResponse().use { response -> response.cancel() }
        },
        Fault("closed when read", head.reply(ok("hi")).expectEnd()) {
            it.request("GET", "/")
            val response = it.readResponse()
            it.closeWhenRead()
            response.read()
        },
        Fault("a request that is never finished", Script.start().expectEnd()) {
            it.connect()
            it.putRequest("GET", "/")
        },
        Fault("a body that breaks", Script.start().ignoreInput().expectEnd(), use = post(broken())),
        Fault("a body that is never read", Script.start().stall(), timeouts = QUICK, use = post(endlessBody())),
        Fault(
            "the same over TLS",
            Script.start().stall(),
            isSecure = true,
            timeouts = QUICK,
            use = post(endlessBody()),
        ),
        Fault("a cancel", Script.start().expectEnd()) {
            it.connect()
            it.cancel()
            exchanged(it)
        },
        Fault(
            "a tunnel that is refused",
            head.reply("HTTP/1.1 407 No\r\n\r\n").expectEnd(),
            timeouts = QUICK,
            prepare = tunnelled(),
        ),
        Fault("a tunnel that stalls", head.expectEnd(), timeouts = QUICK, prepare = tunnelled()),
        Fault("a tunnel that is none", head.reply("what\r\n").expectEnd(), prepare = tunnelled()),
    )

/** The same before or in TLS. */
private val TLS_FAULTS =
    listOf(
        Fault(
            "a certificate for another",
            Script.start().expectTlsRefusal(Identities.server(Identities.issue("b.test"))),
        ),
        Fault(
            "a common name only",
            Script.start().startTls(
                Identities.server(
                    Identities.issue {
                        commonName("a.test")
                    },
                ),
            ).expectEnd(),
        ),
        Fault("no TLS", Script.start().ignoreInput().reply("HTTP/1.1 400 \r\n\r\n").expectEnd()),
        Fault(
            "a handshake that stalls",
            Script.start().ignoreInput().expectEnd(),
            timeouts = QUICK.withTls(millis(150)),
        ),
        Fault("a handshake that is cut", Script.start().expectBytes(5).reset()),
        Fault(
            "a refused certificate in a tunnel",
            head.reply("HTTP/1.1 200 \r\n\r\n").expectTlsRefusal(Identities.good),
            prepare = tunnelled(),
        ),
    )

private fun Fault.run() {
    val peer = if (isSecure) ScriptedPeer.listening(Identities.good, script) else ScriptedPeer.listening(script)
    peer.use { runWith(it, isSecure) }
}

private fun Fault.runWith(peer: ListeningPeer, secure: Boolean) {
    val connection = if (secure) secureConnectionTo(peer, timeouts) else connectionTo(peer, timeouts)
    connection.prepare()
    val failure = runCatching { use(connection) }.exceptionOrNull()
    (failure == null || failure is IOException) shouldBe true
    connection.close()
    connection.transport.shouldBeNull()
}

private fun dialing(dialer: Dialer, timeouts: Timeouts = Timeouts.DEFAULT, port: Int) {
    HttpConnection.builder("a.test").port(port).dialer(dialer).timeouts(timeouts).build().use {
        (runCatching { exchanged(it) }.exceptionOrNull() is HttpException) shouldBe true
    }
}

class LeakTest :
    FunSpec({
        for (fault in FAULTS) {
            test("T30: nothing is left behind: ${fault.name}") {
                fault.run()
                val before = held()
                repeat(3) { fault.run() }
                requireNoneLeft(before)
            }
        }

        for (fault in TLS_FAULTS) {
            test("T30: nothing is left behind by TLS: ${fault.name}") {
                val before = held()
                repeat(3) { ScriptedPeer.listening(fault.script).use { peer -> fault.runWith(peer, secure = true) } }
                requireNoneLeft(before)
            }
        }

        test("nothing is left behind by dialing") {
            val port = ServerSocket(0).use { it.localPort }
            val before = held()
            repeat(3) {
                dialing(loopbackDialer, port = port)
                dialing(TcpDialer({ throw UnknownHostException(it) }, null), port = port)
                dialing(TcpDialer({ throw IllegalStateException(it) }, null), port = port)
                dialing({ throw IOException("no") }, port = port)
                dialing(TcpDialer(NameResolver { listOf() }, null), port = port)
                dialing(TcpDialer({ listOf(LOOPBACK) }, InetSocketAddress("192.0.2.1", 0)), port = port)
            }
            requireNoneLeft(before)
        }

        for (stall in Stall.entries) {
            test("nothing is left behind by a timeout: $stall") {
                val before = held()
                stall.play(Timeouts.of(millis(600))) { connection, place ->
                    (runCatching { stall.call(connection) }.exceptionOrNull() is HttpException.Timeout) shouldBe true
                    place.over.countDown()
                    exchanged(connection) shouldBe "hi"
                }
                requireNoneLeft(before)
            }
        }
    })
