package httpwire.internal.wire

import httpwire.Headers
import httpwire.HttpException
import httpwire.Limits
import io.kotest.assertions.withClue
import io.kotest.matchers.collections.shouldBeIn
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldStartWith
import okio.Buffer
import okio.BufferedSource
import okio.ByteString

/** One row of a table: bytes, and what reading them must come to. */
internal class Row(val wire: String, val expected: String, val isRefused: Boolean) {
    val bytes: ByteString = latin1(wire)

    override fun toString() = Printable.of(wire)
}

/** The outcome in full. */
internal infix fun String.gives(expected: String) = Row(this, expected, isRefused = false)

/** The failure's class and the beginning of its message. */
internal infix fun String.fails(expected: String) = Row(this, expected, isRefused = true)

/** What [read] answers, or the class and the message of the failure; only of the family, else the test fails. */
internal fun outcomeOf(read: () -> String): String = try {
    read()
} catch (e: HttpException) {
    "${e.javaClass.simpleName}: ${e.message}"
}

/** Runs [read] on the row's bytes in every way they can arrive: all outcomes are the same. */
internal fun Row.check(read: (BufferedSource) -> String) {
    val first = outcomeOf { read(whole(bytes).arriving()) }
    withClue("$this, whole") { if (isRefused) first shouldStartWith expected else first shouldBe expected }
    for (pieces in arrivals(bytes)) {
        withClue("$this in pieces of ${pieces.take(2).map { it.size }}…") {
            val outcome = outcomeOf { read(pieces.arriving()) }
            // How much of a foreign first line can be shown depends on what has come.
            if (first.startsWith("BadStatusLine")) outcome shouldStartWith "BadStatusLine" else outcome shouldBe first
        }
    }
}

/** A good row: nothing after the message is taken or waited for, and no beginning of it is taken for a whole. */
internal fun Row.checkGood(read: (BufferedSource) -> String) {
    check(read)
    withClue("$this, the next message after it") {
        for (pieces in arrivals(latin1(wire + "NEXT"))) {
            val source = pieces.arriving()
            outcomeOf { read(source) } shouldBe expected
            source.readByteString() shouldBe latin1("NEXT")
        }
    }
    withClue("$this, nothing after it and the connection open") {
        for (pieces in arrivals(bytes)) outcomeOf { read(pieces.arriving(Ending.OPEN)) } shouldBe expected
    }
    checkTruncations(read)
}

private val CUT_OFF = listOf("IncompleteRead", "RemoteDisconnected")

internal fun Row.checkTruncations(read: (BufferedSource) -> String) {
    for (size in 0 until bytes.size) {
        withClue("$this cut after $size bytes") {
            val cut = bytes.substring(0, size)
            val outcome = outcomeOf { read(whole(cut).arriving()) }
            outcome.substringBefore(':') shouldBeIn CUT_OFF
            outcomeOf { read(byteByByte(cut).arriving()) } shouldBe outcome
            outcomeOf { read(whole(cut).arriving(Ending.CUT)) } shouldBe outcome
        }
    }
}

/** `1.1 200 OK [Name=value][Name=value]`. */
internal fun ResponseHead.spelt() = "${version.toString().drop(5)} $status $reason ${headers.spelt()}"

internal fun Headers.spelt() = toList().joinToString("") { "[${it.key}=${it.value}]" }

internal fun readHead(source: BufferedSource, limits: Limits = Limits.DEFAULT) =
    HeadReader.ofHeads(source, limits).readResponseHead().spelt()

internal fun readFields(source: BufferedSource, limits: Limits = Limits.DEFAULT) =
    HeadReader.ofHeads(source, limits).readFields().spelt()

/**
 * Reads a body to its end, at most [askedByteCount] bytes a read; answers its bytes and its trailers. Whatever comes
 * of it, every later read repeats it.
 */
internal fun readBody(
    framing: Framing,
    source: BufferedSource,
    limits: Limits = Limits.DEFAULT,
    askedByteCount: Long = 8192,
): String {
    val body = BodySource.of(framing, source, limits)
    val content = Buffer()
    val failure = runCatching { while (body.read(content, askedByteCount) >= 0) continue }.exceptionOrNull()
    if (failure != null && failure !is HttpException) throw failure
    repeat(2) {
        runCatching { body.read(Buffer(), 1) } shouldBe
            if (failure == null) Result.success(-1L) else Result.failure(failure)
    }
    body.isAtEnd shouldBe (failure == null)
    if (failure != null) throw failure
    return content.readByteString().latin1() + body.trailers().spelt().let { if (it.isEmpty()) "" else " $it" }
}
