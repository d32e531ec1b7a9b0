package httpwire.client

import httpwire.HttpException
import httpwire.testing.Answer
import httpwire.testing.AnsweringPeer
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.comparables.shouldBeLessThan
import io.kotest.matchers.shouldBe
import io.kotest.matchers.types.shouldBeInstanceOf
import okio.Buffer
import okio.ByteString
import okio.ByteString.Companion.decodeHex
import okio.ByteString.Companion.encodeUtf8
import okio.GzipSink
import okio.buffer

private fun gzip(byteCount: Int): ByteString {
    val coded = Buffer()
    GzipSink(coded).buffer().use { it.write(ByteArray(byteCount)) }
    return coded.readByteString()
}

private fun coded(body: ByteString, vararg codings: String) =
    Answer.of(200, *codings.map { "Content-Encoding: $it" }.toTypedArray()).body(body)

/** What cannot be decoded, or must not be. */
private val BAD: Map<String, Answer> = mapOf(
    "T28, F28: a bomb" to coded(gzip(50 shl 20), "gzip"),
    "T28: six codings on six lines" to coded(gzip(10), "gzip", "gzip", "gzip", "gzip", "gzip", "gzip"),
    "T29: what is not gzip" to coded("plain text".encodeUtf8(), "gzip"),
    "T29: gzip with a wrong checksum" to
        coded(gzip(10).run { substring(0, size - 8) + "00".repeat(8).decodeHex() }, "gzip"),
    "T29: what follows gzip" to coded(gzip(10) + "more".encodeUtf8(), "gzip"),
    "T30: text in a coding that nobody knows" to coded("text".encodeUtf8(), "unknown"),
)

private operator fun ByteString.plus(other: ByteString): ByteString = Buffer().write(this).write(other).readByteString()

class CodedClientTest : FunSpec({
    withTests(nameFn = { "$it: an HttpException, no place is lost, and the next call works" }, BAD.keys) { name ->
        AnsweringPeer.start { if (it.target == "/bad") BAD.getValue(name) else Answer.ok("good") }.use { server ->
            HttpClient.create().use { client ->
                repeat(3) {
                    val outcome = runCatching { client.get(server.url("/bad")).use { it.text() } }
                    outcome.exceptionOrNull().shouldBeInstanceOf<HttpException>()
                    client.statistics().run { listOf(leased.toLong(), waiting.toLong(), leaked) } shouldBe
                        listOf(0L, 0L, 0L)
                }
                client.get(server.url("/good")).text() shouldBe "good"
            }
        }
    }

    test("T28, F28: a bomb that is read piece by piece is stopped, and its connection is closed") {
        AnsweringPeer.start { coded(gzip(100 shl 20), "gzip") }.use { server ->
            HttpClient.create().use { client ->
                val source = client.get(server.url("/")).source()
                var byteCount = 0L
                val block = Buffer()
                shouldThrow<HttpException.LimitExceeded> {
                    while (true) {
                        byteCount += source.read(block, 8_192)
                        block.clear()
                    }
                }
                byteCount shouldBeLessThan (100L shl 20)
                client.statistics().run { listOf(leased, idle) } shouldBe listOf(0, 0)
            }
        }
    }

    test("T28: the body of a redirect that is a bomb is not decoded") {
        AnsweringPeer.start {
            if (it.target == "/end") {
                Answer.ok("end")
            } else {
                Answer.of(302, "Location: /end", "Content-Encoding: gzip").body(gzip(10 shl 20))
            }
        }.use { server ->
            HttpClient.create().use { it.get(server.url("/")).text() shouldBe "end" }
        }
    }
})
