package httpwire.testing

import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.longs.shouldBeGreaterThanOrEqual
import io.kotest.matchers.shouldBe
import java.io.IOException
import java.time.Duration
import java.util.concurrent.TimeUnit

private const val HEAD = "HTTP/1.1 200 Reason\r\n"
private const val LENGTH = "${HEAD}Content-Length: 5\r\n\r\n"
private const val CHUNKED = "${HEAD}Transfer-Encoding: chunked\r\n\r\n"
private val hello = Answer.ok("hello")

private class Sent(val what: String, val answer: Answer, val bytes: String, val method: String = "GET")

private val CLOSE = Answer.After.CLOSE

private val sent = listOf(
    Sent("a length", hello.then(CLOSE), "${LENGTH}hello"),
    Sent("a field", hello.header("A", "b").then(CLOSE), "${HEAD}A: b\r\nContent-Length: 5\r\n\r\nhello"),
    Sent("chunks", hello.chunked(2).then(CLOSE), "${CHUNKED}2\r\nhe\r\n2\r\nll\r\n1\r\no\r\n0\r\n\r\n"),
    Sent("no chunk", Answer.of(200).chunked(2).then(CLOSE), "${CHUNKED}0\r\n\r\n"),
    Sent("chunks to HEAD", hello.chunked(2).then(CLOSE), CHUNKED, "HEAD"),
    Sent("cut at once", hello.cutAfter(0), LENGTH),
    Sent("cut in the body", hello.cutAfter(2), "${LENGTH}he"),
    Sent("cut after the body", hello.cutAfter(9), "${LENGTH}hello"),
    Sent("cut in a chunk", hello.chunked(4).cutAfter(5), "${CHUNKED}4\r\nhe"),
    Sent("cut in raw bytes", Answer.raw("hello").cutAfter(4), "hell"),
    Sent("a drip", hello.drip(Duration.ofMillis(1)).then(CLOSE), "${LENGTH}hello"),
    Sent("a drip that is cut", hello.drip(Duration.ofMillis(1)).cutAfter(3), "${LENGTH}hel"),
    Sent("no content", Answer.of(204, "A: b").then(CLOSE), "HTTP/1.1 204 Reason\r\nA: b\r\n\r\n"),
    Sent("a hang-up", Answer.hangUp(), ""),
)

/** The time until the answer is read whole. */
private fun timeFor(answer: Answer): Duration {
    AnsweringPeer.start { answer }.use { peer ->
        Wire(peer).use { wire ->
            val from = System.nanoTime()
            wire.ask("GET /") shouldBe "200 hello"
            return Duration.ofNanos(System.nanoTime() - from)
        }
    }
}

class AnswerTest : FunSpec({
    context("its bytes, and then the end") {
        withTests(nameFn = { it.what }, sent) { row ->
            AnsweringPeer.start { row.answer }.use { peer ->
                Wire(peer).use { wire ->
                    wire.send("${row.method} / HTTP/1.1\r\n\r\n")
                    wire.readAll() shouldBe row.bytes
                }
            }
        }
    }

    context("a reset, after what was sent") {
        withTests(
            nameFn = { it.first },
            "at once" to Answer.reset(),
            "cut" to hello.cutAfter(2).then(Answer.After.RESET),
        ) {
            AnsweringPeer.start { _ -> it.second }.use { peer ->
                Wire(peer).use { wire ->
                    wire.send("GET / HTTP/1.1\r\n\r\n")
                    shouldThrow<IOException> { wire.readAll() }
                }
            }
        }
    }

    context("a stall lasts until the client leaves, or the peer is closed") {
        withTests(
            nameFn = { it.first },
            "at once" to Answer.stall(),
            "cut" to hello.cutAfter(2).then(Answer.After.STALL),
        ) {
            val peer = AnsweringPeer.start { _ -> it.second }
            Wire(peer).use { wire -> wire.send("GET / HTTP/1.1\r\n\r\n") }
            Wire(peer).use { wire ->
                wire.send("GET / HTTP/1.1\r\n\r\n")
                if (it.first == "cut") wire.read("${LENGTH}he")
                peer.close()
                runCatching { wire.isEnded() }.getOrDefault(true) shouldBe true
            }
        }
    }

    test("a delay, a drip and a throttle take no less than their time") {
        timeFor(hello.delay(Duration.ofMillis(50))).toMillis() shouldBeGreaterThanOrEqual 50
        timeFor(hello.drip(Duration.ofMillis(10))).toMillis() shouldBeGreaterThanOrEqual 40
        timeFor(hello.throttle(100)).toMillis() shouldBeGreaterThanOrEqual 0
        timeFor(hello.throttle(20)).toMillis() shouldBeGreaterThanOrEqual 200
    }

    test("a rate is kept by pieces and waits, and never exceeded") {
        for (rate in listOf(1, 2, 19, 20, 21, 39, 999, 1_000, 1_000_000, Int.MAX_VALUE)) {
            val pace = Pace.ofRate(rate)
            val nanos = pace.interval.toNanos()
            (pace.pieceByteCount * TimeUnit.SECONDS.toNanos(1) / rate) shouldBe nanos
        }
        listOf(1, 39, 40, 1_000).map { Pace.ofRate(it).pieceByteCount } shouldBe listOf(1, 1, 2, 50)
        shouldThrow<IllegalArgumentException> { Pace.ofRate(0) }
    }

    test("what makes no sense is refused") {
        shouldThrow<IllegalArgumentException> { hello.delay(Duration.ofHours(2)) }
        shouldThrow<IllegalArgumentException> { hello.drip(Duration.ofMillis(-1)) }
        shouldThrow<IllegalArgumentException> { hello.chunked(0) }
        shouldThrow<IllegalArgumentException> { hello.cutAfter(-1) }
        shouldThrow<IllegalStateException> { Answer.raw("a").header("A", "b") }
    }
})
