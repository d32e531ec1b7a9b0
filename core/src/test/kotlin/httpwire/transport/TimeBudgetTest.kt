package httpwire.transport

import httpwire.HttpException
import httpwire.Phase
import httpwire.Timeouts
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.comparables.shouldBeBetween
import io.kotest.matchers.comparables.shouldBeGreaterThanOrEqualTo
import io.kotest.matchers.comparables.shouldBeLessThan
import io.kotest.matchers.comparables.shouldBeLessThanOrEqualTo
import io.kotest.matchers.nulls.shouldBeNull
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.string.shouldStartWith
import okio.Buffer
import okio.Socket
import okio.Timeout
import java.time.Duration

/** What takes every write and has a byte for every read. */
internal class Sponge : Socket {
    private val own = List(2) { Timeout() }

    override val source =
        object : okio.Source {
            override fun read(sink: Buffer, byteCount: Long): Long {
                sink.writeByte('a'.code)
                return 1
            }

            override fun timeout() = own[0]

            override fun close() = Unit
        }

    override val sink =
        object : okio.Sink {
            override fun write(source: Buffer, byteCount: Long) = source.skip(byteCount)

            override fun flush() = Unit

            override fun timeout() = own[1]

            override fun close() = Unit
        }

    override fun cancel() = Unit
}

private fun transport(): Transport = Transport.of(Sponge())

private fun Transport.timeouts() = listOf(source.timeout(), sink.timeout())

/** Milliseconds until the deadline. */
private fun Timeout.left(): Long = (deadlineNanoTime() - System.nanoTime()) / 1_000_000

private val SEVEN = Timeouts.NONE.withConnect(millis(2000)).withRead(millis(6000)).withWrite(millis(5000))

/** Durations that say "for ever" and do not fit into nanoseconds, or milliseconds. */
private val ETERNITIES = listOf(Duration.ofDays(365L * 400), Duration.ofSeconds(Long.MAX_VALUE))

private fun passed(budget: TimeBudget, limit: Long) {
    while (budget.elapsed().toMillis() < limit) Thread.onSpinWait()
}

class TimeBudgetTest :
    FunSpec({
        test("a phase without a transport may take its own bound, under what is left of the deadline") {
            TimeBudget(SEVEN).enter(Phase.CONNECT) shouldBe millis(2000)
            TimeBudget(Timeouts.NONE).enter(Phase.RESOLVE).shouldBeNull()
            val budget = TimeBudget(SEVEN.withDeadline(millis(1000)))
            budget.enter(Phase.RESOLVE)!! shouldBeLessThanOrEqualTo millis(1000)
            budget.phase shouldBe Phase.RESOLVE
            TimeBudget(SEVEN.withDeadline(millis(9000))).enter(Phase.CONNECT) shouldBe millis(2000)
            TimeBudget(Timeouts.NONE.withDeadline(millis(500))).enter(Phase.CONNECT)!! shouldBeLessThanOrEqualTo
                millis(500)
        }

        test("no phase begins behind the deadline") {
            val budget = TimeBudget(SEVEN.withDeadline(millis(1)))
            passed(budget, 2)
            shouldThrow<HttpException.Timeout> { budget.enter(Phase.CONNECT) }.phase shouldBe Phase.CONNECT
        }

        test("a whole phase bounds both directions by one deadline, the nearer one") {
            for ((timeouts, bound) in mapOf(
                SEVEN to 2000L,
                SEVEN.withDeadline(millis(900)) to 900L,
                SEVEN.withDeadline(millis(9000)) to 2000L,
            )) {
                val transport = transport()
                TimeBudget(timeouts).enterWhole(Phase.TLS, transport)
                for (timeout in transport.timeouts()) {
                    timeout.timeoutNanos() shouldBe 0
                    timeout.left().shouldBeBetween(bound - 800, bound)
                }
            }
        }

        test("another phase bounds each operation by its own, and all by the deadline") {
            val transport = transport()
            val budget = TimeBudget(SEVEN.withDeadline(millis(9000)))
            budget.enterEach(Phase.WRITE, transport)
            transport.timeouts().map { it.timeoutNanos() } shouldBe List(2) { 5_000_000_000 }
            transport.timeouts().forEach { it.left().shouldBeBetween(8500L, 9000L) }
            budget.enterEach(Phase.HEAD, transport)
            transport.timeouts().map { it.timeoutNanos() } shouldBe List(2) { 6_000_000_000 }
        }

        test("once a head has begun, the rest of it has one read timeout in all") {
            val transport = transport()
            val budget = TimeBudget(SEVEN.withFirstByte(millis(100)))
            budget.enterEach(Phase.HEAD, transport)
            transport.source.timeout().timeoutNanos() shouldBe 100_000_000
            budget.headBegun(transport)
            transport.source.timeout().timeoutNanos() shouldBe 0
            transport.source.timeout().left().shouldBeBetween(5500L, 6000L)
        }

        test("a phase leaves nothing of the bounds of the one before") {
            val transport = transport()
            val budget = TimeBudget(SEVEN.withRead(null))
            budget.enterWhole(Phase.TUNNEL, transport)
            budget.enterEach(Phase.WRITE, transport)
            transport.timeouts().map { it.hasDeadline() } shouldBe listOf(false, false)
            budget.enterEach(Phase.HEAD, transport)
            transport.timeouts().map { it.timeoutNanos() } shouldBe listOf(0L, 0L)
            budget.headBegun(transport)
            transport.timeouts().map { it.hasDeadline() } shouldBe listOf(false, false)
        }

        test("what ran out is named: the phase's bound or the deadline") {
            val transport = transport()
            val phase = TimeBudget(SEVEN)
            phase.enterEach(Phase.WRITE, transport)
            phase.expired(null).message!! shouldStartWith "the time for sending the request ran out after "
            val deadline = TimeBudget(SEVEN.withDeadline(millis(1)))
            passed(deadline, 2)
            deadline.enterEach(Phase.BODY, transport)
            val expired = deadline.expired(null)
            expired.message!! shouldContain "the deadline, while reading the response body, ran out after "
            expired.elapsed shouldBeGreaterThanOrEqualTo millis(2)
            expired.elapsed shouldBeLessThan millis(5000)
        }

        test("bytes are counted from the beginning of the phase, not of the connection") {
            val transport = transport()
            val budget = TimeBudget(SEVEN)
            transport.sink.writeUtf8("12345").flush()
            transport.source.readByte()
            budget.enterEach(Phase.WRITE, transport)
            transport.sink.writeUtf8("123").flush()
            budget.enterEach(Phase.WRITE, transport)
            transport.sink.writeUtf8("1234").flush()
            budget.expired(null).byteCount shouldBe 7
            budget.enterEach(Phase.HEAD, transport)
            budget.expired(null).byteCount shouldBe 0
            TimeBudget(SEVEN).apply { enter(Phase.CONNECT) }.expired(null).byteCount shouldBe 0
        }

        test("a bound that is longer than time is none, and no error") {
            for (eternity in ETERNITIES) {
                val timeouts =
                    Timeouts(eternity, eternity, eternity, eternity, eternity, eternity, eternity, eternity)
                val budget = TimeBudget(timeouts)
                val transport = transport()
                budget.enter(Phase.CONNECT)!!.toNanos()
                budget.enterWhole(Phase.TLS, transport)
                transport.timeouts().forEach { it.left() shouldBeGreaterThanOrEqualTo Duration.ofDays(9999).toMillis() }
                budget.enterEach(Phase.WRITE, transport)
                transport.timeouts().forEach {
                    it.timeoutNanos() shouldBeGreaterThanOrEqualTo
                        Duration.ofDays(9999).toNanos()
                }
                budget.headBegun(transport)
                transport.timeouts().forEach { it.left() shouldBeGreaterThanOrEqualTo Duration.ofDays(9999).toMillis() }
                Watch(Watchdog.SHARED) { }.run {
                    begin(transport.source.timeout())
                    end()
                    retire()
                }
            }
        }
    })
