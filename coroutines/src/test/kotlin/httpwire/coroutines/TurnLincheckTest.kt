package httpwire.coroutines

import httpwire.coroutines.internal.Turn
import httpwire.process.TestJvm
import io.kotest.core.spec.style.FunSpec
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions
import org.jetbrains.lincheck.datastructures.Operation
import org.jetbrains.lincheck.datastructures.Validate
import java.util.concurrent.atomic.AtomicInteger

/** Calls that have the turn of a connection, and others that are cut at any moment and closed by whoever has it. */
class TurnOfAConnection {
    private val turn = Turn()
    private val cutCount = AtomicInteger()

    /** Only whoever has the turn touches these. */
    private var isUsed = false
    private var closedCount = 0

    @Operation
    fun call() {
        if (!turn.tryTake()) return
        check(!isUsed) { "two have the turn" }
        isUsed = true
        isUsed = false
        turn.release()
    }

    @Operation
    fun cut() = turn.abandon({ cutCount.incrementAndGet() }) {
        check(!isUsed) { "closed under a call" }
        closedCount++
    }

    @Validate
    fun nothingIsLost() {
        check(closedCount == cutCount.get()) { "${cutCount.get()} were cut, and $closedCount closed" }
        check(turn.tryTake()) { "nobody has the turn, and nobody gets it" }
        turn.release()
    }
}

internal object TurnLincheck {
    @JvmStatic
    fun main(args: Array<String>) {
        ModelCheckingOptions().iterations(10).invocationsPerIteration(400).threads(3).actorsPerThread(2)
            .actorsBefore(0).actorsAfter(0).check(TurnOfAConnection::class.java)
    }
}

class TurnLincheckTest : FunSpec({
    test("F49: one call at a time has the turn, and what was cut is closed once, wherever the cut comes") {
        TestJvm.run(TurnLincheck::class.java)
    }
})
