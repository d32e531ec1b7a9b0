package httpwire.coroutines

import httpwire.CloseReason
import httpwire.Origin
import httpwire.coroutines.contract.Tls
import httpwire.dsl.OptionsScope
import httpwire.state.ConnectionState
import httpwire.testing.ListeningPeer
import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import httpwire.transport.ConnectAttempt
import httpwire.transport.Dialer
import httpwire.transport.NameResolver
import httpwire.transport.Proxy
import httpwire.transport.TcpDialer
import httpwire.transport.Transport
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.collections.shouldContain
import io.kotest.matchers.collections.shouldNotBeEmpty
import io.kotest.matchers.comparables.shouldBeLessThan
import io.kotest.matchers.nulls.shouldBeNull
import io.kotest.matchers.shouldBe
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.withContext
import kotlinx.coroutines.withTimeout
import okio.ByteString
import okio.ByteString.Companion.toByteString
import java.net.InetAddress
import java.time.Duration
import java.util.concurrent.CountDownLatch
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.seconds

/** More than any send and receive buffer takes. */
private const val PIECE_BYTES = 64 shl 10
private const val PIECE_COUNT = 384
private const val BODY_BYTES = PIECE_COUNT * PIECE_BYTES.toLong()

private val uploadPiece = ByteArray(PIECE_BYTES).toByteString()

private fun pieces(): Flow<ByteString> = flow { repeat(PIECE_COUNT) { emit(uploadPiece) } }

private enum class UploadBody(val byteCount: Long, val fill: SuspendRequestScope.() -> Unit) {
    FLOW(PIECE_COUNT * (PIECE_BYTES + "10000\r\n\r\n".length) + "0\r\n\r\n".length.toLong(), { body(pieces()) }),
    FLOW_WITH_LENGTH(BODY_BYTES, {
        header("Content-Length", "$BODY_BYTES")
        body(pieces())
    }),
    WRITER(BODY_BYTES, { body(BODY_BYTES) { repeat(PIECE_COUNT) { send(uploadPiece) } } }),
}

private enum class ServerEnd(val field: String, val leave: Script.() -> Script) {
    KEEP_ALIVE("", { this }),
    FIN("Connection: close\r\n", { shutdownOutput() }),
    RST("Connection: close\r\n", { reset() }),
}

private class DialerTo(port: Int) : Dialer {
    private val origin = Origin.http("127.0.0.1:$port")
    private val tcp = TcpDialer(NameResolver.SYSTEM, null)

    override fun dial(peer: Origin): Transport = tcp.dial(origin)

    override fun dial(peer: Origin, attempt: ConnectAttempt): Transport = tcp.dial(origin, attempt)
}

private enum class UploadWay(
    val lead: Script.() -> Script,
    val isSecure: Boolean,
    val set: OptionsScope.(Int) -> Unit,
) {
    CLEAR({ this }, false, { dialer = DialerTo(it) }),
    TLS({ startTls(Tls.server) }, true, { dialer = DialerTo(it) }),
    TUNNEL({ expectHead().reply("HTTP/1.1 200 OK\r\n\r\n") }, false, {
        proxy(Proxy.http("p.test:$it").tunnelling())
        resolver = NameResolver { listOf(InetAddress.getLoopbackAddress()) }
    }),
    ;

    suspend fun <T> run(peer: ListeningPeer, block: suspend SuspendHttpScope.() -> T): T {
        val all: suspend SuspendHttpScope.() -> T = {
            host = "example.org"
            if (isSecure) tls = Tls.trusting
            set(peer.port())
            block()
        }
        return if (isSecure) https(block = all) else http(block = all)
    }
}

private class UploadRow(
    val status: Int,
    val end: ServerEnd,
    val readsOn: Boolean,
    val body: UploadBody,
    val way: UploadWay,
) {
    /** Only here does the server get the whole body, and keeps the connection. */
    val isKept = end == ServerEnd.KEEP_ALIVE && readsOn

    private val answer = "HTTP/1.1 $status X\r\n${end.field}Content-Length: 3\r\n\r\nbig"

    fun script(done: CountDownLatch): Script {
        val begun = Script.start().run(way.lead).expectHead().expectBytes(1_000)
        if (isKept) return begun.reply(answer).expectBytes(body.byteCount - 1_000).expectHead().reply(OK)
        val answered = begun.reply(answer).run(end.leave)
        return when {
            end == ServerEnd.RST -> answered
            readsOn -> answered.ignoreInput().expectEnd()
            else -> answered.waitFor(done)
        }
    }

    override fun toString() = "$status, $end, ${if (readsOn) "reads on" else "stops reading"}, $body, $way"
}

/** After a reset nothing is read. */
private fun List<UploadRow>.possible() = filter { it.end != ServerEnd.RST || !it.readsOn }

private val UPLOADS = UploadWay.entries.flatMap { way ->
    UploadBody.entries.flatMap { body ->
        listOf(413, 401, 200).flatMap { status ->
            ServerEnd.entries.flatMap { end ->
                listOf(true, false).map { readsOn -> UploadRow(status, end, readsOn, body, way) }
            }
        }
    }
}.possible()

/** Runs [block] with a peer that may be left in the middle of its script. */
private suspend fun <R> leaving(script: Script, block: suspend (ListeningPeer) -> R): R {
    val peer = ScriptedPeer.listening(script)
    return try {
        block(peer)
    } finally {
        withContext(Dispatchers.IO) {
            peer.abandon()
            peer.close()
        }
    }
}

class FlowUploadAnswerTest : FunSpec({
    withTests(nameFn = { "F39, F40, F41: an early answer is delivered: $it" }, UPLOADS) { row ->
        val done = CountDownLatch(1)
        leaving(row.script(done)) { peer ->
            row.way.run(peer) {
                val response = post("/") { row.body.run { fill() } }
                response.status shouldBe row.status
                if (row.isKept) response.closeReasons.shouldBeEmpty() else response.closeReasons.shouldNotBeEmpty()
                response.text() shouldBe "big"
                connection.state shouldBe ConnectionState.IDLE
                if (row.isKept) get("/").text() shouldBe "hi" else connection.transport.shouldBeNull()
            }
            done.countDown()
        }
    }

    withTests(
        nameFn = { "F41, C11: writing stops when a refusal ends the connection: $it" },
        UploadWay.entries.flatMap { way -> UploadBody.entries.map { it to way } },
    ) { (body, way) ->
        val begun = Script.start().run(way.lead).expectHead().expectBytes(1_000)
        // Nothing is read at first, so that the body cannot be gone before the answer is seen.
        val script = begun.reply("HTTP/1.1 413 X\r\nConnection: close\r\nContent-Length: 3\r\n\r\nbig")
            .pause(Duration.ofMillis(300)).ignoreInput().expectEnd()
        leaving(script) { peer ->
            way.run(peer) {
                val response = post("/") { body.run { fill() } }
                response.closeReasons shouldContain CloseReason.REQUEST_INCOMPLETE
                response.circumstances!!.bytesSent shouldBeLessThan body.byteCount
                response.text() shouldBe "big"
            }
        }
    }

    withTests(
        nameFn = { "F39: a flow that waits is cancelled by a refusal that ends the connection: $it" },
        UploadWay.entries.flatMap { way -> listOf(ServerEnd.FIN, ServerEnd.RST).map { way to it } },
    ) { (way, end) ->
        var isCancelled = false
        val waiting = flow {
            try {
                emit(uploadPiece)
                awaitCancellation()
            } finally {
                isCancelled = true
            }
        }
        val script = Script.start().run(way.lead).expectHead().expectBytes(1_000 + PIECE_BYTES.toLong() - 993)
            .reply("HTTP/1.1 413 X\r\nConnection: close\r\nContent-Length: 3\r\n\r\nbig").run(end.leave)
        leaving(if (end == ServerEnd.RST) script else script.expectEnd()) { peer ->
            way.run(peer) {
                val response = withTimeout(10.seconds) { post("/") { body(waiting) } }
                response.status shouldBe 413
                response.text() shouldBe "big"
            }
        }
        isCancelled shouldBe true
    }

    test("F39: so is one that waits before its first piece, on a client too") {
        val refused = "HTTP/1.1 401 X\r\nConnection: close\r\nContent-Length: 3\r\n\r\nbig"
        for (isClient in listOf(false, true)) {
            withPeer(Script.start().expectHead().reply(refused).shutdownOutput().expectEnd()) { peer ->
                val never = flow<ByteString> { awaitCancellation() }
                val status = withTimeout(10.seconds) {
                    if (isClient) {
                        httpClient {
                        }.use { it.post("http://${peer.address()}/") { body(never) }.also { it.text() }.status }
                    } else {
                        http(peer.address()) { post("/") { body(never) }.also { it.text() }.status }
                    }
                }
                status shouldBe 401
            }
        }
    }

    test("what a flow throws when it is cancelled so does not hide the answer") {
        val refused = "HTTP/1.1 401 X\r\nConnection: close\r\nContent-Length: 3\r\n\r\nbig"
        withPeer(Script.start().expectHead().reply(refused).shutdownOutput().expectEnd()) { peer ->
            val failing = flow<ByteString> {
                try {
                    awaitCancellation()
                } finally {
                    error("cancelled")
                }
            }
            http(peer.address()) { post("/") { body(failing) }.text() } shouldBe "big"
        }
    }

    test("a look at the server in the middle of the end of a body does no harm") {
        // Many bodies that end at about the time of a look.
        repeat(20) { round ->
            talk(Script.start().expectHead().expect("4\r\nspam\r\n0\r\n\r\n").reply(OK).expectHead().reply(OK)) {
                val late = flow {
                    delay(240.milliseconds + round.milliseconds)
                    emit("spam".toByteArray().toByteString())
                }
                post("/") { body(late) }.text() shouldBe "hi"
                get("/").text() shouldBe "hi"
            }
        }
    }

    test("F40, C12: a flow that waits goes on after an answer that keeps the connection") {
        val answered = CountDownLatch(1)
        val script = Script.start().expectHead().expect("4\r\nspam\r\n")
            .reply("HTTP/1.1 413 X\r\nContent-Length: 3\r\n\r\nbig").pause(Duration.ofMillis(700)).signal(answered)
            .expect("4\r\neggs\r\n0\r\n\r\n").expectHead().reply(OK)
        talk(script) {
            val both = flow {
                emit("spam".toByteArray().toByteString())
                withContext(Dispatchers.IO) { answered.await() }
                emit("eggs".toByteArray().toByteString())
            }
            post("/") { body(both) }.text() shouldBe "big"
            get("/").text() shouldBe "hi"
        }
    }
})
