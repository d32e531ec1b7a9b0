package httpwire.transport

import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import java.util.concurrent.atomic.AtomicInteger
import java.util.concurrent.atomic.AtomicIntegerArray

class CancellationTest :
    FunSpec({
        test("cancelling cuts what is held, once, in the calling thread") {
            val cuts = mutableListOf<Thread>()
            val cancellation = Cancellation()
            cancellation.onCancel { cuts += Thread.currentThread() } shouldBe true
            cancellation.isCancelled shouldBe false
            repeat(3) { cancellation.cancel() }
            cancellation.isCancelled shouldBe true
            cuts shouldBe listOf(Thread.currentThread())
        }

        test("only the latest is held, and nothing after null") {
            val cuts = mutableListOf<String>()
            val replaced = Cancellation()
            replaced.onCancel { cuts += "first" }
            replaced.onCancel { cuts += "second" }
            replaced.cancel()
            val emptied = Cancellation()
            emptied.onCancel { cuts += "third" }
            emptied.onCancel(null) shouldBe true
            emptied.cancel()
            cuts shouldBe listOf("second")
            emptied.isCancelled shouldBe true
        }

        test("what comes too late is cut at once, and told so") {
            val cancellation = Cancellation()
            cancellation.cancel()
            val cuts = AtomicInteger()
            cancellation.onCancel { cuts.incrementAndGet() } shouldBe false
            cuts.get() shouldBe 1
            cancellation.onCancel(null) shouldBe false
            cancellation.cancel()
            cuts.get() shouldBe 1
        }

        test("however two threads meet, what is held is cut exactly once") {
            val rounds = List(30_000) { Cancellation() }
            val cuts = AtomicIntegerArray(rounds.size)
            val ready = AtomicInteger(-1)
            val begun = AtomicInteger(-1)
            val holder =
                Running {
                    rounds.forEachIndexed { i, cancellation ->
                        ready.set(i)
                        while (begun.get() < i) Thread.yield()
                        cancellation.onCancel { cuts.incrementAndGet(i) }
                    }
                }
            rounds.forEachIndexed { i, cancellation ->
                while (ready.get() < i) Thread.yield()
                begun.set(i)
                repeat(i % 50) { Thread.onSpinWait() }
                cancellation.cancel()
            }
            holder.outcome().getOrThrow()
            rounds.indices.count { cuts.get(it) != 1 } shouldBe 0
        }
    })
