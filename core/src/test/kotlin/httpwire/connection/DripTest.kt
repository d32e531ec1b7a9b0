package httpwire.connection

import httpwire.HttpException
import httpwire.Phase
import httpwire.Timeouts
import httpwire.testing.ListeningPeer
import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import httpwire.transport.Identities
import httpwire.transport.millis
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.comparables.shouldBeBetween
import io.kotest.matchers.comparables.shouldBeGreaterThan
import io.kotest.matchers.shouldBe
import java.time.Duration

private val STEP = millis(20)

private val PATIENT = Timeouts.of(Duration.ofSeconds(30))

private fun dripping(answered: String, again: String) =
    Script.start().expectHead().reply(answered).dripUntilClosed(again, STEP)

/** Heads and bodies that never stop and never end, and where they are when time runs out. */
private val DRIPS =
    mapOf(
        "a status line" to Pair(dripping("HTTP/1.1 200 ", "OK "), Phase.HEAD),
        "fields" to Pair(dripping("HTTP/1.1 200 OK\r\n", "A: b\r\n"), Phase.HEAD),
        "interim heads" to Pair(dripping("", "HTTP/1.1 102 Processing\r\n\r\n"), Phase.HEAD),
        "a body with a length" to Pair(dripping(ok("Content-Length: 999999\r\n", ""), "a"), Phase.BODY),
        "a body until close" to Pair(dripping(ok("", ""), "a"), Phase.BODY),
        "chunks" to Pair(dripping(ok("Transfer-Encoding: chunked\r\n", ""), "1\r\na\r\n"), Phase.BODY),
        "a chunk extension" to Pair(dripping(ok("Transfer-Encoding: chunked\r\n", "1;"), "a"), Phase.BODY),
        "trailers" to Pair(dripping(ok("Transfer-Encoding: chunked\r\n", "0\r\n"), "A: b\r\n"), Phase.BODY),
    )

private fun outOfTime(
    bound: Long,
    connection: HttpConnection,
    read: (HttpResponse) -> Unit = {
        it.read()
    },
): HttpException.Timeout {
    val start = System.nanoTime()
    val timeout =
        shouldThrow<HttpException.Timeout> {
            connection.request("GET", "/")
            connection.readResponse().let(read)
        }
    ((System.nanoTime() - start) / 1_000_000).shouldBeBetween(bound - 5, bound + 3000)
    return timeout
}

private fun ListeningPeer.check(timeouts: Timeouts, bound: Long, phase: Phase, secure: Boolean) = use { peer ->
    (if (secure) secureConnectionTo(peer, timeouts) else connectionTo(peer, timeouts)).use {
        val timeout = outOfTime(bound, it)
        timeout.phase shouldBe phase
        timeout.byteCount shouldBeGreaterThan 3L
    }
}

class DripTest :
    FunSpec({
        for ((name, drip) in DRIPS) {
            test("T24, T27, F20, F24: dripping cannot stretch the deadline: $name") {
                val (script, phase) = drip
                ScriptedPeer.listening(script).check(PATIENT.withDeadline(millis(300)), 300, phase, secure = false)
            }
        }

        for (name in listOf("fields", "a body until close", "chunks")) {
            test("nor can it inside TLS: $name") {
                val (script, phase) = DRIPS.getValue(name)
                ScriptedPeer
                    .listening(Identities.good, script)
                    .check(PATIENT.withDeadline(millis(1000)), 1000, phase, secure = true)
            }
        }

        test("T27, F20: dripping cannot stretch a head beyond the read timeout, without any deadline") {
            for (name in listOf("a status line", "fields")) {
                val (script, phase) = DRIPS.getValue(name)
                ScriptedPeer.listening(script).check(Timeouts.NONE.withRead(millis(200)), 200, phase, secure = false)
            }
        }

        test("T27, F20: the deadline holds on every way to read a body") {
            val reads =
                listOf<(HttpResponse) -> Any?>(
                    { it.read() },
                    { it.read(100_000) },
                    { it.readInto(ByteArray(100_000)) },
                    { it.readLine() },
                    { it.source().readByteArray() },
                    { it.text() },
                    { response -> generateSequence { response.read1() }.forEach { check(it.size > 0) } },
                )
            fun phaseAfter(deadlineMillis: Long, read: (HttpResponse) -> Any?): Phase =
                ScriptedPeer.listening(DRIPS.getValue("a body until close").first).use { peer ->
                    connectionTo(peer, PATIENT.withDeadline(millis(deadlineMillis))).use { connection ->
                        outOfTime(deadlineMillis, connection) { read(it) }.phase
                    }
                }
            // On a machine that is busy even the head may not come in the shorter ones.
            for (read in reads) {
                listOf(200L, 1_000L, 5_000L).any { phaseAfter(it, read) == Phase.BODY } shouldBe true
            }
        }

        test("a body may be slow for as long as each piece comes in time") {
            val slow = Script.start().expectHead().reply(
                ok("Content-Length: 30\r\n", ""),
            ).drip("x".repeat(30), millis(15))
            ScriptedPeer.listening(slow.expectEnd()).use { peer ->
                connectionTo(peer, Timeouts.NONE.withRead(millis(400))).use { exchanged(it) shouldBe "x".repeat(30) }
            }
        }

        test("each interim answer gives the first byte its time anew") {
            var script = Script.start().expectHead()
            repeat(5) { script = script.pause(millis(120)).reply("HTTP/1.1 102 Processing\r\n\r\n") }
            ScriptedPeer.listening(script.pause(millis(120)).reply(ok("hi")).expectEnd()).use { peer ->
                connectionTo(peer, Timeouts.NONE.withFirstByte(millis(500))).use { exchanged(it) shouldBe "hi" }
            }
        }

        test("the deadline runs from the first call, and starts anew with the next request") {
            val script = Script.start().expectHead().reply(ok("one")).expectHead().reply(ok("two")).expectEnd()
            ScriptedPeer.listening(script).use { peer ->
                connectionTo(peer, Timeouts.NONE.withDeadline(millis(400))).use {
                    exchanged(it) shouldBe "one"
                    val free = System.nanoTime() + 500_000_000
                    while (System.nanoTime() < free) Thread.onSpinWait()
                    exchanged(it) shouldBe "two"
                }
            }
            ScriptedPeer.listening(Script.start().expectEnd()).use { peer ->
                connectionTo(peer, Timeouts.NONE.withDeadline(millis(100))).use {
                    it.connect()
                    it.putRequest("GET", "/")
                    val late = System.nanoTime() + 150_000_000
                    while (System.nanoTime() < late) Thread.onSpinWait()
                    shouldThrow<HttpException.Timeout> { it.endHeaders() }.phase shouldBe Phase.WRITE
                }
            }
        }

        test("an unread body keeps its own times while the next request is sent") {
            val script = Script.start().expectHead().reply(ok("Content-Length: 9\r\n", "half")).expectHead().expectEnd()
            ScriptedPeer.listening(script).use { peer ->
                connectionTo(peer, Timeouts.NONE.withRead(millis(150))).use {
                    it.request("GET", "/")
                    val unread = it.readResponse()
                    it.request("GET", "/")
                    val timeout = shouldThrow<HttpException.Timeout> { unread.read() }
                    timeout.phase shouldBe Phase.BODY
                    timeout.elapsed.toMillis().shouldBeBetween(145L, 3000L)
                }
            }
        }

        test("times that say for ever mean it") {
            val forEver = Duration.ofSeconds(Long.MAX_VALUE)
            ScriptedPeer.listening(
                Identities.good,
                Script.start().expectHead().reply(ok("hi")).expectEnd(),
            ).use { peer ->
                secureConnectionTo(peer, Timeouts.of(forEver).withDeadline(forEver)).use { exchanged(it) shouldBe "hi" }
            }
        }
    })
