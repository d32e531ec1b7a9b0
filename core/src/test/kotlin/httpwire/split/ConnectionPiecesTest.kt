package httpwire.split

import httpwire.CloseReason
import httpwire.Headers
import httpwire.HttpException
import httpwire.Timeouts
import httpwire.connection.HttpConnection
import httpwire.connection.HttpResponse
import httpwire.connection.connectionOver
import httpwire.internal.wire.PiecewiseSource
import httpwire.transport.LOOPBACK
import httpwire.transport.loopbackDialer
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import okio.ByteString
import okio.Sink
import okio.Socket
import okio.Source
import okio.blackholeSink
import java.net.ServerSocket
import java.net.SocketException
import java.time.Duration
import kotlin.concurrent.thread

/** A peer that answers in these pieces, and does not listen. */
private class PiecewiseSocket(pieces: List<ByteString>) : Socket {
    override val source: Source = PiecewiseSource(pieces)
    override val sink: Sink = blackholeSink()

    override fun cancel() = Unit
}

private val UPGRADE = Headers.of("Upgrade", "x")

/**
 * An exchange, and everything about it that does not depend on how many bytes were read ahead. Whether bytes after the
 * response have come with it or come later, the connection is not used again; but only in the first case it knows now.
 */
private fun exchanged(connection: HttpConnection, method: String): String {
    val outcome = outcomeOf {
        val response = connection.exchange(method, "/", UPGRADE, null)
        if (response.status == 101) response.switched() else response.outcome()
    }
    val where = outcome.failure?.circumstances?.let { "${it.phase} ${it.delivery}" }
    val refused = (outcome.failure as? HttpException.TunnelRefused)?.let { "${it.status} ${it.headers} ${it.body}" }
    val reasons = connection.closeReasons - CloseReason.SURPLUS_BYTES
    return "${outcome.all} $where $refused ${connection.state} $reasons"
}

private fun HttpResponse.switched(): Outcome {
    val body = upgrade().source.readString(Charsets.ISO_8859_1)
    return Outcome("$status \"$body\"", "$headers $body", body)
}

private fun overWire(pieces: List<ByteString>, method: String) =
    connectionOver(PiecewiseSocket(pieces)).use { exchanged(it, method) }

/** With these bytes as the answer to CONNECT, and what follows it. */
private fun throughTunnel(pieces: List<ByteString>) = connectionOver(PiecewiseSocket(pieces)).use {
    it.setTunnel("o.test", 81)
    exchanged(it, "GET")
}

private fun requireSame(samples: List<Sample>, read: (List<ByteString>, Sample) -> String) {
    for (sample in samples) {
        val whole = read(listOf(sample.message), sample)
        for ((name, pieces) in pieces(sample.message)) {
            withClue("$sample, $name") { read(pieces, sample) shouldBe whole }
        }
    }
}

/** Answers the next connection in these pieces, each a write of its own, and ends. */
private fun ServerSocket.answer(pieces: List<ByteString>) = thread(isDaemon = true, name = "a peer in pieces") {
    try {
        accept().use { it.answer(pieces) }
    } catch (_: SocketException) {
        // The client has gone: it has refused what came first.
    }
}

private fun java.net.Socket.answer(pieces: List<ByteString>) {
    tcpNoDelay = true
    val input = getInputStream().bufferedReader(Charsets.ISO_8859_1)
    while (input.readLine().isNotEmpty()) continue
    for (piece in pieces) getOutputStream().write(piece.toByteArray())
    shutdownOutput()
    // Until the client has gone, so that no reset takes away what it has not read.
    input.read()
}

private fun overTcp(server: ServerSocket, pieces: List<ByteString>, method: String): String {
    server.answer(pieces)
    val connection = HttpConnection.builder("a.test").port(server.localPort).dialer(loopbackDialer)
        .timeouts(Timeouts.of(Duration.ofSeconds(30))).build()
    return connection.use { exchanged(it, method) }
}

class ConnectionPiecesTest : FunSpec({
    test("F60: on a connection each response comes to the same, however its bytes arrive") {
        requireSame(RESPONSES.filter { it.method != "CONNECT" }) { pieces, sample -> overWire(pieces, sample.method) }
    }

    test("P17, T38, F60: so does each answer to CONNECT, and what follows it") {
        requireSame(samples("tunnels.txt")) { pieces, _ -> throughTunnel(pieces) }
        requireSame(RESPONSES.filter { !it.isGood && it.message.size < 200 }) { pieces, _ -> throughTunnel(pieces) }
    }

    test("the answers to CONNECT come to what their verdicts say") {
        for (sample in samples("tunnels.txt")) {
            val outcome = connectionOver(PiecewiseSocket(listOf(sample.message))).use { connection ->
                connection.setTunnel("o.test", 81)
                outcomeOf { connection.exchange("GET", "/", Headers.EMPTY, null).outcome() }
            }
            withClue("$sample: ${outcome.verdict}") { sample.isMet(outcome.verdict) shouldBe true }
        }
    }

    test("F60: over TCP each tenth comes to the same in pieces of 1, 2, 7 and 8191 bytes") {
        ServerSocket(0, 50, LOOPBACK).use { server ->
            val some = RESPONSES.filter { it.method != "CONNECT" }.filterIndexed { i, sample ->
                i % 10 == 0 && sample.message.size > 0
            }
            for (sample in some) {
                val whole = overTcp(server, listOf(sample.message), sample.method)
                for (byteCount in listOf(1, 2, 7, 8191)) {
                    withClue("$sample in pieces of $byteCount") {
                        overTcp(server, sample.message.piecesOf(byteCount), sample.method) shouldBe whole
                    }
                }
            }
        }
    }
})
