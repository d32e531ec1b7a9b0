package httpwire.examples.recipes

import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.string.shouldStartWith
import okio.Buffer
import okio.ByteString
import okio.ByteString.Companion.decodeHex
import okio.ByteString.Companion.encodeUtf8
import okio.EOFException
import okio.ForwardingSource
import okio.ProtocolException
import okio.Source
import okio.Timeout
import okio.buffer
import java.nio.file.Path
import java.util.concurrent.CountDownLatch
import kotlin.time.Duration.Companion.minutes

private const val SWITCHING =
    "HTTP/1.1 101 UPGRADED\r\nContent-Type: application/vnd.docker.multiplexed-stream\r\n" +
        "Connection: Upgrade\r\nUpgrade: tcp\r\n\r\n"

private fun frame(stream: Int, text: String): ByteString =
    Buffer().writeInt(stream shl 24).writeInt(text.encodeUtf8().size).writeUtf8(text).readByteString()

private fun attach(socket: Path, input: Source): Pair<String, String> {
    val output = Buffer()
    val errors = Buffer()
    attach(socket, "spam", input, output, errors)
    return output.readUtf8() to errors.readUtf8()
}

/** Nothing to read, and no end, until [isOver]. */
private class Silence(private val isOver: CountDownLatch) : Source {
    override fun read(sink: Buffer, byteCount: Long): Long = -1L.also { isOver.await() }

    override fun timeout() = Timeout.NONE

    override fun close() = Unit
}

class AttachTest : FunSpec({
    test("input, output and errors of a container, which goes on after the end of its input").config(
        timeout = 1.minutes,
        blockingTest = true, // Nothing else bounds what is beyond HTTP.
    ) {
        // It greets in the segment of its 101, answers each line in frames, and says what it has counted at the end.
        val container = UnixServer { source, sink ->
            sink.writeUtf8(SWITCHING).write(frame(1, "hello\n")).flush()
            var count = 0
            generateSequence { source.readUtf8Line() }.forEach { line ->
                count++
                sink.write(frame(1, "$line?\n")).flush()
            }
            sink.write(frame(2, "$count lines\n")).flush()
        }
        container.use {
            val input = Buffer().writeUtf8("spam\neggs\n")
            attach(it.path, input) shouldBe ("hello\nspam?\neggs?\n" to "2 lines\n")
            it.requests.single() shouldStartWith "POST /containers/spam/attach?stream=1&stdin=1&stdout=1&stderr=1 "
            it.requests.single() shouldContain "\r\nUpgrade: tcp\r\n"
        }
    }

    test("a container that ends first, though there is no end to its input") {
        val isOver = CountDownLatch(1)
        UnixServer { _, sink -> sink.writeUtf8(SWITCHING).write(frame(2, "gone")) }.use {
            attach(it.path, Silence(isOver)) shouldBe ("" to "gone")
        }
        isOver.countDown()
    }

    test("no such container") {
        val answer = "HTTP/1.1 404 Not Found\r\nContent-Length: 13\r\n\r\nno container!"
        UnixServer { _, sink -> sink.writeUtf8(answer) }.use {
            shouldThrow<IllegalStateException> { attach(it.path, Buffer()) }.message shouldBe "no container!"
        }
    }

    test("frames one byte at a time, of more than a segment, and empty ones") {
        val long = "eggs".repeat(40_000)
        val frames = Buffer().write(frame(1, long)).write(frame(2, "")).write(frame(0, "spam")).write(frame(2, "!"))
        val single = object : ForwardingSource(frames) {
            override fun read(sink: Buffer, byteCount: Long) = super.read(sink, 1)
        }
        val output = Buffer()
        val errors = Buffer()
        copyFrames(single.buffer(), output, errors)
        output.readUtf8() shouldBe long + "spam"
        errors.readUtf8() shouldBe "!"
    }

    test("a stream that is cut within a frame") {
        val frames = Buffer().write(frame(1, "spam")).write(frame(2, "eggs")).readByteString()
        for (at in 1..<frames.size) {
            val copy = { copyFrames(Buffer().write(frames, 0, at), Buffer(), Buffer()) }
            if (at == frames.size / 2) copy() else shouldThrow<EOFException> { copy() }
        }
    }

    withTests(nameFn = { "no frame: $it" }, "03000000", "ff000000", "48545450") {
        val bytes = Buffer().write(it.decodeHex()).writeInt(0)
        shouldThrow<ProtocolException> { copyFrames(bytes, Buffer(), Buffer()) }.message shouldBe
            "a frame for stream ${it.take(2).toInt(16)}"
    }

    test("a length beyond two gigabytes is not a negative one") {
        val bytes = Buffer().writeInt(1 shl 24).writeInt(-1).writeUtf8("spam")
        shouldThrow<EOFException> { copyFrames(bytes, Buffer(), Buffer()) }
    }
})
