package httpwire.examples.recipes

import httpwire.HttpException
import httpwire.RequestBody
import httpwire.examples.JavaUpload
import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.longs.shouldBeInRange
import io.kotest.matchers.shouldBe
import okio.ByteString
import okio.ByteString.Companion.encodeUtf8
import okio.ByteString.Companion.toByteString
import java.util.concurrent.CountDownLatch

/** More than any buffers of the network take. */
private const val BIG_BYTE_COUNT = 24 shl 20
private const val REFUSAL = "HTTP/1.1 413 Content Too Large\r\nConnection: close\r\nContent-Length: 7\r\n\r\ntoo big"

private val big = ByteArray(BIG_BYTE_COUNT)
private val piece = ByteArray(10_000).toByteString()

/** Gigabytes, of which a few megabytes are asked for before the answer is there. */
private fun tooMany() = sequence {
    repeat(200_000) { yield(piece) }
    error("it goes on")
}

private val refused = Script.start().expectHead().expectBytes(1_000).reply(REFUSAL)

class RefusedUploadTest : FunSpec({
    val bodies = listOf<Pair<String, () -> RequestBody>>(
        "an array" to { RequestBody.of(big) },
        "a stream" to { RequestBody.of(big.inputStream()) },
    )
    withTests(nameFn = { (name) ->
        "$name: the answer is read from a server that stops reading"
    }, bodies) { (_, body) ->
        val isDone = CountDownLatch(1)
        ScriptedPeer.listening(refused.waitFor(isDone)).use { peer ->
            val (status, sent, text) = Regex("(\\d+) after (\\d+) bytes: (.*)").matchEntire(
                upload(peer.address(), body()),
            )!!.destructured
            "$status $text" shouldBe "413 too big"
            sent.toLong() shouldBeInRange 1_000L..<BIG_BYTE_COUNT
            isDone.countDown()
            peer.abandon() // It has been sent more than it reads.
        }
    }

    // The server keeps the connection, and would take the rest of the body.
    val patient = Script.start().expectHead().expectBytes(1_000)
        .reply(REFUSAL.replace("Connection: close\r\n", "")).ignoreInput().expectEnd()

    val pieceByPiece = listOf<Pair<String, (String, Sequence<ByteString>) -> String>>(
        "Kotlin" to ::uploadWhileWanted,
        "Java" to { host, pieces -> JavaUpload.whileWanted(host, pieces.iterator()) },
    )
    for ((language, upload) in pieceByPiece) {
        test("$language: an upload without end is ended by who asks whether the answer has come") {
            ScriptedPeer.listening(patient).use { upload(it.address(), tooMany()) shouldBe "413 too big" }
        }

        test("$language: the answer of a server that stops reading in the middle of a piece") {
            val isDone = CountDownLatch(1)
            ScriptedPeer.listening(refused.waitFor(isDone)).use { peer ->
                upload(peer.address(), sequenceOf(big.toByteString())) shouldBe "413 too big"
                isDone.countDown()
                peer.abandon()
            }
        }

        test("$language: a server that has left without an answer") {
            val script = Script.start().expectHead().expectBytes(1_000).reset()
            ScriptedPeer.listening(script).use { peer ->
                shouldThrow<HttpException> { upload(peer.address(), sequenceOf(big.toByteString(), piece)) }
            }
        }

        test("$language: what is wanted is sent whole") {
            val accepting = Script.start().expectHead().expect("4\r\nspam\r\n4\r\neggs\r\n0\r\n\r\n")
                .reply("HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n").expectEnd()
            val pieces = sequenceOf("spam".encodeUtf8(), "eggs".encodeUtf8())
            ScriptedPeer.listening(accepting).use { upload(it.address(), pieces) shouldBe "201 " }
        }
    }

    test("an upload that the server keeps the connection for is sent to its end") {
        val keeping = Script.start().expectHead().expectBytes(1_000)
            .reply(REFUSAL.replace("Connection: close\r\n", "")).expectBytes(BIG_BYTE_COUNT - 1_000L).expectEnd()
        ScriptedPeer.listening(keeping).use { peer ->
            upload(peer.address(), RequestBody.of(big)).substringAfter(": ") shouldBe "too big"
        }
    }

    test("a server that is content gets the body whole, though it has ended its side") {
        val content = Script.start().expectHead().expectBytes(1_000)
            .reply("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok").shutdownOutput()
            .expectBytes(BIG_BYTE_COUNT - 1_000L).expectEnd()
        ScriptedPeer.listening(content).use { peer ->
            upload(peer.address(), RequestBody.of(big)).substringAfter(": ") shouldBe "ok"
        }
    }
})
