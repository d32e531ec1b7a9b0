package httpwire.coroutines

import httpwire.HttpException.IncompleteRead
import httpwire.Request
import httpwire.download.DownloadFileException
import httpwire.download.DownloadFileException.Problem
import httpwire.dsl.downloadOptions
import httpwire.testing.Answer
import httpwire.testing.AnsweringPeer
import httpwire.testing.Received
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.engine.spec.tempdir
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.launch
import kotlinx.coroutines.test.currentTime
import kotlinx.coroutines.test.runTest
import okio.Path.Companion.toOkioPath
import kotlin.time.Duration
import kotlin.time.Duration.Companion.minutes
import kotlin.time.Duration.Companion.seconds

private val FILE = "0123456789".repeat(20_000)

private fun ranged(request: Received): Answer {
    val from = request.field("Range").removePrefix("bytes=").removeSuffix("-").toIntOrNull()
        ?: return Answer.of(200, "ETag: \"v1\"").body(FILE)
    return Answer.of(206, "ETag: \"v1\"", "Content-Range: bytes $from-${FILE.length - 1}/${FILE.length}")
        .body(FILE.substring(from))
}

@OptIn(ExperimentalCoroutinesApi::class)
class ClientDownloadTest : FunSpec({
    val folder = tempdir()

    test("a lost connection is continued; the waits go by the caller's clock") {
        val target = folder.resolve("a")
        runTest(timeout = 1.minutes) {
            AnsweringPeer.start().use { peer ->
                peer.on("GET /f").reply { ranged(it).cutAfter(100) }.reply { ranged(it).cutAfter(0) }
                    .reply { ranged(it).cutAfter(0) }.reply { ranged(it).cutAfter(70_000) }.reply { ranged(it) }
                httpClient().use { client ->
                    client.download(peer.url("/f"), target.toOkioPath()).run {
                        listOf(byteCount, connectionCount.toLong()) shouldContainExactly listOf(200_000L, 5L)
                    }
                    client.statistics().leased shouldBe 0
                }
            }
            currentTime shouldBe (1 + 2).seconds.inWholeMilliseconds
        }
        target.readText() shouldBe FILE
        folder.list()!!.toList() shouldBe listOf("a")
    }

    test("cancelled, it cuts at once and keeps what came; a later call goes on") {
        val target = folder.resolve("b")
        AnsweringPeer.start().use { peer ->
            peer.on("GET /f").reply { ranged(it).cutAfter(70_000).then(Answer.After.STALL) }.reply { ranged(it) }
            httpClient().use { client ->
                coroutineScope {
                    val arrived = CompletableDeferred<Unit>()
                    val options = downloadOptions {
                        progress { count, _ -> if (count == 70_000L) arrived.complete(Unit) }
                    }
                    val loading = launch { client.download(Request.get(peer.url("/f")), target.toOkioPath(), options) }
                    arrived.await()
                    shouldThrow<DownloadFileException> {
                        client.download(peer.url("/f"), target.toOkioPath())
                    }.problem shouldBe Problem.IN_USE
                    loading.cancelAndJoin()
                }
                target.exists() shouldBe false
                client.download(peer.url("/f"), target.toOkioPath()).resumedByteCount shouldBe 70_000L
            }
        }
        target.readText() shouldBe FILE
    }

    test("what progress throws is the caller's, and the target is free at once") {
        val target = folder.resolve("c")
        for (thrown in listOf(Exception("mine"), AssertionError("mine"))) {
            AnsweringPeer.start { ranged(it) }.use { peer ->
                httpClient().use { client ->
                    val options = downloadOptions { progress { _, _ -> throw thrown } }
                    val failure = runCatching { client.download(peer.url("/f"), target.toOkioPath(), options) }
                        .exceptionOrNull()!!
                    // With assertions on, coroutines throw a copy, whose cause is the original.
                    listOf(failure, failure.cause).count { it === thrown } shouldBe 1
                    client.download(peer.url("/f"), target.toOkioPath()).byteCount shouldBe 200_000L
                    client.statistics().leased shouldBe 0
                }
            }
        }
    }

    test("it does not go on more often than allowed") {
        AnsweringPeer.start { ranged(it).cutAfter(10) }.use { peer ->
            httpClient().use { client ->
                shouldThrow<IncompleteRead> {
                    client.download(
                        peer.url("/f"),
                        folder.resolve("d").toOkioPath(),
                        downloadOptions {
                            delay = Duration.ZERO
                            maxContinuations = 2
                        },
                    )
                }
            }
            peer.received().size shouldBe 3
        }
    }
})
