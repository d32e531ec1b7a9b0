package httpwire.dsl

import httpwire.download.Digest
import httpwire.download.DownloadOptions
import httpwire.testing.Answer
import httpwire.testing.AnsweringPeer
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.engine.spec.tempdir
import io.kotest.matchers.shouldBe
import okio.ByteString.Companion.encodeUtf8
import okio.Path.Companion.toOkioPath
import kotlin.time.Duration.Companion.seconds
import kotlin.time.toJavaDuration

class DownloadsTest : FunSpec({
    val folder = tempdir()

    test("the block adds to the request; progress has no total if there is none") {
        AnsweringPeer.start { Answer.of(200).body(it.field("X")).chunked(1) }.use { peer ->
            httpClient { }.use { client ->
                val target = folder.resolve("f")
                val digest = Digest("sha-256", "y".encodeUtf8().sha256())
                val seen = mutableListOf<Pair<Long, Long?>>()
                val options = downloadOptions {
                    digest(digest)
                    progress { count, total -> seen += count to total }
                }
                client.download(peer.url("/"), target.toOkioPath(), options) { header("X", "y") }.verified shouldBe
                    listOf(digest)
                target.readText() shouldBe "y"
                seen shouldBe listOf(0L to null, 1L to null)
            }
        }
    }

    test("each option is set, read and checked") {
        val options = downloadOptions {
            listOf(maxBytes, maxContinuations, delay) shouldBe listOf(Long.MAX_VALUE, 10, 1.seconds)
            maxBytes = 7
            maxContinuations = 3
            delay = 2.seconds
            anew()
            shouldThrow<IllegalArgumentException> { maxBytes = -1 }
            shouldThrow<IllegalArgumentException> { maxContinuations = -1 }
            shouldThrow<IllegalArgumentException> { delay = (-1).seconds }
        }
        options shouldBe
            DownloadOptions.DEFAULT.withMaxBytes(7).withMaxContinuations(3).withDelay(2.seconds.toJavaDuration()).anew()
        downloadOptions { } shouldBe DownloadOptions.DEFAULT
    }
})
