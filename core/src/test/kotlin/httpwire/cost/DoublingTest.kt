package httpwire.cost

import httpwire.Headers
import httpwire.HttpException
import httpwire.Limits
import httpwire.Timeouts
import httpwire.body.multipart.MultipartReader
import httpwire.client.decoding.Coding
import httpwire.client.decoding.decoded
import httpwire.connection.HttpResponse
import httpwire.connection.Wire
import httpwire.connection.connectionOver
import httpwire.sse.ServerSentEventReader
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.doubles.shouldBeLessThan
import okio.Buffer
import okio.BufferedSource
import okio.ByteString
import okio.ByteString.Companion.encode
import okio.ForwardingSource
import okio.buffer
import java.time.Duration

private const val OK = "HTTP/1.1 200 OK\r\n"
private const val CHUNKED = OK + "Transfer-Encoding: chunked\r\n\r\n"

/** So large that nothing here reaches them: what is measured is the work, not where it stops. */
private val UNLIMITED = (1 shl 30).let { Limits(it, it, it, it, it, it, it, it.toLong()) }

/** How memory may grow with four times the input. */
private enum class Memory(val most: Double) {
    /** Not at all. */
    FLAT(1.3),

    /** As the input does, or as the number of reads. */
    AS_INPUT(6.0),
}

/** @param prepare makes the work of a size, with the size as a number of bytes, lines or chunks */
private class Doubled(val name: String, val memory: Memory, val size: Int, val prepare: (Int) -> () -> Unit) {
    override fun toString() = name
}

private fun bytes(text: String): ByteString = text.encode(Charsets.ISO_8859_1)

private fun whole(text: String): BufferedSource = Buffer().write(bytes(text))

/** One byte a read. */
private fun dripping(text: String): BufferedSource = object : ForwardingSource(Buffer().write(bytes(text))) {
    override fun read(sink: Buffer, byteCount: Long) = super.read(sink, minOf(byteCount, 1))
}.buffer()

/** How long the body was. */
private fun HttpResponse.skipBody(): Long {
    val content = Buffer()
    val source = source()
    var byteCount = 0L
    while (source.read(content, 8192) >= 0) {
        byteCount += content.size
        content.clear()
    }
    return byteCount
}

private fun reading(source: BufferedSource, limits: Limits = UNLIMITED): () -> Unit =
    { check(HttpResponse.parse(source, "GET", limits).skipBody() >= 0) }

/** Reads until it is refused, which it must be. */
private fun refusing(source: BufferedSource): () -> Unit = {
    val failure = runCatching { reading(source, Limits.DEFAULT)() }.exceptionOrNull()
    check(failure is HttpException.LimitExceeded || failure is HttpException.LineTooLong) { "$failure" }
}

/** Announces so many bytes, and has ten. */
private fun claiming(byteCount: String): () -> Unit = {
    val failure = runCatching { reading(whole("$OK$byteCount\r\n0123456789"), Limits.DEFAULT)() }.exceptionOrNull()
    check(failure is HttpException.IncompleteRead) { "$failure" }
}

/** One byte a read, on a connection whose exchanges have a deadline. */
private fun overConnection(answer: String): () -> Unit {
    val timeouts = Timeouts.DEFAULT.withDeadline(Duration.ofMinutes(5))
    val wire = Wire(answer, pieceByteCount = 1)
    return {
        connectionOver(wire) { timeouts(timeouts) }.use { it.exchange("GET", "/", Headers.EMPTY, null).skipBody() }
    }
}

/** Random enough that it stays below the ratio at which a bomb is stopped. */
private fun text(byteCount: Int) = String(CharArray(byteCount) { 'a' + (it * 7 + it / 97) % 23 })

private fun decoding(coding: Coding, plain: ByteString): () -> Unit {
    val coded = coding.encode(plain)
    return { check(decoded(coded, coding.token).skipBody() == plain.size.toLong()) }
}

private fun bombed(byteCount: Int): () -> Unit {
    val coded = Buffer()
    checkNotNull(Coding.GZIP.encoder)(coded.outputStream()).use { stream ->
        val zeros = Zeros(byteCount.toLong()).buffer()
        stream.write(zeros.readByteArray())
    }
    return {
        val failure = runCatching { decoded(coded.copy(), "gzip").skipBody() }.exceptionOrNull()
        check(failure is HttpException.LimitExceeded) { "$failure" }
    }
}

private val ROWS = listOf(
    Doubled("T12: a chunk extension without end is refused at its bound", Memory.FLAT, 1 shl 16) {
        refusing(whole(CHUNKED + "1;" + "x".repeat(it)))
    },
    Doubled("T12: chunks of one byte with extensions are refused at the budget", Memory.FLAT, 100) {
        refusing(whole(CHUNKED + ("1;" + "x".repeat(1000) + "\r\nh\r\n").repeat(it)))
    },
    Doubled("T12: chunks of one byte", Memory.AS_INPUT, 10_000) {
        reading(whole(CHUNKED + "1\r\nh\r\n".repeat(it) + "0\r\n\r\n"))
    },
    Doubled("T12, T31: a chunk extension that comes byte by byte", Memory.AS_INPUT, 1 shl 16) {
        reading(dripping(CHUNKED + "1;" + "x".repeat(it) + "\r\nh\r\n0\r\n\r\n"))
    },
    Doubled("T9: a chunk size of zeros", Memory.AS_INPUT, 1 shl 18) {
        reading(whole(CHUNKED + "0".repeat(it) + "\r\n\r\n"))
    },
    Doubled("T22: a length that is announced and does not come", Memory.FLAT, 1 shl 24) {
        claiming("Content-Length: $it\r\n")
    },
    Doubled("T22: a chunk that is announced and does not come", Memory.FLAT, 1 shl 24) {
        claiming("Transfer-Encoding: chunked\r\n\r\n${it.toString(16)}")
    },
    Doubled("T22: a body that is read and forgotten", Memory.FLAT, 1 shl 22) {
        val head = Buffer().write(bytes("${OK}Content-Length: $it\r\n\r\n"))
        val wire = object : ForwardingSource(Zeros(it.toLong())) {
            override fun read(sink: Buffer, byteCount: Long) =
                if (head.exhausted()) super.read(sink, byteCount) else head.read(sink, byteCount)
        }
        val source = wire.buffer();
        { check(HttpResponse.parse(source, "GET", UNLIMITED).skipBody() == it.toLong()) }
    },
    Doubled("T23: fields", Memory.AS_INPUT, 8_000) {
        reading(whole(OK + "Name: value\r\n".repeat(it) + "Content-Length: 0\r\n\r\n"))
    },
    Doubled("T23, T31: fields that come byte by byte", Memory.AS_INPUT, 2_000) {
        reading(dripping(OK + "Name: value\r\n".repeat(it) + "Content-Length: 0\r\n\r\n"))
    },
    Doubled("T23: one field", Memory.AS_INPUT, 1 shl 18) {
        reading(whole(OK + "A: " + "x".repeat(it) + "\r\nContent-Length: 0\r\n\r\n"))
    },
    Doubled("T23: lines of one folded field", Memory.AS_INPUT, 4_000) {
        reading(whole(OK + "A: b\r\n" + " ${" ".repeat(60)}c\r\n".repeat(it) + "Content-Length: 0\r\n\r\n"))
    },
    Doubled("T23: fields beyond their bound", Memory.FLAT, 1 shl 13) {
        refusing(whole(OK + "Name: value\r\n".repeat(it)))
    },
    Doubled("T23: a field line beyond its bound", Memory.FLAT, 1 shl 18) {
        refusing(whole(OK + "A: " + "x".repeat(it)))
    },
    Doubled("T24: interim responses", Memory.AS_INPUT, 8_000) {
        reading(whole("HTTP/1.1 103 Early\r\nLink: x\r\n\r\n".repeat(it) + OK + "Content-Length: 0\r\n\r\n"))
    },
    Doubled("T24: interim responses beyond their bound", Memory.FLAT, 1_000) {
        refusing(whole("HTTP/1.1 103 Early\r\nLink: x\r\n\r\n".repeat(it)))
    },
    Doubled("T25: trailers", Memory.AS_INPUT, 8_000) {
        reading(whole(CHUNKED + "0\r\n" + "Name: value\r\n".repeat(it) + "\r\n"))
    },
    Doubled("T25: trailers beyond their bound", Memory.FLAT, 1 shl 13) {
        refusing(whole(CHUNKED + "0\r\n" + "Name: value\r\n".repeat(it)))
    },
    Doubled("T26: a reason", Memory.AS_INPUT, 1 shl 18) {
        reading(whole("HTTP/1.1 200 " + "x".repeat(it) + "\r\nContent-Length: 0\r\n\r\n"))
    },
    Doubled("T26, T31: a reason that comes byte by byte", Memory.AS_INPUT, 1 shl 15) {
        reading(dripping("HTTP/1.1 200 " + "x".repeat(it) + "\r\nContent-Length: 0\r\n\r\n"))
    },
    Doubled("T26: a status line beyond its bound", Memory.FLAT, 1 shl 18) {
        refusing(whole("HTTP/1.1 200 " + "x".repeat(it)))
    },
    Doubled("T27: a body that comes byte by byte under a deadline", Memory.AS_INPUT, 1 shl 15) {
        overConnection("${OK}Content-Length: $it\r\n\r\n" + "x".repeat(it))
    },
    Doubled("T27: a head that comes byte by byte under a deadline", Memory.AS_INPUT, 1 shl 13) {
        overConnection("${OK}A: ${"x".repeat(it)}\r\nContent-Length: 0\r\n\r\n")
    },
    Doubled("T28: gzip", Memory.FLAT, 1 shl 20) { decoding(Coding.GZIP, bytes(text(it))) },
    Doubled("T28: zstd", Memory.FLAT, 1 shl 20) { decoding(Coding.ZSTD, bytes(text(it))) },
    Doubled("T28: a bomb that is stopped", Memory.FLAT, 1 shl 23) { bombed(it) },
    Doubled("T31: lines of a body that come byte by byte", Memory.AS_INPUT, 1 shl 13) {
        val response = HttpResponse.parse(
            dripping(OK + "\r\n" + "x".repeat(it) + "\n" + "y\n".repeat(it)),
            "GET",
            UNLIMITED,
        );
        { while (response.readLine().size > 0) continue }
    },
    Doubled("T31: an event that comes byte by byte", Memory.AS_INPUT, 1 shl 14) {
        val reader =
            ServerSentEventReader(dripping("data: " + "x".repeat(it) + "\n" + "data: y\n".repeat(it / 8) + "\n"));
        { checkNotNull(reader.readEvent()) }
    },
    Doubled("T31: parts that come byte by byte", Memory.AS_INPUT, 1 shl 13) {
        val part = "--b\r\nA: b\r\n\r\n" + "\r\n--".repeat(100) + "\r\n"
        val reader = MultipartReader(dripping(part.repeat(it / 256) + "--b--"), "b");
        { while (reader.readPart() != null) continue }
    },
)

/** Ratios of the time of one thread's processor and of the bytes that it allocates, for four times the input. */
class DoublingTest : FunSpec({
    withTests(nameFn = { "$it" }, ROWS) { row ->
        val growth = growth(row.size, row.prepare)
        println("${row.name}: $growth")
        withClue("$growth") {
            growth.time shouldBeLessThan MOST_TIME
            growth.memory shouldBeLessThan row.memory.most
        }
    }
})
