package httpwire.transport

import httpwire.cost.FreshJvm
import io.kotest.core.spec.style.FunSpec
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions
import org.jetbrains.lincheck.datastructures.Operation
import org.jetbrains.lincheck.datastructures.Validate
import java.net.SocketTimeoutException
import java.util.concurrent.atomic.AtomicInteger

/** A watchdog without its thread: what that thread does is an operation here. */
private fun threadlessWatchdog() = Watchdog(Long.MAX_VALUE).apply {
    Watchdog::class.java.getDeclaredField("thread").apply { isAccessible = true }.set(this, Thread.currentThread())
}

/** Operations that one thread runs one after the other, and a watchdog that finds each of them overdue. */
class WatchedOperations {
    private val cutCount = AtomicInteger()
    private var timeoutCount = 0
    private val watch = Watch(threadlessWatchdog()) { cutCount.incrementAndGet() }

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
    }
}

class WatchLincheckTest : FunSpec({
    test("F49, F21: an operation is cut if and only if its end says so; what is held when it is cancelled is cut") {
        FreshJvm.withAllClasses(WatchLincheck::class.java)
    }
})
