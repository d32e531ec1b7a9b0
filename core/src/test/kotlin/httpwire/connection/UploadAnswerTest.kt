package httpwire.connection

import httpwire.CloseReason
import httpwire.Headers
import httpwire.RequestBody
import httpwire.state.ConnectionState
import httpwire.testing.ListeningPeer
import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import httpwire.transport.Identities
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.engine.spec.tempfile
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.collections.shouldContain
import io.kotest.matchers.collections.shouldNotBeEmpty
import io.kotest.matchers.comparables.shouldBeLessThan
import io.kotest.matchers.nulls.shouldBeNull
import io.kotest.matchers.nulls.shouldNotBeNull
import io.kotest.matchers.shouldBe
import okio.Buffer
import okio.ByteString.Companion.toByteString
import java.io.File
import java.time.Duration
import java.util.concurrent.CountDownLatch

/** More than any send and receive buffer takes. */
private const val BODY_BYTES = 24 shl 20
private const val PIECE_BYTES = 64 shl 10
private const val PIECE_COUNT = BODY_BYTES / PIECE_BYTES

private val uploadPiece = ByteArray(PIECE_BYTES).toByteString()

private const val CALLERS_FRAMING = "1800000\r\n\r\n0\r\n\r\n"

private enum class UploadBody(val headers: Headers, val byteCount: Long, val make: (File) -> RequestBody) {
    ARRAY(Headers.EMPTY, BODY_BYTES.toLong(), { RequestBody.of(ByteArray(BODY_BYTES)) }),
    FILE(Headers.EMPTY, BODY_BYTES.toLong(), { RequestBody.of(it.toPath()) }),
    STREAM(Headers.of("Content-Length", "$BODY_BYTES"), BODY_BYTES.toLong(), { RequestBody.of(it.inputStream()) }),
    CHUNKS(Headers.EMPTY, PIECE_COUNT * (PIECE_BYTES + "10000\r\n\r\n".length) + "0\r\n\r\n".length.toLong(), {
        RequestBody.of(Iterable { generateSequence { uploadPiece }.take(PIECE_COUNT).iterator() })
    }),
    CALLERS_CHUNKS(Headers.of("Transfer-Encoding", "chunked"), BODY_BYTES + CALLERS_FRAMING.length.toLong(), {
        val framed = Buffer().writeUtf8("1800000\r\n").write(ByteArray(BODY_BYTES)).writeUtf8("\r\n0\r\n\r\n")
        RequestBody.of(framed.readByteString())
    }),
}

private enum class ServerEnd(val field: String, val leave: Script.() -> Script) {
    KEEP_ALIVE("", { this }),
    FIN("Connection: close\r\n", { shutdownOutput() }),
    RST("Connection: close\r\n", { reset() }),
}

private enum class UploadWay(val lead: Script.() -> Script, val connect: (ListeningPeer) -> HttpConnection) {
    CLEAR({ this }, { connectionTo(it) }),
    TLS({ startTls(Identities.good) }, { secureConnectionTo(it) }),
    TUNNEL({ expectHead().reply(OPEN) }, { peer -> connectionTo(peer).also { it.setTunnel("a.test") } }),
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
        if (isKept) return begun.reply(answer).expectBytes(body.byteCount - 1_000).expectHead().reply(ok("next"))
        val answered = begun.reply(answer).run(end.leave)
        return when {
            end == ServerEnd.RST -> answered
            readsOn -> answered.ignoreInput().expectEnd()
            else -> answered.waitFor(done)
        }
    }

    override fun toString() = "$status, $end, ${if (readsOn) "reads on" else "stops reading"}, $body, $way"
}

private val UPLOADS = buildList {
    for (way in UploadWay.entries) {
        for (body in UploadBody.entries) {
            for (status in listOf(413, 401, 200)) {
                for (end in ServerEnd.entries) {
                    // After a reset nothing is read.
                    for (readsOn in listOf(true, false)) {
                        if (end != ServerEnd.RST ||
                            !readsOn
                        ) {
                            add(UploadRow(status, end, readsOn, body, way))
                        }
                    }
                }
            }
        }
    }
}

class UploadAnswerTest : FunSpec({
    val file = tempfile()
    beforeSpec { file.writeBytes(ByteArray(BODY_BYTES)) }

    withTests(nameFn = { "F39, F40, F41: an early answer is delivered: $it" }, UPLOADS) { row ->
        val done = CountDownLatch(1)
        ScriptedPeer.listening(row.script(done)).use { peer ->
            row.way.connect(peer).use { connection ->
                val response = connection.exchange("POST", "/", row.body.headers, row.body.make(file))
                response.status shouldBe row.status
                if (row.isKept) response.closeReasons.shouldBeEmpty() else response.closeReasons.shouldNotBeEmpty()
                response.text() shouldBe "big"
                connection.state shouldBe ConnectionState.IDLE
                if (row.isKept) {
                    connection.transport.shouldNotBeNull()
                    connection.exchange("GET", "/", Headers.EMPTY, null).text() shouldBe "next"
                } else {
                    connection.transport.shouldBeNull()
                }
            }
            done.countDown()
            if (!row.isKept) peer.abandon()
        }
    }

    withTests(
        nameFn = {
            "F41, C11: writing stops when a refusal ends the connection: $it"
        },
        UploadWay.entries.flatMap { way ->
            UploadBody.entries.map {
                it to
                    way
            }
        },
    ) { (body, way) ->
        val begun = Script.start().run(way.lead).expectHead().expectBytes(1_000)
        // Nothing is read at first, so that the body cannot be gone before the answer is seen.
        val script = begun.reply("HTTP/1.1 413 X\r\nConnection: close\r\nContent-Length: 3\r\n\r\nbig")
            .pause(Duration.ofMillis(300)).ignoreInput().expectEnd()
        ScriptedPeer.listening(script).use { peer ->
            way.connect(peer).use { connection ->
                val response = connection.exchange("POST", "/", body.headers, body.make(file))
                response.closeReasons shouldContain CloseReason.REQUEST_INCOMPLETE
                response.circumstances!!.bytesSent shouldBeLessThan body.byteCount
                response.text() shouldBe "big"
            }
            peer.abandon()
        }
    }
})
