package httpwire.coroutines.endurance

import httpwire.HttpException
import httpwire.auth.Credentials
import httpwire.call.Backoff
import httpwire.client.HttpClient
import httpwire.client.pool.PoolOptions
import httpwire.client.retry.Retries
import httpwire.invariants.Held
import httpwire.invariants.heapByteCount
import httpwire.invariants.held
import httpwire.invariants.requireHeapWithin
import httpwire.invariants.requireInTime
import httpwire.invariants.requireNoPlaceTaken
import httpwire.invariants.requireNoneLeft
import httpwire.invariants.requireRightOrNamed
import io.kotest.core.spec.style.FunSpec
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import java.io.InterruptedIOException
import java.time.Duration
import java.util.concurrent.ConcurrentLinkedQueue
import java.util.concurrent.ExecutorService
import java.util.concurrent.Executors
import java.util.concurrent.ScheduledExecutorService
import java.util.concurrent.TimeUnit

/** A thousand unless set: `.ci/endure 10000`. */
private val COUNT = Integer.getInteger("httpwire.endurance.exchanges", 1_000)

/** Another one each time, unless set; a failure says which. */
private val SEED = java.lang.Long.getLong("httpwire.endurance.seed", System.nanoTime() and 0xffffff)

private const val CALLERS_OF_A_STYLE = 8

/** So many failures are enough to see. */
private const val MANY = 20
private const val WARM_UP_COUNT = 200
private const val HEAP_BYTES = 16L shl 20
private val PATIENCE = Duration.ofSeconds(10)

private val QUICK = Retries.DEFAULT.withBackoff(Backoff(Duration.ZERO, Duration.ZERO)).withBudget(1_000_000)

private fun virtualThreads(): ExecutorService = runCatching {
    Executors::class.java.getMethod("newVirtualThreadPerTaskExecutor").invoke(null) as ExecutorService
}.getOrElse { Executors.newCachedThreadPool() }

private fun Throwable.isOf(planted: Throwable) = generateSequence(this) { it.cause }.any { it === planted }

/** The server has closed a kept connection at this moment, and a POST is not sent again. */
private fun Outcome.isLostWithItsConnection(failure: Throwable) = plan.form.isUpload &&
    (failure is HttpException.ConnectionLost || failure is HttpException.RemoteDisconnected) &&
    failure.circumstances?.isReused == true

private fun Outcome.isNameable(failure: Throwable) = when {
    isLostWithItsConnection(failure) -> true

    plan.isHarmless -> false

    // Nobody has called anything out of turn.
    failure is HttpException.ImproperConnectionState -> false

    failure is HttpException || failure.isOf(plan.thrown) -> true

    else -> plan.event == Event.CANCELS && (failure is CancellationException || failure is InterruptedIOException)
}

/** I1, I2 and I5 of one exchange. */
private fun Outcome.requireRight() {
    requireInTime(took, plan.deadline, margin = Duration.ofSeconds(10))
    val text = delivered.toString()
    val isLeft = plan.event == Event.LEAVES
    val isCutUnseen = plan.form == Form.UNTIL_CLOSE && !plan.fault.isHarmless
    val expected = if (failure == null && (isLeft || isCutUnseen)) plan.expected.take(text.length) else plan.expected
    requireRightOrNamed(expected, text, failure, ::isNameable)
}

private class Run(seed: Long, numbers: IntRange) {
    private val plans = numbers.map {
        Plan(seed, it)
    }.groupBy { it.style }.mapValues { ConcurrentLinkedQueue(it.value) }
    val wrong = ConcurrentLinkedQueue<String>()
    val outcomes = ConcurrentLinkedQueue<String>()

    private fun next(style: Style) = if (wrong.size < MANY) plans[style]?.poll() else null

    private fun tell(outcome: Outcome) {
        outcomes += outcome.failure?.let { if (it.isOf(outcome.plan.thrown)) "planted" else it.javaClass.simpleName }
            ?: if (outcome.plan.event == Event.LEAVES) "left" else "right"
        runCatching { outcome.requireRight() }.onFailure {
            wrong += "${outcome.plan}: ${it.message}"
            it.cause?.printStackTrace()
        }
    }

    fun over(callers: Callers) {
        val executors = mapOf(
            Style.BLOCKING to Executors.newFixedThreadPool(CALLERS_OF_A_STYLE),
            Style.VIRTUAL_THREAD to virtualThreads(),
        )
        for ((style, executor) in executors) {
            repeat(CALLERS_OF_A_STYLE) {
                executor.execute { generateSequence { next(style) }.forEach { tell(callers.block(it)) } }
            }
        }
        runBlocking(Dispatchers.Default) { suspending(callers) }
        for (executor in executors.values) {
            executor.shutdown()
            check(executor.awaitTermination(5, TimeUnit.MINUTES)) { "I5: some callers do not end" }
        }
    }

    private suspend fun suspending(callers: Callers) = coroutineScope {
        for (style in listOf(Style.SUSPENDING, Style.FLOW)) {
            repeat(CALLERS_OF_A_STYLE) {
                launch { generateSequence { next(style) }.forEach { tell(callers.suspend(it)) } }
            }
        }
    }
}

/** Runs these exchanges, and holds what is left against the invariants; how often each outcome came. */
private fun endure(seed: Long, numbers: IntRange, clock: ScheduledExecutorService): Map<String, Int> {
    val run = Run(seed, numbers)
    FaultyServer(seed).use { server ->
        val pool = PoolOptions.DEFAULT.withMaxPerOrigin(20).withWaitTimeout(Duration.ofSeconds(20))
        val client = HttpClient.builder().baseUrl(server.baseUrl).pool(pool).redirects().decoding().retries(QUICK)
            .auth(Credentials.basic("u", "p")).build()
        client.use {
            run.over(Callers(client, server, clock))
            check(run.wrong.isEmpty()) { run.wrong.joinToString("\n", limit = MANY) }
            val until = System.nanoTime() + PATIENCE.toNanos()
            // The threads of calls that were cancelled end after their callers.
            while (client.statistics().leased > 0 && System.nanoTime() < until) Thread.yield()
            client.statistics().run { requireNoPlaceTaken(leased, waiting, leaked) }
        }
    }
    return run.outcomes.groupingBy { it }.eachCount().toSortedMap()
}

/** The exchanges of a seed, of four styles, with faults, cancels and callbacks that throw. */
class EnduranceTest : FunSpec({
    test("F52, F49, F59, T30: a thousand exchanges that go wrong in all ways: I1 to I6 hold") {
        val clock = Executors.newSingleThreadScheduledExecutor()
        try {
            val only = Integer.getInteger("httpwire.endurance.only")
            endure(0, 1..WARM_UP_COUNT, clock)
            val before: Held = held()
            val heap = heapByteCount()
            val begin = System.nanoTime()
            val outcomes = endure(SEED, if (only == null) 1..COUNT else only..only, clock)
            println("$COUNT exchanges of seed $SEED in ${(System.nanoTime() - begin) / 1_000_000} ms: $outcomes")
            requireNoneLeft(before, PATIENCE)
            requireHeapWithin(heap, HEAP_BYTES)
        } catch (e: Throwable) {
            throw AssertionError(
                "-Dhttpwire.endurance.seed=$SEED -Dhttpwire.endurance.exchanges=$COUNT: ${e.message}",
                e,
            )
        } finally {
            clock.shutdown()
        }
    }
})
