package httpwire.client.pool

import httpwire.CloseReason
import httpwire.Headers
import httpwire.HttpException
import httpwire.client.await
import httpwire.connection.HttpConnection
import httpwire.testing.Answer
import httpwire.testing.AnsweringPeer
import httpwire.trace.ConnectionListener
import httpwire.trace.Moment
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.longs.shouldBeInRange
import io.kotest.matchers.nulls.shouldBeNull
import io.kotest.matchers.nulls.shouldNotBeNull
import io.kotest.matchers.shouldBe
import io.kotest.property.Arb
import io.kotest.property.arbitrary.int
import io.kotest.property.arbitrary.list
import io.kotest.property.checkAll
import java.time.Duration
import java.util.concurrent.CompletableFuture
import java.util.concurrent.TimeUnit
import java.util.concurrent.atomic.AtomicBoolean
import java.util.concurrent.atomic.AtomicInteger
import java.util.concurrent.locks.LockSupport
import kotlin.concurrent.thread
import kotlin.random.Random

private const val MAX_PER_KEY = 2

private fun pool(configure: PoolOptions.() -> PoolOptions = { this }) =
    Pool(PoolOptions.DEFAULT.withMaxPerOrigin(MAX_PER_KEY).configure())

private fun PoolStatistics.now() = listOf(leased, idle, waiting)

/** One connection, which is never opened. */
private fun Lease.used(): Lease = apply { use(connection() ?: HttpConnection.http("a.test"), "a request") }

private val GIVING_BACK: Map<String, Lease.() -> Unit> = mapOf(
    "released" to { release(Long.MAX_VALUE) },
    "released unused" to { releaseUnused() },
    "removed" to { remove() },
)

/** What another thread gets, which shows that no lock was left held. */
private fun <T> elsewhere(block: () -> T): T = CompletableFuture.supplyAsync(block).get(10, TimeUnit.SECONDS)

/** Callers of a pool that ask, give up at any time, and give back; served ones that have not noticed it among them. */
private class Callers {
    val pool = pool()
    private val waiting = mutableListOf<Place>()
    private val served = mutableListOf<Place>()
    private val using = mutableListOf<Lease>()

    fun step(choice: Int) {
        val which = choice / 8
        when (choice % 8) {
            0, 1, 2 -> waiting += pool.acquire("key").shouldNotBeNull()
            3 -> served.pick(which) { using += it.lease().shouldNotBeNull().used() }
            4 -> waiting.pick(which, ::giveUp)
            5 -> served.pick(which, ::giveUp)
            6 -> using.pick(which) { it.release(Long.MAX_VALUE) }
            7 -> using.pick(which) { it.remove() }
        }
        notice()
        check()
    }

    private fun giveUp(place: Place) {
        repeat(2) { place.cancel() }
        place.isReady shouldBe true
        place.lease().shouldBeNull()
    }

    private fun notice() {
        served += waiting.filter { it.isReady }
        waiting.removeAll { it.isReady }
    }

    private fun check() {
        val held = served.size + using.size
        pool.statistics().run { listOf(leased, waiting) } shouldBe listOf(held, this.waiting.size)
        (held <= MAX_PER_KEY) shouldBe true
        if (waiting.isNotEmpty()) held shouldBe MAX_PER_KEY
    }

    fun end() {
        (served + waiting).forEach(::giveUp)
        using.forEach { it.remove() }
        pool.statistics().run { listOf(leased, waiting) } shouldBe listOf(0, 0)
        repeat(MAX_PER_KEY) { pool.acquire("key").shouldNotBeNull().isReady shouldBe true }
    }
}

private fun <T> MutableList<T>.pick(which: Int, block: (T) -> Unit) {
    if (isNotEmpty()) block(removeAt(which % size))
}

class PoolTest : FunSpec({
    test("F55: whoever gives up, waiting or served, leaves nothing behind, and whoever waits is served in turn") {
        checkAll(1_000, Arb.list(Arb.int(0..4_000), 1..60)) { choices ->
            val callers = Callers()
            choices.forEach(callers::step)
            callers.end()
        }
    }

    test("F55: a caller that was served and gives up makes room for the next one, once") {
        val pool = pool { withMaxPerOrigin(1) }
        val first = pool.acquire("key").shouldNotBeNull()
        val second = pool.acquire("key").shouldNotBeNull()
        val third = pool.acquire("key").shouldNotBeNull()
        first.lease().shouldNotBeNull().used().release(Long.MAX_VALUE)
        second.isReady shouldBe true
        third.isReady shouldBe false
        repeat(2) { second.cancel() }
        second.lease().shouldBeNull()
        third.isReady shouldBe true
        third.lease().shouldNotBeNull().connection().shouldNotBeNull()
        pool.statistics().now() shouldBe listOf(1, 0, 0)
    }

    test("F55: callers in many threads that give up at any time lose no place and no wake-up") {
        val pool = pool()
        val holders = AtomicInteger()
        val most = AtomicInteger()
        val threads = List(6) { number ->
            thread(isDaemon = true) {
                val random = Random(number)
                repeat(3_000) { call(pool, random, holders, most) }
            }
        }
        threads.forEach { it.join(60_000) }
        threads.none { it.isAlive } shouldBe true
        (most.get() <= MAX_PER_KEY) shouldBe true
        pool.statistics().run { listOf(leased, waiting) } shouldBe listOf(0, 0)
    }

    test("F55: the action of a place runs once, whether it is given before the place is ready or after") {
        val pool = pool { withMaxPerOrigin(1) }
        val held = pool.acquire("key").shouldNotBeNull()
        val place = pool.acquire("key").shouldNotBeNull()
        val runs = AtomicInteger()
        held.whenReady { runs.incrementAndGet() }
        runs.get() shouldBe 1
        place.whenReady { runs.incrementAndGet() }
        runs.get() shouldBe 1
        held.lease().shouldNotBeNull().remove()
        runs.get() shouldBe 2
        place.cancel()
        runs.get() shouldBe 2
    }

    test("F56: a pool that was closed serves nobody, sends away who waits, and keeps no connection") {
        val pool = pool { withMaxPerOrigin(1) }
        val held = pool.acquire("key").shouldNotBeNull().lease().shouldNotBeNull().used()
        val place = pool.acquire("key").shouldNotBeNull()
        pool.share() shouldBe true
        elsewhere { pool.isClosed } shouldBe false
        pool.close()
        pool.isClosed shouldBe false
        place.isReady shouldBe false
        pool.close()
        elsewhere { pool.isClosed } shouldBe true
        pool.share() shouldBe false
        place.isReady shouldBe true
        place.lease().shouldBeNull()
        pool.acquire("key").shouldBeNull()
        held.release(Long.MAX_VALUE)
        pool.statistics().now() shouldBe listOf(0, 0, 0)
        pool.close()
    }

    test("a lease is given back once, whatever is called after that") {
        val pool = pool()
        val lease = pool.acquire("key").shouldNotBeNull().lease().shouldNotBeNull().used()
        lease.release(Long.MAX_VALUE)
        pool.statistics().now() shouldBe listOf(0, 1, 0)
        lease.release(Long.MAX_VALUE)
        pool.statistics().now() shouldBe listOf(0, 1, 0)
        val next = pool.acquire("key").shouldNotBeNull().lease().shouldNotBeNull()
        lease.release(Long.MAX_VALUE)
        lease.cancel()
        pool.statistics().now() shouldBe listOf(1, 0, 0)
        next.used().release(Long.MAX_VALUE)
        pool.statistics().now() shouldBe listOf(0, 1, 0)
    }

    test("a lease that was cancelled is not kept, and says so before it is used") {
        val pool = pool()
        val lease = pool.acquire("key").shouldNotBeNull().lease().shouldNotBeNull()
        lease.cancel()
        lease.use(HttpConnection.http("a.test"), "a request") shouldBe false
        lease.release(Long.MAX_VALUE)
        pool.statistics().now() shouldBe listOf(0, 0, 0)
    }

    test("an idle connection of the server's time, of the pool's, and of its age is not given out after it") {
        for (configure in listOf<PoolOptions.() -> PoolOptions>(
            { withIdleTimeout(java.time.Duration.ofNanos(1)) },
            { withMaxAge(java.time.Duration.ofNanos(1)) },
        )) {
            val pool = pool(configure)
            pool.acquire("key").shouldNotBeNull().lease().shouldNotBeNull().used().release(Long.MAX_VALUE)
            pool.acquire("key").shouldNotBeNull().lease().shouldNotBeNull().connection().shouldBeNull()
        }
        val pool = pool()
        pool.acquire("key").shouldNotBeNull().lease().shouldNotBeNull().used().release(1)
        await { pool.statistics().idle == 0 }
        pool.statistics().evicted shouldBe 1
    }

    test("C9: a connection whose time is over is closed, also by a caller who is refused") {
        AnsweringPeer.start { Answer.ok("") }.use { server ->
            val pool = pool { withMaxPerOrigin(1).withMaxWaiting(0).withIdleTimeout(Duration.ofNanos(1)) }
            pool.acquire("full").shouldNotBeNull()
            val kept = HttpConnection.http("127.0.0.1:${server.port()}").apply { connect() }
            pool.acquire("other").shouldNotBeNull().lease().shouldNotBeNull().run {
                use(kept, "a request")
                opened()
                release(Long.MAX_VALUE)
            }
            pool.acquire("full").shouldBeNull()
            kept.transport.shouldBeNull()
        }
    }

    test("C9: a connection whose time is over is closed by whoever looks") {
        AnsweringPeer.start { Answer.ok("") }.use { server ->
            val pool = pool { withIdleTimeout(Duration.ofNanos(1)) }
            val kept = HttpConnection.http(server.address()).apply { connect() }
            pool.acquire("key").shouldNotBeNull().lease().shouldNotBeNull().run {
                use(kept, "a request")
                release(Long.MAX_VALUE)
            }
            await { pool.statistics().idle == 0 }
            kept.transport.shouldBeNull()
        }
    }

    test("whoever waits sleeps, and is woken at once, not when it would look again") {
        val pool = pool { withMaxPerOrigin(1) }
        val until = System.nanoTime() + 20_000_000_000
        var held = pool.acquire("key").shouldNotBeNull()
        // Looking again would take a second for each.
        repeat(40) {
            val next = pool.acquire("key").shouldNotBeNull()
            val waiting = thread { next.await(System.nanoTime() + 60_000_000_000) }
            await { waiting.state == Thread.State.TIMED_WAITING }
            held.cancel()
            waiting.join(20_000)
            held = next
        }
        (System.nanoTime() < until) shouldBe true
    }

    context("F53: the place of a lease that was lost is found") {
        fun lose(pool: Pool) {
            pool.acquire("key").shouldNotBeNull().lease().shouldNotBeNull().used()
        }

        test("by whoever asks for one") {
            val pool = pool { withMaxPerOrigin(1) }
            lose(pool)
            await {
                System.gc()
                val place = pool.acquire("key").shouldNotBeNull()
                place.isReady.also { if (!it) place.cancel() }
            }
            elsewhere { pool.statistics().leaked } shouldBe 1
        }

        test("by whoever waits for one, and is given to the first of them") {
            val pool = pool { withMaxPerOrigin(1) }
            lose(pool)
            val first = pool.acquire("key").shouldNotBeNull()
            val second = pool.acquire("key").shouldNotBeNull()
            val waiting = Thread.currentThread()
            val isOver = AtomicBoolean()
            val waker = thread {
                while (!isOver.get()) {
                    System.gc()
                    LockSupport.unpark(waiting)
                }
            }
            try {
                first.await(System.nanoTime() + 20_000_000_000) shouldBe true
            } finally {
                isOver.set(true)
                waker.join()
            }
            first.lease().shouldNotBeNull()
            second.isReady shouldBe false
            elsewhere { pool.statistics().now() } shouldBe listOf(1, 0, 1)
        }
    }

    context("what was opened, used again and sent again is counted when the lease is given back") {
        withTests(nameFn = { it }, GIVING_BACK.keys) { way ->
            val pool = pool()
            pool.acquire("key").shouldNotBeNull().lease().shouldNotBeNull().used().run {
                opened()
                repeat(2) { reused() }
                repeat(3) { resent() }
                pool.statistics().run { listOf(opened, reused, resent) } shouldBe listOf(0L, 0L, 0L)
                GIVING_BACK.getValue(way)(this)
            }
            pool.statistics().run { listOf(opened, reused, resent) } shouldBe listOf(1L, 2L, 3L)
        }
    }

    test("what the server has said of the time holds after a lease that was not used, too") {
        val pool = pool()
        pool.acquire("key").shouldNotBeNull().lease().shouldNotBeNull().used().release(10_000_000_000)
        val lease = pool.acquire("key").shouldNotBeNull().lease().shouldNotBeNull()
        val until = lease.watch().slot().idleUntilNanos()
        (until - Pool.now()) shouldBeInRange 1..10_000_000_000L
        lease.releaseUnused()
        lease.watch().slot().idleUntilNanos() shouldBe until
    }

    test("the age of a connection counts from when it was opened, not from when it was asked for") {
        val pool = pool { withMaxAge(Duration.ofSeconds(20)) }
        val lease = pool.acquire("key").shouldNotBeNull().lease().shouldNotBeNull().used()
        val asked = Pool.now()
        while (Pool.now() == asked) Thread.onSpinWait()
        lease.opened()
        lease.release(Long.MAX_VALUE)
        val until = lease.watch().slot().idleUntilNanos()
        until - lease.openedNanos() shouldBe Duration.ofSeconds(20).toNanos()
        (lease.openedNanos() > asked) shouldBe true
        pool.acquire("key").shouldNotBeNull().lease().shouldNotBeNull().run {
            reused()
            release(Long.MAX_VALUE)
        }
        lease.watch().slot().idleUntilNanos() shouldBe until
    }

    test("what is removed is closed") {
        AnsweringPeer.start { Answer.ok("") }.use { server ->
            val connection = HttpConnection.http(server.address()).apply { connect() }
            pool().acquire("key").shouldNotBeNull().lease().shouldNotBeNull().run {
                use(connection, "a request")
                remove()
            }
            connection.transport.shouldBeNull()
        }
    }

    test("a lease without a connection cannot be released, only removed") {
        val pool = pool()
        val lease = pool.acquire("key").shouldNotBeNull().lease().shouldNotBeNull()
        shouldThrow<IllegalStateException> { lease.opened() }.message shouldBe "no connection to release"
        lease.remove()
        pool.statistics().now() shouldBe listOf(0, 0, 0)
    }

    test("F59: whoever gets a place while a listener throws gets none, and all are closed that had to be") {
        AnsweringPeer.start { Answer.ok("") }.use { server ->
            val pool = pool { withMaxConnections(3) }
            val closed = mutableListOf<String>()
            val connections = listOf("a", "b", "c").map { key ->
                val listener = object : ConnectionListener {
                    override fun closed(moment: Moment, reasons: Set<CloseReason>) {
                        closed += key
                        error("planted")
                    }
                }
                HttpConnection.builder(server.address()).listener(listener).build().apply {
                    connect()
                    val lease = pool.acquire(key).shouldNotBeNull().lease().shouldNotBeNull()
                    lease.use(this, "a request")
                    lease.release(Long.MAX_VALUE)
                }
            }
            shouldThrow<IllegalStateException> { pool.acquire("d") }.message shouldBe "planted"
            closed shouldBe listOf("a")
            pool.statistics().now() shouldBe listOf(0, 2, 0)
            shouldThrow<IllegalStateException> { pool.close() }.message shouldBe "planted"
            closed shouldBe listOf("a", "b", "c")
            connections.forEach { it.transport.shouldBeNull() }
            pool.statistics().now() shouldBe listOf(0, 0, 0)
        }
    }

    test("cancelAll cuts what is in use, and sends away who waits; the pool serves on") {
        AnsweringPeer.start { Answer.ok("") }.use { server ->
            val pool = pool()
            val inUse = List(MAX_PER_KEY) {
                val connection = HttpConnection.http(server.address()).apply { connect() }
                pool.acquire("key").shouldNotBeNull().lease().shouldNotBeNull().apply { use(connection, "a request") }
            }
            val place = pool.acquire("key").shouldNotBeNull()
            pool.cancelAll()
            place.isReady shouldBe true
            place.lease().shouldBeNull()
            pool.isClosed shouldBe false
            for (lease in inUse) {
                shouldThrow<HttpException.Cancelled> { lease.required().exchange("GET", "/", Headers.EMPTY, null) }
                lease.release(Long.MAX_VALUE)
            }
            pool.statistics().now() shouldBe listOf(0, 0, 0)
            pool.acquire("key").shouldNotBeNull().lease().shouldNotBeNull()
        }
    }

    test("a lease that was cancelled before it had a connection cuts the one that it gets") {
        AnsweringPeer.start { Answer.ok("") }.use { server ->
            val pool = pool()
            val lease = pool.acquire("key").shouldNotBeNull().lease().shouldNotBeNull()
            val connection = HttpConnection.http(server.address()).apply { connect() }
            lease.cancel()
            lease.use(connection, "a request") shouldBe false
            lease.releaseUnused()
            connection.transport.shouldBeNull()
            pool.statistics().now() shouldBe listOf(0, 0, 0)
        }
    }

    test("waiting ends when its time is over, or the thread is interrupted, and keeps the place") {
        val pool = pool { withMaxPerOrigin(1) }
        val held = pool.acquire("key").shouldNotBeNull()
        pool.acquire("key").shouldNotBeNull().run {
            await(System.nanoTime()) shouldBe false
            cancel()
        }
        val place = pool.acquire("key").shouldNotBeNull()
        Thread.currentThread().interrupt()
        shouldThrow<InterruptedException> { place.await(System.nanoTime() + 60_000_000_000) }
        Thread.interrupted() shouldBe false
        pool.statistics().now() shouldBe listOf(1, 0, 1)
        held.cancel()
        place.isReady shouldBe true
    }

    context("T36: a connection that others have by now is out of reach of whoever gave it back") {
        val giveBack: Map<String, (Place, Lease) -> Unit> = mapOf(
            "after use" to { _, lease -> lease.release(Long.MAX_VALUE) },
            "unused" to { _, lease -> lease.releaseUnused() },
            "by the place, whose lease had been taken" to { place, _ -> place.cancel() },
        )
        withTests(nameFn = { it }, giveBack.keys) { way ->
            AnsweringPeer.start { Answer.ok("hi") }.use { peer ->
                val pool = pool()
                val shared = HttpConnection.http(peer.address()).apply { connect() }
                pool.acquire("key")!!.lease()!!.run {
                    use(shared, "a request")
                    opened()
                    release(Long.MAX_VALUE)
                }
                val place = pool.acquire("key")!!
                val former = place.lease()!!
                giveBack.getValue(way)(place, former)
                val next = pool.acquire("key")!!.lease()!!
                next.connection() shouldBe shared
                val transport = shared.transport
                former.cancel()
                former.remove()
                former.use(shared, "another one") shouldBe false
                shared.transport shouldBe transport
                next.use(shared, "a request") shouldBe true
                shared.exchange("GET", "/", Headers.EMPTY, null).text() shouldBe "hi"
                next.release(Long.MAX_VALUE)
                pool.statistics().now() shouldBe listOf(0, 1, 0)
                shared.close()
            }
        }
    }
})

/** Asks, and perhaps gives up at once, or after a moment, or when it was served; else uses it. */
private fun call(pool: Pool, random: Random, holders: AtomicInteger, most: AtomicInteger) {
    val place = checkNotNull(pool.acquire("key"))
    if (random.nextInt(4) == 0) return place.cancel()
    val isServed = place.await(System.nanoTime() + if (random.nextBoolean()) 20_000 else 20_000_000_000)
    if (!isServed || random.nextInt(4) == 0) return place.cancel()
    val lease = checkNotNull(place.lease()).used()
    most.accumulateAndGet(holders.incrementAndGet(), ::maxOf)
    holders.decrementAndGet()
    if (random.nextBoolean()) lease.release(Long.MAX_VALUE) else lease.remove()
}
