package httpwire.connection

import httpwire.process.TestJvm
import io.kotest.core.spec.style.FunSpec
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions
import org.jetbrains.lincheck.datastructures.Operation
import org.jetbrains.lincheck.datastructures.Validate
import java.util.concurrent.atomic.AtomicInteger

/**
 * What a [ThreadGuard] guards: calls that are refused while another thread is in, and closes that come at any moment.
 * Every result is the same in whatever order the calls come; what must hold is checked on the way and at the end.
 */
class GuardedByTurns {
    private val guard = ThreadGuard { closeNow() }
    private val clock = AtomicInteger()
    private val enteredCount = AtomicInteger()
    private val followedCount = AtomicInteger()
    private val askedCount = AtomicInteger()
    private val closedCount = AtomicInteger()

    /** When a close was last asked for, and when it was last done. */
    private val askedAt = AtomicInteger()

    @Volatile
    private var closedAt = 0

    /** Whoever is in. Not volatile: the guard is what makes it visible. */
    private var user: Thread? = null

    @Operation
    fun call() = enter { }

    /** From a callback. */
    @Operation
    fun callWithinCall() = enter { check(guard.tryEnter()).also { guard.close() } }

    @Operation
    fun close() {
        val now = clock.incrementAndGet()
        askedCount.incrementAndGet()
        askedAt.accumulateAndGet(now, ::maxOf)
        guard.closeNowOrLater()
    }

    private fun enter(use: () -> Unit) {
        if (!guard.tryEnter()) return
        guard.use {
            check(user == null) { "two are in" }
            user = Thread.currentThread()
            enteredCount.incrementAndGet()
            guard.runWhenFree { followedCount.incrementAndGet() }
            use()
            user = null
        }
    }

    private fun closeNow() {
        check(user == null) { "closed under a call" }
        closedAt = clock.incrementAndGet()
        check(closedCount.incrementAndGet() <= askedCount.get()) { "closed more often than anybody asked" }
    }

    @Validate
    fun nothingIsLost() {
        check(askedAt.get() == 0 || closedAt > askedAt.get()) { "a close was lost" }
        check(followedCount.get() == enteredCount.get()) { "a follower was lost, or ran twice" }
        check(guard.tryEnter()) { "nobody is in, and nobody can enter" }
        guard.close()
    }
}

internal object ThreadGuardLincheck {
    @JvmStatic
    fun main(args: Array<String>) {
        ModelCheckingOptions().iterations(10).invocationsPerIteration(400).threads(3).actorsPerThread(2)
            .actorsBefore(0).actorsAfter(0).check(GuardedByTurns::class.java)
    }
}

class ThreadGuardLincheckTest : FunSpec({
    test("F54: one thread at a time is in, and a close, wherever it comes, is neither lost nor done twice") {
        TestJvm.run(ThreadGuardLincheck::class.java)
    }
})
