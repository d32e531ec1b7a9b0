package httpwire.transport

import httpwire.process.TestJvm
import io.kotest.core.spec.style.FunSpec
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions
import org.jetbrains.lincheck.datastructures.Operation
import org.jetbrains.lincheck.datastructures.Validate
import java.net.SocketTimeoutException
import java.util.concurrent.atomic.AtomicBoolean
import java.util.concurrent.atomic.AtomicInteger
import java.util.concurrent.atomic.AtomicLong

/** Without its thread: what that thread does is an operation here. */
private fun <T : Watchdog> T.threadless(): T = apply {
    Watchdog::class.java.getDeclaredField("thread").apply { isAccessible = true }.set(this, Thread.currentThread())
}

/** Operations that one thread runs one after the other, and a watchdog that finds each of them overdue. */
class WatchedOperations {
    private val cutCount = AtomicInteger()
    private var timeoutCount = 0
    private val watch = Watch(Watchdog(Long.MAX_VALUE).threadless()) { cutCount.incrementAndGet() }

    @Operation(nonParallelGroup = "the thread of the operations")
    fun operation() {
        watch.beginUntil(0)
        try {
            watch.end()
        } catch (e: SocketTimeoutException) {
            timeoutCount++
        }
    }

    @Operation
    fun look() {
        val deadline = watch.deadlineNanos()
        if (deadline != Watch.NEVER) watch.fire(deadline)
    }

    @Validate
    fun cutAndTold() = check(cutCount.get() == timeoutCount) {
        "$cutCount were cut, and $timeoutCount were told so"
    }
}

/** So long that the time of a test does not count. */
private const val HOUR_NANOS = 3_600_000_000_000L

/**
 * A watchdog whose thread is three operations: it looks, it falls asleep, and somebody wakes it. The set of watches, which
 * is the JDK's and whose order is never the same, is a list here.
 */
private class Sleepless : Watchdog(10 * HOUR_NANOS) {
    private val known = mutableListOf<Watch>()
    private val isWoken = AtomicBoolean()

    @Volatile
    private var wakesAtNanos = Watch.NEVER

    fun turn() {
        wakesAtNanos = Watch.NEVER
        val next = look()
        val now = Watch.nowNanos()
        sleepUntil(minOf(next, now + 10 * HOUR_NANOS), now)
    }

    fun newWatch() = Watch(this) { }.also {
        it.beginUntil(Watch.NEVER)
        it.endQuietly()
        known += it
    }

    override fun cutOverdue(): Long = known.minOf { it.deadlineNanos() }

    override fun park(nanos: Long) {
        if (!isWoken.getAndSet(false)) wakesAtNanos = Watch.nowNanos() + nanos
    }

    override fun wake() = isWoken.set(true)

    fun sleepsBeyond(deadlineNanos: Long): Boolean =
        wakesAtNanos != Watch.NEVER && !isWoken.get() && wakesAtNanos - HOUR_NANOS > deadlineNanos
}

/** Operations that begin whenever the thread of the watchdog looks, falls asleep or sleeps. */
class ExpectedOperations {
    private val watchdog = Sleepless().threadless()
    private val earliest = AtomicLong(Watch.NEVER)
    private val short = watchdog.newWatch()
    private val long = watchdog.newWatch()

    private fun Watch.begin(nanos: Long) {
        val deadline = Watch.nowNanos() + nanos
        beginUntil(deadline)
        earliest.accumulateAndGet(deadline, ::minOf)
    }

    @Operation(nonParallelGroup = "the thread of the long ones")
    fun beginLong() = long.begin(6 * HOUR_NANOS)

    @Operation(nonParallelGroup = "the thread of the short ones")
    fun beginShort() = short.begin(2 * HOUR_NANOS)

    @Operation(nonParallelGroup = "the thread of the watchdog")
    fun turn() = watchdog.turn()

    @Validate
    fun nothingIsMissed() = check(!watchdog.sleepsBeyond(earliest.get())) { "it sleeps beyond a deadline" }
}

/** What a cancellation holds is cut, wherever the cancel comes: what is set afterwards too, and nothing twice. */
class CancelledAttempt {
    private val cancellation = Cancellation()
    private var heldCuts = AtomicInteger()
    private var isCancelled = false

    @Operation(nonParallelGroup = "the thread that connects")
    fun hold() {
        val cuts = AtomicInteger()
        cancellation.onCancel { cuts.incrementAndGet() }
        heldCuts = cuts
    }

    @Operation
    fun cancel() {
        isCancelled = true
        cancellation.cancel()
    }

    @Validate
    fun heldIsCutOnce() {
        check(cancellation.isCancelled() == isCancelled)
        // Before the first hold there is nothing that could be cut.
        if (heldCuts.get() > 1) error("cut ${heldCuts.get()} times")
        var isRun = false
        if (!isCancelled) return
        check(!cancellation.onCancel { isRun = true } && isRun) { "what comes after a cancel is not cut" }
    }
}

internal object WatchLincheck {
    @JvmStatic
    fun main(args: Array<String>) {
        val options = ModelCheckingOptions().iterations(10).invocationsPerIteration(100).threads(3).actorsPerThread(2)
            .actorsBefore(0).actorsAfter(0)
        options.check(WatchedOperations::class.java)
        options.check(CancelledAttempt::class.java)
        options.invocationsPerIteration(400).check(ExpectedOperations::class.java)
    }
}

class WatchLincheckTest : FunSpec({
    test("F49, F21: an operation is cut if and only if its end says so; what is held when it is cancelled is cut") {
        TestJvm.run(WatchLincheck::class.java)
    }
})
