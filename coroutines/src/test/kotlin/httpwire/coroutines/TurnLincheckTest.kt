package httpwire.coroutines

import httpwire.coroutines.internal.Turn
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions
import org.jetbrains.lincheck.datastructures.Operation
import org.jetbrains.lincheck.datastructures.Validate
import java.nio.file.Path
import java.util.concurrent.TimeUnit
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
        val java = Path.of(System.getProperty("java.home"), "bin", "java").toString()
        val command = listOf(java, "-cp", System.getProperty("java.class.path"), TurnLincheck::class.java.name)
        val process = ProcessBuilder(command).inheritIO().start()
        try {
            process.waitFor(120, TimeUnit.SECONDS) shouldBe true
            process.exitValue() shouldBe 0
        } finally {
            process.destroyForcibly()
        }
    }
})
