package httpwire.coroutines

import httpwire.HttpException.IncompleteRead
import httpwire.RequestBody
import httpwire.body.progress.Progress
import httpwire.testing.Script
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.engine.spec.tempfile
import io.kotest.matchers.collections.shouldBeSorted
import io.kotest.matchers.comparables.shouldBeLessThan
import io.kotest.matchers.shouldBe
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.flow.onEach
import kotlinx.coroutines.flow.take
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.withContext
import okio.FileSystem
import okio.Path.Companion.toOkioPath
import java.io.IOException
import kotlin.time.Duration.Companion.milliseconds

private const val SIZE = 300_000

private fun response(body: String) = "HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n$body"

private fun Progress.spelt() = "$byteCount/$totalByteCount"

class SavingTest :
    FunSpec({
        val file = tempfile()
        val path = file.toOkioPath()

        test("a file is written while the progress is collected; the connection goes on") {
            val body = "0123456789".repeat(SIZE / 10)
            talk(answering(response(body)).expectHead().reply(OK)) {
                val seen = get("/").saveToAsFlow(path).toList()
                seen.first() shouldBe Progress(0, SIZE.toLong())
                seen.last() shouldBe Progress(SIZE.toLong(), SIZE.toLong())
                seen.map { it.byteCount }.shouldBeSorted()
                seen.distinct() shouldBe seen
                get("/").text() shouldBe "hi"
            }
            file.readText() shouldBe body
        }

        test("and so it is for a caller in a thread that may block, which then collects there") {
            val body = "0123456789".repeat(SIZE / 10)
            talk(answering(response(body)).expectHead().reply(OK)) {
                withContext(Dispatchers.IO) {
                    val seen = get("/").saveToAsFlow(path).onEach { delay(1.milliseconds) }.toList()
                    seen.last() shouldBe Progress(SIZE.toLong(), SIZE.toLong())
                    seen.map { it.byteCount }.shouldBeSorted()
                    get("/").text() shouldBe "hi"
                }
            }
            file.readText() shouldBe body
        }

        test("the total is known from a length only, and of a body that is none") {
            suspend fun progress(reply: String) =
                talk(answering(reply)) { get("/").saveToAsFlow(path).toList().map { it.spelt() } }
            progress("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n") shouldBe
                listOf("0/-1", "2/-1")
            progress("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n") shouldBe listOf("0/0")
            file.length() shouldBe 0
            progress("HTTP/1.1 204 No\r\n\r\n") shouldBe listOf("0/0")
            withPeer(answering("HTTP/1.1 200 OK\r\n\r\nhi").hangUp()) { peer ->
                http(peer.address()) { get("/").saveToAsFlow(path).toList().map { it.spelt() } } shouldBe
                    listOf("0/-1", "2/-1")
            }
        }

        test("the part that is done") {
            listOf(Progress(1, 4), Progress(0, 0), Progress(1, -1)).map { it.fraction } shouldBe
                listOf(0.25, 1.0, null)
        }

        test("a body that is cut leaves what came before, and says so") {
            withPeer(answering("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf").hangUp()) { peer ->
                http(peer.address()) {
                    val seen = mutableListOf<String>()
                    shouldThrow<IncompleteRead> {
                        get("/").saveToAsFlow(path).onEach { seen += it.spelt() }.toList()
                    }
                    seen.take(2) shouldBe listOf("0/10", "4/10")
                }
            }
            file.readText() shouldBe "half"
        }

        test("it is cold, and collected once") {
            talk(answering()) {
                val response = get("/")
                val flow = response.saveToAsFlow(path)
                response.isClosed shouldBe false
                flow.toList().last().spelt() shouldBe "2/2"
                shouldThrow<IllegalStateException> { flow.toList() }
            }
        }

        test("a collector that stops early closes the response and the file") {
            withPeer(answering("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf").expectEnd()) { peer ->
                http(peer.address()) {
                    val response = get("/")
                    response.saveToAsFlow(path).take(2).toList().map { it.spelt() } shouldBe listOf("0/10", "4/10")
                    response.isClosed shouldBe true
                }
            }
            openFiles(path) shouldBe 0
        }

        test("a file that cannot be made is an IOException, and the response is closed") {
            withPeer(answering(response("hi")).expectEnd()) { peer ->
                http(peer.address()) {
                    val response = get("/")
                    shouldThrow<IOException> { response.saveToAsFlow(path / "none").toList() }
                    response.isClosed shouldBe true
                }
            }
        }

        test("cancelled in the middle, it ends at once, with the connection and the file closed") {
            val saving = CompletableDeferred<Unit>()
            withPeer(answering("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf").expectEnd()) { peer ->
                timeToCancel({ saving.await() }) {
                    http(peer.address()) {
                        get("/").saveToAsFlow(path).collect { if (it.byteCount == 4L) saving.complete(Unit) }
                    }
                } shouldBeLessThan 500.milliseconds
            }
            while (openFiles(path) > 0) Thread.onSpinWait()
        }

        test("an upload tells how far it is") {
            val progress = MutableStateFlow(Progress(0, -1))
            file.writeText("0123456789")
            talk(Script.start().expectHead().expect("0123456789").reply(OK)) {
                post("/") { body(RequestBody.of(file.toPath()).withProgress(progress)) }.text()
            } shouldBe "hi"
            progress.value shouldBe Progress(10, 10)
        }

        test("an upload's progress is seen while it goes on, and starts anew with a second sending") {
            val progress = MutableStateFlow(Progress(0, -1))
            val body = RequestBody.of(okio.Buffer().writeUtf8("x".repeat(10))).withProgress(progress)
            talk(Script.start().expectHead().expect("A\r\nxxxxxxxxxx\r\n0\r\n\r\n").reply(OK)) {
                post("/") { body(body) }.text()
            }
            progress.first() shouldBe Progress(10, -1)
            body.isRepeatable shouldBe false
            val counts = mutableListOf<Long>()
            val twice = RequestBody.of("0123").withProgress(progress)
            repeat(2) {
                twice.writeTo(okio.Buffer())
                counts += progress.value.byteCount
            }
            counts shouldBe listOf(4, 4)
            twice.length() shouldBe 4
            twice.isRepeatable shouldBe true
        }
    })

/** How often this process holds the file open. */
private fun openFiles(path: okio.Path): Int {
    val real = FileSystem.SYSTEM.canonicalize(path).toFile().toPath()
    return java.nio.file.Files.list(java.nio.file.Path.of("/proc/self/fd")).use { files ->
        files.filter { runCatching { java.nio.file.Files.readSymbolicLink(it) }.getOrNull() == real }.count().toInt()
    }
}
