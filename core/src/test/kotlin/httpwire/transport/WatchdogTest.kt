package httpwire.transport

import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.comparables.shouldBeBetween
import io.kotest.matchers.comparables.shouldBeLessThan
import io.kotest.matchers.shouldBe
import okio.Timeout
import java.lang.management.ManagementFactory
import java.net.SocketTimeoutException
import java.util.concurrent.CompletableFuture
import java.util.concurrent.CountDownLatch
import java.util.concurrent.TimeUnit.MILLISECONDS
import java.util.concurrent.TimeUnit.NANOSECONDS
import java.util.concurrent.TimeUnit.SECONDS
import kotlin.random.Random

private val IDLE_NANOS = SECONDS.toNanos(5)

private fun timeoutOf(millis: Long) = Timeout().timeout(millis, MILLISECONDS)

private fun Watch.operation(millis: Long, run: () -> Unit = {}) {
    begin(timeoutOf(millis))
    run()
    end()
}

/** An operation that only its watch can end; how long that took, in milliseconds. */
private class Endless(watchdog: Watchdog) {
    private var cut = CountDownLatch(1)
    var cutter: Thread? = null
    val watch = Watch(watchdog) {
        cutter = Thread.currentThread()
        cut.countDown()
    }

    fun run(timeout: Timeout): Long {
        cut = CountDownLatch(1)
        val start = System.nanoTime()
        watch.begin(timeout)
        await(cut)
        shouldThrow<SocketTimeoutException> { watch.end() }
        return (System.nanoTime() - start) / 1_000_000
    }
}

/** The one thread of [watchdog], found by making it cut something. */
private fun threadOf(watchdog: Watchdog): Thread = checkNotNull(Endless(watchdog).apply { run(timeoutOf(1)) }.cutter)

private fun waitedCount(thread: Thread): Long = ManagementFactory.getThreadMXBean().getThreadInfo(thread.id).waitedCount

/** Has no thread for the first one who asks. */
private class Exhausted : Watchdog(IDLE_NANOS) {
    private var wasAsked = false

    override fun newThread(): Thread {
        val thread = super.newThread()
        if (wasAsked) return thread
        wasAsked = true
        return object : Thread(thread) {
            override fun start() = throw OutOfMemoryError("unable to create native thread")
        }
    }
}

/** Has no memory left for the first look around. */
private class Failing : Watchdog(IDLE_NANOS) {
    private var hasFailed = false

    override fun cutOverdue(): Long {
        if (hasFailed) return super.cutOverdue()
        hasFailed = true
        throw OutOfMemoryError("of the test")
    }
}

class WatchdogTest :
    FunSpec({
        test("F58: when no thread can be started that is told, and the next operation is watched again") {
            val watchdog = Exhausted()
            shouldThrow<OutOfMemoryError> { Endless(watchdog).watch.begin(timeoutOf(60)) }
            watchdog.watches.size shouldBe 0
            Endless(watchdog).run(timeoutOf(60)).shouldBeBetween(60L, 2000L)
        }

        test("F58: a thread that has no memory left for once goes on") {
            val endless = Endless(Failing())
            endless.run(timeoutOf(60)).shouldBeBetween(60L, 2000L)
            endless.run(timeoutOf(20)) shouldBeLessThan 2000
        }

        test("an operation that outlasts its timeout or its deadline is cut then, and told so") {
            val endless = Endless(Watchdog(IDLE_NANOS))
            endless.run(timeoutOf(60)).shouldBeBetween(60L, 2000L)
            endless.run(Timeout().deadline(60, MILLISECONDS)).shouldBeBetween(60L, 2000L)
            endless.run(timeoutOf(60).deadline(10, SECONDS)).shouldBeBetween(60L, 2000L)
            endless.run(timeoutOf(10_000).deadline(60, MILLISECONDS)).shouldBeBetween(60L, 2000L)
        }

        test("one that ends in time is left alone, and so is what follows it") {
            val watchdog = Watchdog(IDLE_NANOS)
            var cuts = 0
            val watch = Watch(watchdog) { cuts++ }
            watch.operation(20)
            watch.begin(Timeout())
            Endless(watchdog).run(timeoutOf(60))
            watch.end()
            cuts shouldBe 0
        }

        test("a deadline that has passed fails before the operation") {
            val watch = Watch(Watchdog(IDLE_NANOS)) { error("cut") }
            shouldThrow<SocketTimeoutException> { watch.begin(Timeout().deadlineNanoTime(System.nanoTime() - 1)) }
            watch.end()
        }

        test("a timeout that is longer than time never comes") {
            val watch = Watch(Watchdog(IDLE_NANOS)) { error("cut") }
            watch.begin(Timeout().timeout(Long.MAX_VALUE, NANOSECONDS))
            watch.end()
        }

        test("one daemon thread watches all, and an earlier deadline wakes it") {
            val watchdog = Watchdog(IDLE_NANOS)
            val patient = List(50) { Watch(watchdog) { error("cut") } }
            patient.forEach { it.begin(timeoutOf(60_000)) }
            val cutters =
                List(20) { Endless(watchdog).apply { run(timeoutOf(20)) shouldBeLessThan 2000 }.cutter }.toSet()
            cutters.size shouldBe 1
            cutters.first()!!.isDaemon shouldBe true
            cutters.first()!!.name shouldBe "httpwire watchdog"
            patient.forEach { it.end() }
        }

        test("operations of equal timeouts do not wake the thread") {
            val watchdog = Watchdog(SECONDS.toNanos(60))
            val thread = threadOf(watchdog)
            val watches = List(3) { Watch(watchdog) { error("cut") } }
            watches.forEach { it.operation(30_000) }
            val before = waitedCount(thread)
            repeat(10_000) { watches[it % 3].operation(30_000) }
            // Now and then one does, if this thread stops while that one looks around.
            waitedCount(thread) - before shouldBeLessThan 100L
        }

        test("no wake-up is lost, whoever begins while the thread looks around") {
            val watchdog = Watchdog(SECONDS.toNanos(60))
            val callers =
                List(8) { seed ->
                    Running {
                        val random = Random(seed)
                        val endless = Endless(watchdog)
                        val quick = Watch(watchdog) { }
                        List(60) {
                            repeat(200) { quick.operation(5_000 + random.nextLong(5_000)) }
                            val millis = random.nextLong(1, 15)
                            endless.run(timeoutOf(millis)) - millis
                        }.max()
                    }
                }
            callers.maxOf { it.outcome().getOrThrow() } shouldBeLessThan 2000L
        }

        test("the thread ends when there was nothing to watch for a while, and comes back when there is") {
            val watchdog = Watchdog(MILLISECONDS.toNanos(100))
            val endless = Endless(watchdog)
            endless.run(timeoutOf(1))
            val first = endless.cutter!!
            first.join(400)
            first.isAlive shouldBe true
            endless.watch.retire()
            first.join(5_000)
            first.isAlive shouldBe false
            endless.run(timeoutOf(20)) shouldBeLessThan 2000
            (endless.cutter === first) shouldBe false
        }

        test("a thread that is about to end misses nothing") {
            val watchdog = Watchdog(MILLISECONDS.toNanos(1))
            val endless = Endless(watchdog)
            repeat(300) {
                endless.run(timeoutOf(1)) shouldBeLessThan 2000
                endless.watch.retire()
                Thread.yield()
            }
        }

        test("an interrupt neither ends the thread nor keeps it busy") {
            val watchdog = Watchdog(SECONDS.toNanos(60))
            val endless = Endless(watchdog)
            endless.run(timeoutOf(1))
            val thread = endless.cutter!!
            thread.interrupt()
            endless.run(timeoutOf(20)) shouldBeLessThan 2000
            endless.cutter shouldBe thread
            val before = waitedCount(thread)
            Endless(watchdog).run(timeoutOf(300))
            waitedCount(thread) - before shouldBeLessThan 20L
            thread.isInterrupted shouldBe false
        }

        test("whatever a cut throws, the others are cut in time") {
            for (failure in listOf(IllegalStateException("cut"), AssertionError("cut"), StackOverflowError("cut"))) {
                val watchdog = Watchdog(IDLE_NANOS)
                val thread = threadOf(watchdog)
                val told = CompletableFuture<Throwable>()
                thread.setUncaughtExceptionHandler { _, thrown ->
                    told.complete(thrown)
                    error("so does the handler")
                }
                val failing = Watch(watchdog) { throw failure }
                failing.begin(timeoutOf(20))
                told.get(10, SECONDS) shouldBe failure
                shouldThrow<SocketTimeoutException> { failing.end() }
                val endless = Endless(watchdog)
                endless.run(timeoutOf(20)) shouldBeLessThan 2000
                endless.cutter shouldBe thread
            }
        }

        test("a watch that nobody has any more is forgotten, and then the thread ends") {
            val watchdog = Watchdog(MILLISECONDS.toNanos(10))
            val thread = threadOf(watchdog)
            repeat(100) { Watch(watchdog) { error("cut") }.operation(60_000) }
            val limit = System.nanoTime() + SECONDS.toNanos(10)
            while (thread.isAlive && System.nanoTime() < limit) {
                System.gc()
                thread.join(20)
            }
            watchdog.watches.size shouldBe 0
            thread.isAlive shouldBe false
        }
    })
