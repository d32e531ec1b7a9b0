package httpwire.download

import httpwire.HttpException
import httpwire.HttpException.Cancelled
import httpwire.HttpException.DigestMismatch
import httpwire.HttpException.IncompleteRead
import httpwire.HttpException.LimitExceeded
import httpwire.HttpException.MalformedMessage
import httpwire.Request
import httpwire.client.HttpClient
import httpwire.testing.Answer
import httpwire.testing.AnsweringPeer
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.engine.spec.tempdir
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import okio.ByteString
import okio.ByteString.Companion.encodeUtf8
import okio.ByteString.Companion.toByteString
import java.nio.file.Files
import java.nio.file.Path
import java.time.Duration
import kotlin.io.path.exists
import kotlin.io.path.listDirectoryEntries
import kotlin.io.path.readBytes
import kotlin.random.Random

private const val TAG = "\"v1\""
private val FILE: ByteString = Random(7).nextBytes(300_000).toByteString()
private val SERVED = RangedFile(FILE, TAG)
private val OTHER = Random(8).nextBytes(20_000).toByteString()
private val AT_ONCE = DownloadOptions.DEFAULT.withDelay(Duration.ZERO)

private fun digestField(bytes: ByteString) = "sha-256=:${bytes.sha256().base64()}:"

/** What a server says to a request for the rest, and what is asked for then. */
private class Rest(
    val name: String,
    val answer: Answer,
    val isAskedAnew: Boolean,
    val file: ByteString = FILE,
    val first: Array<String> = arrayOf("ETag: $TAG"),
)

private fun rest(vararg fields: String) =
    Answer.of(206, "Content-Range: bytes 10000-299999/300000", *fields).body(FILE.substring(10_000))

class DownloadSessionTest : FunSpec({
    val folders = tempdir().toPath()

    fun target(): Path = Files.createTempDirectory(folders, "d").resolve("f")

    /** Leaves a part of 10 000 bytes. */
    fun left(peer: AnsweringPeer, client: HttpClient, target: Path) {
        peer.on("GET /f").reply { SERVED.answer(it).cutAfter(10_000) }.times(1)
        shouldThrow<IncompleteRead> {
            client.download(Request.get(peer.url("/f")), target, AT_ONCE.withMaxContinuations(0))
        }
    }

    fun withLeft(block: (peer: AnsweringPeer, client: HttpClient, target: Path) -> Unit) = AnsweringPeer.start().use {
        HttpClient.create().use { client ->
            val target = target()
            left(it, client, target)
            block(it, client, target)
            client.statistics().leased shouldBe 0
        }
    }

    context("the answer to a request for the rest") {
        val modified = "Last-Modified: Sun, 06 Nov 1994 08:48:37 GMT"
        val dated = arrayOf(modified, "Date: Sun, 06 Nov 1994 08:50:00 GMT")
        withTests(
            nameFn = { it.name },
            Rest("the rest", rest("ETag: $TAG"), false),
            Rest("all of it: the server has no ranges", Answer.of(200, "ETag: $TAG").body(FILE), false),
            Rest("all of another file", Answer.of(200, "ETag: \"v2\"").body(OTHER), false, OTHER),
            Rest("all of another file, which has no tag", Answer.of(200).body(OTHER), false, OTHER),
            Rest("a rest whose tag is weak", rest("ETag: W/$TAG"), true),
            Rest("a rest of another tag", rest("ETag: \"v2\""), true),
            Rest("a rest without a tag", rest(), true),
            Rest("a rest that is coded", rest("ETag: $TAG", "Content-Encoding: gzip"), true),
            Rest(
                "several ranges",
                Answer.of(206, "ETag: $TAG", "Content-Type: multipart/byteranges; boundary=b").body("--b--"),
                true,
            ),
            Rest(
                "another range",
                Answer.of(206, "ETag: $TAG", "Content-Range: bytes 9999-299999/300000").body(FILE.substring(9_999)),
                true,
            ),
            Rest("no Content-Range", Answer.of(206, "ETag: $TAG").body(FILE.substring(10_000)), true),
            Rest("416", Answer.of(416).body("no"), true),
            Rest("416, of a file that is shorter", Answer.of(416, "Content-Range: bytes */9999"), true),
            Rest("with a date: the rest", rest(modified), false, first = dated),
            Rest("with a date: the rest of a later one", rest(modified.replace(":37", ":38")), true, first = dated),
            Rest("with a date: all", Answer.of(200, *dated).body(FILE), false, first = dated),
        ) { row ->
            AnsweringPeer.start().use { peer ->
                val rule = peer.on("GET /f").reply(Answer.of(200, *row.first).body(FILE).cutAfter(10_000))
                    .reply(row.answer)
                if (row.isAskedAnew) rule.reply { SERVED.answer(it) }
                HttpClient.create().use { client ->
                    val target = target()
                    client.download(Request.get(peer.url("/f")), target, AT_ONCE)
                    target.readBytes().toByteString() shouldBe row.file
                    target.parent.listDirectoryEntries() shouldBe listOf(target)
                    client.statistics().leased shouldBe 0
                }
                peer.received().map { it.field("Range") } shouldBe
                    listOf("", "bytes=10000-") + if (row.isAskedAnew) listOf("") else listOf()
            }
        }

        test("redirects are followed each time, with Range and If-Range") {
            AnsweringPeer.start().use { peer ->
                peer.on("GET /f").reply(Answer.of(302, "Location: /g")).anyTimes()
                peer.on("GET /g").reply { SERVED.answer(it).cutAfter(10_000) }.reply { SERVED.answer(it) }
                HttpClient.create().use { client ->
                    val target = target()
                    client.download(Request.get(peer.url("/f")), target, AT_ONCE)
                    target.readBytes().toByteString() shouldBe FILE
                }
                peer.received().map { "${it.target} ${it.field("Range")}${it.field("If-Range")}" } shouldBe
                    listOf("/f ", "/g ", "/f bytes=10000-$TAG", "/g bytes=10000-$TAG")
            }
        }

        test("a deadline bounds each request: one that runs out is continued") {
            AnsweringPeer.start().use { peer ->
                peer.on("GET /f").reply { SERVED.answer(it).cutAfter(10_000).then(Answer.After.STALL) }
                    .reply { SERVED.answer(it) }
                HttpClient.create().use { client ->
                    val request = Request.builder("GET", peer.url("/f")).deadline(Duration.ofSeconds(1)).build()
                    client.download(request, target(), AT_ONCE).byteCount shouldBe 300_000
                }
                peer.received()[1].field("Range") shouldBe "bytes=10000-"
            }
        }

        test("a loss and a wrong rest in turns do not go on for ever") {
            AnsweringPeer.start {
                if (it.field("Range").isEmpty()) SERVED.answer(it).cutAfter(10) else rest("ETag: \"v2\"")
            }.use { peer ->
                HttpClient.create().use { client ->
                    shouldThrow<IncompleteRead> { client.download(Request.get(peer.url("/f")), target(), AT_ONCE) }
                }
                peer.received().size shouldBe 2 * 10 + 1
            }
        }
    }

    test("of a rest that is longer than its Content-Range nothing is kept, whole pieces neither") {
        withLeft { peer, client, target ->
            peer.on("GET /f").reply(
                Answer.of(206, "ETag: $TAG", "Content-Range: bytes 10000-109999/300000")
                    .body(ByteArray(200_000).toByteString()).chunked(200_000),
            ).times(1)
            shouldThrow<MalformedMessage> { client.download(peer.url("/f"), target) }
            target.resolveSibling("f.part").readBytes().toByteString() shouldBe FILE.substring(0, 10_000)
            peer.on("GET /f").reply { SERVED.answer(it) }
            client.download(peer.url("/f"), target).resumedByteCount shouldBe 10_000
            target.readBytes().toByteString() shouldBe FILE
        }
    }

    test("a rest without a byte is a loss, and not asked for again for ever") {
        withLeft { peer, client, target ->
            val empty = "HTTP/1.1 206 No\r\nETag: $TAG\r\nContent-Range: bytes 10000-299999/300000\r\n" +
                "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
            peer.on("GET /f").reply(Answer.raw(empty)).times(3)
            shouldThrow<IncompleteRead> {
                client.download(Request.get(peer.url("/f")), target, AT_ONCE.withMaxContinuations(2))
            }
        }
    }

    context("RFC 9530: digests in trailers are compared") {
        withTests(nameFn = { it }, "Content-Digest", "Repr-Digest") { name ->
            for (digested in listOf("abc", "other")) {
                val answer = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n" +
                    "$name: ${digestField(digested.encodeUtf8())}\r\n\r\n"
                AnsweringPeer.start { Answer.raw(answer) }.use { peer ->
                    HttpClient.create().use { client ->
                        val done = runCatching { client.download(peer.url("/f"), target()) }
                        done.isSuccess shouldBe (digested == "abc")
                        done.onFailure { (it is DigestMismatch) shouldBe true }
                    }
                }
            }
        }
    }

    context("416: the part is the file") {
        fun complete(fields: Array<String>, options: DownloadOptions = AT_ONCE, check: (Result<Downloaded>) -> Unit) =
            withLeft { peer, client, target ->
                target.resolveSibling("f.part").let { Files.write(it, FILE.toByteArray()) }
                peer.on("GET /f").reply(
                    Answer.of(416, "ETag: $TAG", "Content-Range: bytes */300000", *fields).body("no more"),
                )
                check(runCatching { client.download(Request.get(peer.url("/f")), target, options) })
                target.exists() shouldBe (options.maxBytes > 300_000)
            }

        test("RFC 9530: the digests of the response are those of its own words") {
            val words = digestField("no more".encodeUtf8())
            complete(arrayOf("Repr-Digest: $words", "Content-Digest: $words")) {
                it.getOrThrow().verified.shouldBeEmpty()
            }
        }

        test("and may be too long") {
            complete(arrayOf(), AT_ONCE.withMaxBytes(299_999)) {
                (it.exceptionOrNull() is LimitExceeded) shouldBe true
            }
        }
    }

    context("an interrupt") {
        test("before it begins: nothing is sent, and the flag stays") {
            AnsweringPeer.start { SERVED.answer(it) }.use { peer ->
                HttpClient.create().use { client ->
                    val target = target()
                    Thread.currentThread().interrupt()
                    val failure = runCatching { client.download(peer.url("/f"), target) }.exceptionOrNull()
                    Thread.interrupted() shouldBe true
                    (failure is Cancelled) shouldBe true
                    peer.received().shouldBeEmpty()
                    client.download(peer.url("/f"), target).byteCount shouldBe 300_000
                }
            }
        }

        test("while the file is written, from any of its bytes on: what was written stays, and the flag does") {
            for (from in listOf(0L, 1L, 100_000L, 300_000L)) {
                AnsweringPeer.start { SERVED.answer(it) }.use { peer ->
                    HttpClient.create().use { client ->
                        val target = target()
                        val options = AT_ONCE.withProgress { count, _ ->
                            if (count >= from) Thread.currentThread().interrupt()
                        }
                        val failure = runCatching {
                            client.download(Request.get(peer.url("/f")), target, options)
                        }.exceptionOrNull()
                        Thread.interrupted() shouldBe true
                        (failure as HttpException).shouldBeCancelled()
                        client.statistics().leased shouldBe 0
                        val done = client.download(Request.get(peer.url("/f")), target, AT_ONCE)
                        (done.resumedByteCount >= from) shouldBe true
                        target.readBytes().toByteString() shouldBe FILE
                        target.parent.listDirectoryEntries() shouldContainExactly listOf(target)
                    }
                }
            }
        }
    }
})

private fun HttpException.shouldBeCancelled() {
    (this is Cancelled) shouldBe true
    suppressed.toList().shouldBeEmpty()
}
