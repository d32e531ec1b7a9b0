package httpwire.examples.recipes

import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.longs.shouldBeLessThan
import io.kotest.matchers.shouldBe
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.launch
import java.io.IOException
import java.net.InetAddress
import java.net.ServerSocket
import java.net.Socket
import java.util.concurrent.CompletableFuture
import java.util.concurrent.TimeUnit
import kotlin.concurrent.thread

private const val HEAD =
    "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"

/** Sends [words], each as an event in a chunk, and then waits for the client to leave. */
private class Model(private val words: List<String>, private val isWhole: Boolean = false) : AutoCloseable {
    private val server = ServerSocket(0, 10, InetAddress.getLoopbackAddress())
    val address = "127.0.0.1:${server.localPort}"

    /** When this server has seen the end of its connection, by [System.nanoTime]. */
    val leftNanos = CompletableFuture<Long>()
    private val accepted = CompletableFuture<Socket>()
    private val serving = thread { runCatching { server.accept().also(accepted::complete).use(::serve) } }

    private fun serve(socket: Socket) {
        val reader = socket.getInputStream().bufferedReader()
        val head = generateSequence { reader.readLine() }.takeWhile { it.isNotEmpty() }.toList()
        val length = head.first { it.startsWith("Content-Length: ") }.substringAfter(": ").toInt()
        repeat(length) { reader.read() }
        val output = socket.getOutputStream()
        output.write(HEAD.toByteArray())
        for (word in words) output.write(chunk("data: $word\n\n"))
        if (isWhole) output.write(chunk("data: [DONE]\n\n") + "0\r\n\r\n".toByteArray())
        leftNanos.complete(whenLeft(socket))
    }

    private fun chunk(text: String) = "${text.length.toString(16)}\r\n$text\r\n".toByteArray()

    private fun whenLeft(socket: Socket): Long {
        try {
            while (socket.getInputStream().read() != -1) continue
        } catch (_: IOException) {
            // A reset is an end, too.
        }
        return System.nanoTime()
    }

    override fun close() {
        server.close()
        accepted.getNow(null)?.close()
        serving.join()
    }
}

class TokenStreamTest : FunSpec({
    test("all words, one by one") {
        val shown = mutableListOf<String>()
        Model(listOf("spam", "eggs", "ham"), isWhole = true).use { converse(it.address, "What is there?", shown::add) }
        shown shouldBe listOf("spam", "eggs", "ham")
    }

    test("a cancel in the middle: the server sees the end of the connection within 50 ms") {
        // The best of several: a busy machine may need longer for some of them.
        val fastest = (1..10).minOf { nanosFromCancelToEnd() }
        TimeUnit.NANOSECONDS.toMillis(fastest) shouldBeLessThan 50
    }

    test("a reader that fails ends the connection, too") {
        Model(listOf("spam", "eggs")).use { model ->
            runCatching { converse(model.address, "?") { error("no $it") } }.exceptionOrNull()?.message shouldBe
                "no spam"
            model.leftNanos.get(20, TimeUnit.SECONDS)
        }
    }
})

private suspend fun nanosFromCancelToEnd(): Long = Model(listOf("spam", "eggs", "ham")).use { model ->
    val third = CompletableDeferred<Unit>()
    var count = 0
    val conversation = CoroutineScope(Dispatchers.Default).launch {
        converse(model.address, "?") { if (++count == 3) third.complete(Unit) }
    }
    third.await()
    val cancelledNanos = System.nanoTime()
    conversation.cancel()
    (model.leftNanos.get(20, TimeUnit.SECONDS) - cancelledNanos).also { conversation.join() }
}
