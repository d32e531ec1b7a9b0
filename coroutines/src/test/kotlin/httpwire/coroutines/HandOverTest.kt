package httpwire.coroutines

import httpwire.testing.Script
import httpwire.transport.Dialer
import httpwire.transport.TlsOptions
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.comparables.shouldBeLessThan
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldNotStartWith
import io.kotest.matchers.string.shouldStartWith
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.asCoroutineDispatcher
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext
import okhttp3.tls.HandshakeCertificates
import okhttp3.tls.HeldCertificate
import okio.ByteString.Companion.toByteString
import okio.Path.Companion.toOkioPath
import java.io.IOException
import java.net.UnknownServiceException
import java.nio.file.Files
import java.util.concurrent.ExecutorService
import java.util.concurrent.Executors
import java.util.concurrent.atomic.AtomicInteger
import kotlin.coroutines.CoroutineContext

/** Counts the calls that go to another thread. */
private class Counting(private val dispatcher: CoroutineDispatcher = Dispatchers.IO) : CoroutineDispatcher() {
    private val count = AtomicInteger()

    override fun dispatch(context: CoroutineContext, block: Runnable) {
        count.incrementAndGet()
        dispatcher.dispatch(context, block)
    }

    fun count(): Int = count.getAndSet(0)
}

private const val CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
private const val CHUNKS = "${CHUNKED}3\r\nhe\n\r\n3\r\nllo\r\n0\r\nA: b\r\n\r\n"
private const val PARTS = "HTTP/1.1 200 OK\r\nContent-Type: multipart/mixed; boundary=B\r\nContent-Length: 27\r\n\r\n" +
    "--B\r\n\r\na\r\n--B\r\n\r\nb\r\n--B--\r\n"

private class Calls(
    val reply: String,
    val name: String,
    val count: Int,
    val block: suspend SuspendHttpScope.() -> Unit,
) {
    override fun toString() = "$name: $count"
}

private val KEPT = listOf(
    Calls(OK, "text()", 1) { get("/").text() },
    Calls(OK, "bytes()", 1) { get("/").bytes() },
    Calls(OK, "nothing is read of a response without a body", 1) { head("/").text() },
    Calls(CHUNKS, "text() of chunks and trailers", 1) {
        val response = get("/")
        response.text() shouldBe "he\nllo"
        response.trailers.size() shouldBe 1
    },
    Calls(CHUNKS, "read piece by piece", 1) {
        get("/").run {
            peek(1)
            read(1)
            readInto(ByteArray(1))
            readLine()
            readLine()
            readLine()
        }
    },
    Calls(CHUNKS, "bodyAsFlow()", 1) { get("/").bodyAsFlow().toList().size shouldBe 1 },
    Calls(CHUNKS, "lines()", 1) { get("/").lines().toList().size shouldBe 2 },
    Calls(PARTS, "parts()", 1) { get("/").parts().collect { it.bodyAsFlow().toList().size shouldBe 1 } },
    Calls(CHUNKS, "orThrow()", 1) { get("/").orThrow().text() },
    Calls("HTTP/1.1 404 No\r\nContent-Length: 2\r\n\r\nno", "orThrow() that throws", 1) {
        runCatching { get("/").orThrow() }
    },
    Calls(OK, "close() of an unread response", 1) { get("/").close() },
    Calls(OK, "saveTo(), since the file may wait", 2) {
        val file = Files.createTempFile("httpwire", null)
        get("/").saveTo(file.toOkioPath())
        Files.delete(file)
    },
    Calls(
        "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nhi",
        "a response that ends the connection",
        1,
    ) {
        get("/").text()
    },
    Calls("HTTP/1.1 101 Go\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n", "upgrade()", 1) {
        get("/") {
            header("Connection", "upgrade")
            header("Upgrade", "x")
        }.upgrade().close()
    },
)

/** Pieces of a body that is longer than the buffers of the sockets. */
private const val PIECE_COUNT = 800
private val PIECE = ByteArray(1 shl 15).toByteString()

private suspend fun uploading(dispatcher: CoroutineDispatcher, block: SuspendRequestScope.() -> Unit) {
    val byteCount = PIECE_COUNT * PIECE.size.toLong()
    withPeer(Script.start().expectHead().expectBytes(byteCount).reply(OK).expectEnd()) { peer ->
        http(peer.address(), dispatcher) {
            post("/") {
                header("Content-Length", "$byteCount")
                block()
            }.text()
        }
    }
}

private fun virtualThreads(): ExecutorService? = runCatching {
    Executors::class.java.getMethod("newVirtualThreadPerTaskExecutor").invoke(null) as ExecutorService
}.getOrNull()

class HandOverTest :
    FunSpec({
        context("calls that need nothing from the network stay in their thread, and so does the end of the block:") {
            withTests(KEPT) { calls ->
                withPeer(answering(calls.reply).expectEnd()) { peer ->
                    val counting = Counting()
                    http(peer.address(), counting) { calls.block(this) }
                    counting.count() shouldBe calls.count
                }
            }
        }

        test("the end of a TLS connection sends a last record, which may wait") {
            val held = HeldCertificate.Builder().addSubjectAlternativeName("127.0.0.1").build()
            val server = HandshakeCertificates.Builder().heldCertificate(held).build().sslContext()
            withPeer(Script.start().startTls(server).expectHead().reply(OK).expectEnd()) { peer ->
                val counting = Counting()
                https(peer.address(), counting) {
                    tls = TlsOptions.trusting(held.certificatePem())
                    get("/").text()
                }
                counting.count() shouldBe 2
            }
        }

        test("a download takes one hand-over for up to 512 KiB") {
            val byteCount = 64 shl 20
            val reply = "HTTP/1.1 200 OK\r\nContent-Length: $byteCount\r\n\r\n"
            withPeer(
                Script.start().expectHead().reply(reply).reply(ByteArray(byteCount).toByteString()).expectEnd(),
            ) { peer ->
                val counting = Counting()
                http(peer.address(), counting) {
                    var received = 0L
                    get("/").bodyAsFlow().collect { received += it.size }
                    received shouldBe byteCount
                }
                // The rest is what the network has not brought yet.
                counting.count() shouldBeLessThan byteCount / (64 shl 10)
            }
        }

        test("an upload from a flow or a writer takes fewer hand-overs than pieces") {
            for (send in listOf<SuspendRequestScope.() -> Unit>(
                { body(flow { repeat(PIECE_COUNT) { emit(PIECE) } }) },
                { body { repeat(PIECE_COUNT) { send(PIECE) } } },
            )) {
                val counting = Counting()
                uploading(counting, send)
                counting.count() shouldBeLessThan PIECE_COUNT / 2
            }
        }

        context("in a thread that may block nothing goes elsewhere:") {
            suspend fun exchanges(count: Int, counting: Counting): Int {
                val script = (1..count).fold(Script.start()) { all, _ -> all.expectHead().reply(OK) }
                return withPeer(script.expectEnd()) { peer ->
                    counting.count()
                    http(peer.address(), counting) { repeat(count) { get("/").text() } }
                    counting.count()
                }
            }

            test("in Dispatchers.IO, but now and then, for others to have a turn") {
                withContext(Dispatchers.IO) {
                    exchanges(64, Counting()) shouldBe 0
                    exchanges(200, Counting()) shouldBe 3
                }
            }

            test("in the given dispatcher, once it has run a call, which goes there and back") {
                Executors.newSingleThreadExecutor().asCoroutineDispatcher().use {
                    val counting = Counting(it)
                    withContext(counting) { exchanges(10, counting) shouldBe 2 }
                }
            }

            test("in a virtual thread that is there for one task") {
                virtualThreads()?.asCoroutineDispatcher()?.use {
                    withContext(it) { exchanges(64, Counting()) shouldBe 0 }
                }
            }
        }

        test("from a thread that others wait for, calls go elsewhere") {
            Executors.newSingleThreadExecutor().asCoroutineDispatcher().use { loop ->
                withPeer(answering().expectEnd()) { peer ->
                    val counting = Counting()
                    withContext(loop) { http(peer.address(), counting) { get("/").text() } }
                    counting.count() shouldBe 1
                }
            }
        }

        test("a coroutine that was started undispatched does not block the thread that it is in") {
            val other = Counting()
            Executors.newSingleThreadExecutor { Thread(it, "loop") }.asCoroutineDispatcher().use { loop ->
                for (context in listOf(Dispatchers.IO, other)) {
                    withContext(loop) {
                        launch(context, start = CoroutineStart.UNDISPATCHED) {
                            Thread.currentThread().name shouldStartWith "loop"
                            http("example.org", other) {
                                dialer = Dialer { throw UnknownServiceException(Thread.currentThread().name) }
                                shouldThrow<IOException> { get("/") }.cause!!.message!! shouldNotStartWith "loop"
                            }
                        }
                    }
                }
            }
        }
    })
