package httpwire

import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import java.time.Duration

private fun s(seconds: Long): Duration = Duration.ofSeconds(seconds)

private val ALL = Timeouts(s(1), s(2), s(3), s(4), s(5), s(6), s(7), s(8))

/** Each bound: its name, its reader, its change. */
private val BOUNDS = listOf<Triple<String, (Timeouts) -> Duration?, (Duration?) -> Timeouts>>(
    Triple("resolve", Timeouts::resolve, ALL::withResolve),
    Triple("connect", Timeouts::connect, ALL::withConnect),
    Triple("tls", Timeouts::tls, ALL::withTls),
    Triple("tunnel", Timeouts::tunnel, ALL::withTunnel),
    Triple("write", Timeouts::write, ALL::withWrite),
    Triple("firstByte", Timeouts::firstByte, ALL::withFirstByte),
    Triple("read", Timeouts::read, ALL::withRead),
    Triple("deadline", Timeouts::deadline, ALL::withDeadline),
)

class TimeoutsTest : FunSpec({
    for ((name, read, change) in BOUNDS) {
        test("$name is changed alone, and may be none") {
            for (value in listOf(s(99), null)) {
                val changed = change(value)
                read(changed) shouldBe value
                for ((_, other) in BOUNDS.filter { it.first != name }) other(changed) shouldBe other(ALL)
            }
        }

        test("$name must be positive") {
            for (bad in listOf(Duration.ZERO, s(-1), Duration.ofNanos(-1))) {
                shouldThrow<IllegalArgumentException> { change(bad) }.message shouldBe "$name is not positive: $bad"
            }
            change(Duration.ofNanos(1))
        }
    }

    test("each phase has its own bound") {
        Phase.entries.map { ALL.of(it) } shouldBe listOf(null, s(1), s(2), s(3), s(4), s(5), s(6), s(7))
    }

    test("what has no bound of its own goes by connect or read") {
        val timeouts = Timeouts(null, s(2), null, null, null, null, s(7), null)
        Phase.entries.associateWith { timeouts.of(it) } shouldBe mapOf(
            Phase.POOL to null,
            Phase.RESOLVE to s(2),
            Phase.CONNECT to s(2),
            Phase.TLS to s(2),
            Phase.TUNNEL to s(2),
            Phase.WRITE to null,
            Phase.HEAD to s(7),
            Phase.BODY to s(7),
        )
        for (phase in Phase.entries) Timeouts.NONE.of(phase) shouldBe null
    }

    test("one timeout is that of http.client: to connect, to write and to read") {
        Timeouts.of(s(9)) shouldBe Timeouts(null, s(9), null, null, s(9), null, s(9), null)
    }

    test("the defaults") {
        Timeouts.DEFAULT shouldBe Timeouts(null, s(10), null, null, s(30), null, s(60), null)
        Timeouts.NONE shouldBe Timeouts(null, null, null, null, null, null, null, null)
    }
})
