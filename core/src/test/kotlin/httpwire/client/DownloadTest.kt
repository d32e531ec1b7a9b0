package httpwire.client

import httpwire.HttpException.Cancelled
import httpwire.HttpException.ConnectFailed
import httpwire.HttpException.DigestMismatch
import httpwire.HttpException.IncompleteRead
import httpwire.HttpException.LimitExceeded
import httpwire.HttpException.MalformedMessage
import httpwire.HttpException.UnexpectedResponse
import httpwire.Request
import httpwire.RequestBody
import httpwire.download.Digest
import httpwire.download.DownloadFileException
import httpwire.download.DownloadFileException.Problem
import httpwire.download.DownloadOptions
import httpwire.testing.Answer
import httpwire.testing.Answer.After
import httpwire.testing.AnsweringPeer
import httpwire.testing.Received
import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import httpwire.transport.Running
import httpwire.transport.await
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.engine.spec.tempdir
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldNotContain
import io.kotest.matchers.types.shouldBeInstanceOf
import io.kotest.matchers.types.shouldBeSameInstanceAs
import okio.ByteString
import okio.ByteString.Companion.encodeUtf8
import okio.ByteString.Companion.toByteString
import java.nio.file.Files
import java.nio.file.Path
import java.time.Duration
import java.util.concurrent.CountDownLatch
import kotlin.io.path.createDirectory
import kotlin.io.path.exists
import kotlin.io.path.listDirectoryEntries
import kotlin.io.path.name
import kotlin.io.path.readBytes
import kotlin.io.path.readText
import kotlin.io.path.writeBytes
import kotlin.io.path.writeText
import kotlin.random.Random

/** More than several pieces. */
private val FILE: ByteString = Random(7).nextBytes(300_000).toByteString()
private const val TAG = "ETag: \"v1\""
private val SHA = Digest("sha-256", FILE.sha256())
private val AT_ONCE = DownloadOptions.DEFAULT.withDelay(Duration.ZERO)

private fun digestField(bytes: ByteString) = "sha-256=:${bytes.sha256().base64()}:"

/** The file as a server with ranges has it: what is asked for, if If-Range is right. */
private fun ranged(request: Received, tag: String = TAG, file: ByteString = FILE): Answer {
    val range = request.field("Range")
    val isWanted = request.field("If-Range") == tag.substringAfter(": ")
    if (range.isEmpty() || !isWanted) return Answer.of(200, tag).body(file)
    val from = range.removePrefix("bytes=").removeSuffix("-").toInt()
    if (from >= file.size) return Answer.of(416, tag, "Content-Range: bytes */${file.size}")
    return Answer.of(206, tag, "Content-Range: bytes $from-${file.size - 1}/${file.size}").body(file.substring(from))
}

private fun withClient(block: (HttpClient) -> Unit) = HttpClient.create().use { client ->
    block(client)
    client.statistics().leased shouldBe 0
}

class DownloadTest : FunSpec({
    val folders = tempdir().toPath()

    fun folder(): Path = Files.createTempDirectory(folders, "d")

    fun Path.names() = listDirectoryEntries().map { it.name }.sorted()

    test("a file comes under its name when it is whole, and replaces what was there") {
        val folder = folder()
        val target = folder.resolve("file")
        target.writeText("old")
        AnsweringPeer.start { ranged(it) }.use { peer ->
            withClient { client ->
                val done = client.download(peer.url("/f"), target)
                listOf(done.file, done.byteCount, done.resumedByteCount, done.connectionCount, done.verified) shouldBe
                    listOf(target, 300_000L, 0L, 1, listOf<Digest>())
                client.download(Request.get(peer.url("/f")), target).byteCount shouldBe 300_000L
                client.statistics().run { listOf(opened.toInt(), idle) } shouldContainExactly listOf(1, 1)
            }
            peer.received().map { it.field("Accept-Encoding") + it.field("Range") }.toSet() shouldBe setOf("identity")
        }
        target.readBytes().toByteString() shouldBe FILE
        folder.names() shouldContainExactly listOf("file")
    }

    test("an empty file, one in chunks, one up to the end of the connection") {
        val folder = folder()
        AnsweringPeer.start().use { peer ->
            peer.on("GET /empty").reply(Answer.of(200, TAG).body(""))
            peer.on("GET /chunks").reply(Answer.of(200, TAG).body(FILE).chunked(1000))
            peer.on("GET /end").reply(Answer.raw("HTTP/1.1 200 OK\r\n\r\nto the end").then(After.CLOSE))
            withClient { client ->
                client.download(peer.url("/empty"), folder.resolve("empty")).byteCount shouldBe 0
                client.download(peer.url("/chunks"), folder.resolve("chunks")).byteCount shouldBe 300_000
                client.download(peer.url("/end"), folder.resolve("end")).byteCount shouldBe 10
            }
        }
        folder.names() shouldContainExactly listOf("chunks", "empty", "end")
        folder.resolve("end").readText() shouldBe "to the end"
    }

    context("RFC 9110 §14: a lost connection is continued where it was lost") {
        for ((name, after) in mapOf("closed" to After.CLOSE, "reset" to After.RESET)) {
            test(name) {
                val folder = folder()
                AnsweringPeer.start().use { peer ->
                    peer.on("GET /f").reply { ranged(it).cutAfter(1) }.reply { ranged(it).cutAfter(70_000).then(after) }
                        .reply { ranged(it).cutAfter(65_536) }.reply { ranged(it) }
                    withClient { client ->
                        val request = Request.get(peer.url("/f"))
                        val done = client.download(request, folder.resolve("f"), AT_ONCE.withDigest(SHA))
                        done.connectionCount shouldBe 4
                        done.verified shouldContainExactly listOf(SHA)
                    }
                    peer.received().map { it.field("If-Range") } shouldContainExactly listOf("") + List(3) { "\"v1\"" }
                    peer.received()[1].field("Range") shouldBe "bytes=1-"
                }
                folder.resolve("f").readBytes().toByteString() shouldBe FILE
                folder.names() shouldContainExactly listOf("f")
            }
        }

        test("a server that gives less than was asked for is asked for the rest") {
            val folder = folder()
            AnsweringPeer.start().use { peer ->
                peer.on("GET /f").reply { ranged(it).cutAfter(100) }
                    .reply(
                        Answer.of(206, TAG, "Content-Range: bytes 100-199999/300000")
                            .body(FILE.substring(100, 200_000)),
                    )
                    .reply { ranged(it) }
                withClient { it.download(Request.get(peer.url("/f")), folder.resolve("f"), AT_ONCE) }
                peer.received().map { it.field("Range") } shouldContainExactly listOf("", "bytes=100-", "bytes=200000-")
            }
            folder.resolve("f").readBytes().toByteString() shouldBe FILE
        }

        test("no more often than allowed; then a later call goes on") {
            val folder = folder()
            AnsweringPeer.start().use { peer ->
                peer.on("GET /f").reply { ranged(it).cutAfter(10_000) }.times(3)
                peer.on("GET /f").reply { ranged(it) }
                withClient { client ->
                    val request = Request.get(peer.url("/f"))
                    shouldThrow<IncompleteRead> {
                        client.download(request, folder.resolve("f"), AT_ONCE.withMaxContinuations(2))
                    }
                    folder.names() shouldContainExactly listOf("f.part", "f.part.state")
                    folder.resolve("f.part.state").readText() shouldNotContain "127.0.0.1"
                    client.download(request, folder.resolve("f")).run {
                        listOf(byteCount, resumedByteCount, connectionCount.toLong())
                    } shouldContainExactly listOf(300_000L, 30_000L, 1L)
                }
            }
            folder.resolve("f").readBytes().toByteString() shouldBe FILE
            folder.names() shouldContainExactly listOf("f")
        }

        test("not without a strong validator: the failure is thrown, and nothing stays") {
            for (fields in listOf(arrayOf<String>(), arrayOf("ETag: W/\"v1\""))) {
                val folder = folder()
                AnsweringPeer.start { Answer.of(200, *fields).body(FILE).cutAfter(10_000) }.use { peer ->
                    withClient { client ->
                        shouldThrow<IncompleteRead> {
                            client.download(Request.get(peer.url("/f")), folder.resolve("f"), AT_ONCE)
                        }
                    }
                    peer.received().size shouldBe 1
                }
                folder.names().shouldBeEmpty()
            }
        }

        test("with a date that is old enough") {
            val folder = folder()
            val dates = arrayOf("Last-Modified: Sun, 06 Nov 1994 08:48:37 GMT", "Date: Sun, 06 Nov 1994 08:49:37 GMT")
            AnsweringPeer.start().use { peer ->
                peer.on("GET /f").reply(Answer.of(200, *dates).body(FILE).cutAfter(10_000))
                    .reply(Answer.of(206, "Content-Range: bytes 10000-299999/300000").body(FILE.substring(10_000)))
                withClient { it.download(Request.get(peer.url("/f")), folder.resolve("f"), AT_ONCE) }
                peer.received().last().field("If-Range") shouldBe "Sun, 06 Nov 1994 08:48:37 GMT"
            }
            folder.resolve("f").readBytes().toByteString() shouldBe FILE
        }
    }

    test("whatever byte of the response it is cut after, the file is whole in the end") {
        val bytes = "0123456789".toByteArray().toByteString()
        val raw = "HTTP/1.1 200 OK\r\n$TAG\r\nContent-Length: 10\r\n\r\n0123456789"
        val folder = folder()
        for (cut in raw.indices) {
            AnsweringPeer.start().use { peer ->
                peer.on("GET /f").reply(Answer.raw(raw).cutAfter(cut)).reply { ranged(it, file = bytes) }
                withClient { client ->
                    val request = Request.get(peer.url("/f"))
                    val target = folder.resolve("$cut")
                    // Before there is a response, a failure is the caller's.
                    runCatching { client.download(request, target, AT_ONCE) }
                        .onFailure { client.download(request, target, AT_ONCE) }
                    target.readText() shouldBe "0123456789"
                }
                peer.received().size shouldBe 2
            }
        }
        folder.names().size shouldBe raw.length
    }

    context("what an earlier call has left is gone on with only if it is the same file") {
        fun left(peer: AnsweringPeer, client: HttpClient, target: Path, path: String = "/f") {
            peer.on("GET $path").reply { ranged(it).cutAfter(10_000) }.times(1)
            shouldThrow<IncompleteRead> {
                client.download(Request.get(peer.url(path)), target, AT_ONCE.withMaxContinuations(0))
            }
        }

        withTests(
            nameFn = { it.first },
            "the file has changed" to { _: Path -> },
            "the state is cut" to { part: Path ->
                val state = part.resolveSibling("${part.name}.state")
                state.writeText(state.readText().dropLast(1))
            },
            "there is no state" to { part: Path -> Files.delete(part.resolveSibling("${part.name}.state")) },
            "the part is longer than the file" to { part: Path -> part.writeBytes(ByteArray(300_001)) },
            "there is no part" to { part: Path -> Files.delete(part) },
        ) { (name, change) ->
            val target = folder().resolve("f")
            val other = Random(8).nextBytes(20_000).toByteString()
            AnsweringPeer.start().use { peer ->
                withClient { client ->
                    left(peer, client, target)
                    change(target.resolveSibling("f.part"))
                    peer.on("GET /f").reply { ranged(it, "ETag: \"v2\"", other) }
                    client.download(peer.url("/f"), target).resumedByteCount shouldBe 0
                }
                peer.received().last().field("Range").isEmpty() shouldBe (name != "the file has changed")
            }
            target.readBytes().toByteString() shouldBe other
            target.parent.names() shouldContainExactly listOf("f")
        }

        test("another URL, or anew() begins anew") {
            val target = folder().resolve("f")
            AnsweringPeer.start().use { peer ->
                withClient { client ->
                    left(peer, client, target)
                    peer.on("GET /f").where { it.target == "/f?a" }.reply { ranged(it) }
                    client.download(peer.url("/f?a"), target).resumedByteCount shouldBe 0
                    left(peer, client, target)
                    peer.on("GET /f").reply { ranged(it) }
                    client.download(Request.get(peer.url("/f")), target, AT_ONCE.anew()).resumedByteCount shouldBe 0
                }
                peer.received().map { it.field("Range") }.toSet() shouldBe setOf("")
            }
        }

        test("a part that is the whole file is complete after 416") {
            val target = folder().resolve("f")
            AnsweringPeer.start().use { peer ->
                withClient { client ->
                    left(peer, client, target)
                    target.resolveSibling("f.part").writeBytes(FILE.toByteArray())
                    peer.on("GET /f").reply { ranged(it) }
                    val done = client.download(Request.get(peer.url("/f")), target, AT_ONCE.withDigest(SHA))
                    done.resumedByteCount shouldBe 300_000L
                }
            }
            target.readBytes().toByteString() shouldBe FILE
        }

        test("a wrong part is given up: all is asked for, once") {
            val target = folder().resolve("f")
            AnsweringPeer.start().use { peer ->
                withClient { client ->
                    left(peer, client, target)
                    peer.on("GET /f").reply(Answer.of(206, TAG, "Content-Range: bytes 0-5/300000").body("abcdef"))
                        .reply { ranged(it) }
                    client.download(peer.url("/f"), target).resumedByteCount shouldBe 0
                }
                peer.received().map { it.field("Range") } shouldContainExactly listOf("", "bytes=10000-", "")
            }
            target.readBytes().toByteString() shouldBe FILE
        }

        test("a part that is longer than it says is refused, and what there was before it stays") {
            val target = folder().resolve("f")
            AnsweringPeer.start().use { peer ->
                withClient { client ->
                    left(peer, client, target)
                    peer.on("GET /f").reply(
                        Answer.of(206, TAG, "Content-Range: bytes 10000-10004/300000").body("abcdefgh").chunked(8),
                    )
                    shouldThrow<MalformedMessage> { client.download(peer.url("/f"), target) }
                    target.resolveSibling("f.part").readBytes().toByteString() shouldBe FILE.substring(0, 10_000)
                }
            }
        }

        test("an error leaves it") {
            val target = folder().resolve("f")
            AnsweringPeer.start().use { peer ->
                withClient { client ->
                    left(peer, client, target)
                    peer.on("GET /f").reply(503, "busy").reply(204)
                    shouldThrow<UnexpectedResponse> { client.download(peer.url("/f"), target) }
                        .body.utf8() shouldBe "busy"
                    shouldThrow<UnexpectedResponse> { client.download(peer.url("/f"), target) }.status shouldBe 204
                    target.resolveSibling("f.part").readBytes().size shouldBe 10_000
                }
            }
            shouldThrow<ConnectFailed> {
                HttpClient.create().use { it.download("http://127.0.0.1:1/f", target) }
            }
        }
    }

    context("RFC 9530: digests") {
        test("Repr-Digest and Content-Digest are verified, of a part each; unknown ones are not") {
            val folder = folder()
            AnsweringPeer.start().use { peer ->
                peer.on("GET /f").reply {
                    Answer.of(200, TAG, "Repr-Digest: ${digestField(FILE)}, md5=:AA==:").body(FILE).cutAfter(10_000)
                }.reply {
                    ranged(it).header("Content-Digest", digestField(FILE.substring(10_000)))
                }
                withClient { client ->
                    val done = client.download(Request.get(peer.url("/f")), folder.resolve("f"), AT_ONCE)
                    done.verified shouldContainExactly listOf(SHA)
                }
            }
        }

        withTests(
            nameFn = { it.first },
            "Repr-Digest" to Answer.of(200, TAG, "Repr-Digest: ${digestField(ByteString.EMPTY)}").body(FILE),
            "Content-Digest" to Answer.of(200, TAG, "Content-Digest: ${digestField(ByteString.EMPTY)}").body(FILE),
            "the caller's" to Answer.of(200, TAG).body("other"),
        ) { (name, answer) ->
            val target = folder().resolve("f")
            target.writeText("old")
            AnsweringPeer.start { answer }.use { peer ->
                withClient { client ->
                    val options = if (name == "the caller's") AT_ONCE.withDigest(SHA) else AT_ONCE
                    shouldThrow<DigestMismatch> { client.download(Request.get(peer.url("/f")), target, options) }.run {
                        algorithm shouldBe "sha-256"
                        val received = if (name == "the caller's") "other".encodeUtf8() else FILE
                        actual shouldBe received.sha256()
                    }
                }
                peer.received().size shouldBe 1
            }
            target.readText() shouldBe "old"
            target.parent.names() shouldContainExactly listOf("f")
        }
    }

    test("coded content: a 200 is kept as it is and never resumed, a 206 is given up") {
        val folder = folder()
        AnsweringPeer.start().use { peer ->
            peer.on("GET /tgz").reply(Answer.of(200, TAG, "Content-Encoding: gzip").body(FILE).cutAfter(10))
                .reply(Answer.of(200, TAG, "Content-Encoding: gzip").body(FILE))
            withClient { client ->
                shouldThrow<IncompleteRead> { client.download(peer.url("/tgz"), folder.resolve("tgz")) }
                folder.names().shouldBeEmpty()
                client.download(peer.url("/tgz"), folder.resolve("tgz"))
            }
        }
        folder.resolve("tgz").readBytes().toByteString() shouldBe FILE
    }

    test("a file that is longer than allowed is refused, said or not") {
        val folder = folder()
        AnsweringPeer.start {
            if (it.target == "/chunks") Answer.of(200, TAG).body(FILE).chunked(1000) else ranged(it)
        }.use { peer ->
            withClient { client ->
                for (path in listOf("/f", "/chunks")) {
                    shouldThrow<LimitExceeded> {
                        client.download(Request.get(peer.url(path)), folder.resolve("f"), AT_ONCE.withMaxBytes(299_999))
                    }
                    folder.names().shouldBeEmpty()
                }
                client.download(Request.get(peer.url("/f")), folder.resolve("f"), AT_ONCE.withMaxBytes(300_000))
            }
        }
    }

    test("progress counts up, from where it resumes; what it throws ends the download, which can be resumed") {
        for (thrown in listOf(Exception("mine"), AssertionError("mine"))) {
            val target = folder().resolve("f")
            AnsweringPeer.start().use { peer ->
                peer.on("GET /f").reply { ranged(it) }.times(2)
                withClient { client ->
                    val request = Request.get(peer.url("/f"))
                    val throwing = AT_ONCE.withProgress { count, _ -> if (count > 0) throw thrown }
                    runCatching { client.download(request, target, throwing) }.exceptionOrNull() shouldBeSameInstanceAs
                        thrown
                    target.exists() shouldBe false
                    val seen = mutableListOf<Pair<Long, Long>>()
                    client.download(request, target, AT_ONCE.withProgress { count, total -> seen += count to total })
                    val resumed = peer.received().last().field("Range").removeSurrounding("bytes=", "-").toLong()
                    seen.first() shouldBe (resumed to 300_000L)
                    seen.last() shouldBe (300_000L to 300_000L)
                    seen.map { it.first } shouldBe seen.map { it.first }.sorted()
                }
            }
            target.readBytes().toByteString() shouldBe FILE
        }
    }

    context("files that cannot be written are told, and nothing is sent") {
        fun problem(target: Path): Problem = AnsweringPeer.start { ranged(it) }.use { peer ->
            HttpClient.create().use { client ->
                shouldThrow<DownloadFileException> { client.download(peer.url("/f"), target) }.problem
                    .also { peer.received().shouldBeEmpty() }
            }
        }

        test("the target is a folder, there is none, it is no folder, the part is a folder or a link") {
            val folder = folder()
            problem(folder) shouldBe Problem.IS_FOLDER
            problem(folder.resolve("no/f")) shouldBe Problem.NO_FOLDER
            folder.resolve("plain").writeText("x")
            problem(folder.resolve("plain/f")) shouldBe Problem.NO_FOLDER
            folder.resolve("f.part").createDirectory()
            problem(folder.resolve("f")) shouldBe Problem.OTHER
            Files.createSymbolicLink(folder.resolve("g.part"), folder.resolve("plain"))
            problem(folder.resolve("g")) shouldBe Problem.OTHER
            folder.resolve("plain").readText() shouldBe "x"
        }

        test("a request that is no download is refused") {
            HttpClient.create().use { client ->
                for (request in listOf(
                    Request.post("http://a/", RequestBody.of("x")),
                    Request.builder("GET", "http://a/").header("Range", "bytes=0-1").build(),
                    Request.builder("GET", "http://a/").header("if-range", "\"x\"").build(),
                )) {
                    shouldThrow<IllegalArgumentException> { client.download(request, folder().resolve("f")) }
                }
            }
        }

        test("two downloads with one target: the second is refused, by whatever name; after the first it is not") {
            val folder = folder()
            val arrived = CountDownLatch(1)
            val release = CountDownLatch(1)
            AnsweringPeer.start {
                arrived.countDown()
                release.await()
                ranged(it)
            }.use { peer ->
                withClient { client ->
                    val first = Running { client.download(peer.url("/f"), folder.resolve("f")) }
                    await(arrived)
                    for (name in listOf(folder.resolve("f"), folder.resolve("./x/../f"))) {
                        shouldThrow<DownloadFileException> { client.download(peer.url("/f"), name) }.problem shouldBe
                            Problem.IN_USE
                    }
                    release.countDown()
                    first.outcome().getOrThrow().byteCount shouldBe 300_000L
                    client.download(peer.url("/f"), folder.resolve("f")).byteCount shouldBe 300_000L
                }
            }
        }
    }

    test("an interrupt cuts it at once and keeps what came; so does cancelAll") {
        val folder = folder()
        val half = FILE.substring(0, 150_000).toByteArray().toString(Charsets.ISO_8859_1)
        val head = "HTTP/1.1 200 OK\r\n$TAG\r\nContent-Length: 300000\r\n\r\n"
        val script = Script.start().expectHead().reply(head + half).expectEnd()
        ScriptedPeer.listening(script, script).use { peer ->
            HttpClient.create().use { client ->
                for (name in listOf("interrupted", "cancelled")) {
                    val arrived = CountDownLatch(1)
                    val target = folder.resolve(name)
                    val options = AT_ONCE.withProgress { count, _ -> if (count == 150_000L) arrived.countDown() }
                    val loading = Running { client.download(Request.get(peer.url("/f")), target, options) }
                    await(arrived)
                    if (name == "cancelled") client.cancelAll() else loading.thread.interrupt()
                    loading.failure().shouldBeInstanceOf<Cancelled>()
                    loading.endedInterrupted() shouldBe (name == "interrupted")
                    folder.resolve("$name.part").readBytes().size shouldBe 150_000
                    target.exists() shouldBe false
                }
                client.statistics().leased shouldBe 0
            }
        }
    }
})
