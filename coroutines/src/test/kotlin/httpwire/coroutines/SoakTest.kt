package httpwire.coroutines

import httpwire.HttpException
import httpwire.Request
import httpwire.RequestBody
import httpwire.client.HttpClient
import httpwire.client.pool.PoolOptions
import httpwire.connection.HttpResponse
import httpwire.testing.Answer
import httpwire.testing.AnsweringPeer
import httpwire.testing.Received
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.ints.shouldBeLessThan
import io.kotest.matchers.longs.shouldBeGreaterThan
import io.kotest.matchers.longs.shouldBeLessThanOrEqual
import io.kotest.matchers.shouldBe
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeoutOrNull
import java.nio.file.Files
import java.nio.file.Path
import java.time.Duration
import java.util.concurrent.ConcurrentLinkedQueue
import java.util.concurrent.ExecutorService
import java.util.concurrent.Executors
import java.util.concurrent.TimeUnit
import java.util.concurrent.atomic.AtomicLong
import kotlin.random.Random
import kotlin.streams.asSequence
import kotlin.time.Duration.Companion.milliseconds

private const val CALLERS_OF_A_STYLE = 67

/** Two minutes unless set: `-Dhttpwire.soak.seconds=600`. */
private val SECONDS = Integer.getInteger("httpwire.soak.seconds", 120)

/** What ends the test if its callers do not end. */
private const val MARGIN_SECONDS = 180

/** What the body of a right answer to [target] is: long ones come in several pieces. */
private fun bodyOf(target: String): String = target.repeat(1 + target.hashCode().mod(400))

/** A server that mostly does what it should. */
private fun answerTo(request: Received): Answer {
    val target = request.target
    val right = Answer.ok(bodyOf(target))
    return when (Random.nextInt(40)) {
        0 -> Answer.nothing(Answer.After.CLOSE)
        1 -> Answer.nothing(Answer.After.RESET)
        2 -> Answer.raw("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort").then(Answer.After.CLOSE)
        3 -> Answer.raw("HTTP/1.1 200 OK\r\nContent-Le").then(Answer.After.RESET)
        4 -> right.then(Answer.After.CLOSE)
        5 -> Answer.of(302, "Location: $target/more").body("moved")
        6 -> right.also { Thread.sleep(Random.nextLong(30)) }
        7 -> Answer.raw("not HTTP at all\r\n\r\n").then(Answer.After.CLOSE)
        else -> right
    }
}

/** What all callers saw. */
private class Tally {
    val wrong = ConcurrentLinkedQueue<String>()
    val right = AtomicLong()
    val failed = AtomicLong()
    val cancelled = AtomicLong()
    private val until = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS.toLong())

    fun isOver() = System.nanoTime() >= until || wrong.isNotEmpty()

    fun got(request: Request, url: String, body: String) {
        val target = url.substringAfter("//").substringAfter('/').let { "/$it" }
        val isRight = target.startsWith(request.target.substringAfter("//").substringAfter('/').let { "/$it" })
        if (isRight && body == bodyOf(target)) right.incrementAndGet() else wrong += "${request.target}: $url $body"
    }

    fun threw(thrown: Throwable) {
        when (thrown) {
            is HttpException.Cancelled, is CancellationException -> cancelled.incrementAndGet()
            is HttpException -> failed.incrementAndGet()
            else -> wrong += thrown.stackTraceToString()
        }
    }
}

private fun randomRequest(peer: AnsweringPeer): Request {
    val url = peer.url("/" + Random.nextInt(1_000_000))
    val request = when (Random.nextInt(4)) {
        0 -> Request.builder("POST", url).body(RequestBody.of("body".repeat(Random.nextInt(2_000))))
        1 -> Request.builder("PUT", url).body(RequestBody.of("body"))
        else -> Request.builder("GET", url)
    }
    if (Random.nextInt(10) == 0) request.deadline(Duration.ofMillis(1 + Random.nextLong(40)))
    return request.build()
}

private fun HttpResponse.taste(request: Request, tally: Tally) = use {
    when (Random.nextInt(10)) {
        0 -> Unit
        1 -> read1()
        2 -> cancel()
        else -> tally.got(request, url, text())
    }
}

private fun callOnce(client: HttpClient, peer: AnsweringPeer, tally: Tally) {
    val request = randomRequest(peer)
    try {
        client.send(request).taste(request, tally)
    } catch (thrown: Throwable) {
        tally.threw(thrown)
    }
}

private suspend fun callOnce(client: SuspendHttpClient, peer: AnsweringPeer, tally: Tally) {
    val request = randomRequest(peer)
    // Not the value of the block: a timeout at the very end of it would lose the response.
    var unread: SuspendHttpResponse? = null
    try {
        val patience = if (Random.nextInt(5) == 0) Random.nextLong(20).milliseconds else 30_000.milliseconds
        val isOver = withTimeoutOrNull(patience) {
            val response = client.send(request)
            if (Random.nextInt(10) == 0) unread = response else tally.got(request, response.url, response.text())
        }
        if (isOver == null) tally.cancelled.incrementAndGet()
    } catch (thrown: Throwable) {
        tally.threw(thrown)
    } finally {
        unread?.close()
    }
}

private fun virtualThreads(): ExecutorService = runCatching {
    Executors::class.java.getMethod("newVirtualThreadPerTaskExecutor").invoke(null) as ExecutorService
}.getOrElse { Executors.newCachedThreadPool() }

private fun descriptorCount(): Int = Files.list(Path.of("/proc/self/fd")).use { it.asSequence().count() }

private fun threadNames() = Thread.getAllStackTraces().keys.map { it.name }.filter { it.startsWith("httpwire") }

class SoakTest : FunSpec({
    timeout = (SECONDS + MARGIN_SECONDS) * 1_000L

    test("F52: 200 callers of three styles, with faults, cancels and timeouts: nothing is wrong, nothing is lost") {
        val tally = Tally()
        val before = descriptorCount()
        AnsweringPeer.start(::answerTo).use { peer ->
            val pool = PoolOptions.DEFAULT.withMaxPerOrigin(24).withWaitTimeout(Duration.ofSeconds(20))
            val client = HttpClient.builder().redirects().pool(pool).build()
            client.use {
                val threads = Executors.newFixedThreadPool(CALLERS_OF_A_STYLE)
                val virtual = virtualThreads()
                for (executor in listOf(threads, virtual)) {
                    repeat(CALLERS_OF_A_STYLE) {
                        executor.execute { while (!tally.isOver()) callOnce(client, peer, tally) }
                    }
                }
                runBlocking(Dispatchers.Default) {
                    val suspending = client.suspending()
                    coroutineScope {
                        repeat(CALLERS_OF_A_STYLE) {
                            launch { while (!tally.isOver()) callOnce(suspending, peer, tally) }
                        }
                    }
                }
                for (executor in listOf(threads, virtual)) {
                    executor.shutdown()
                    executor.awaitTermination(60, TimeUnit.SECONDS) shouldBe true
                }
                settled { client.statistics().run { leased() == 0 && waiting() == 0 } }
                val seen = client.statistics()
                println(
                    "soak of $SECONDS s: right ${tally.right} failed ${tally.failed} cancelled ${tally.cancelled} $seen",
                )
                withClue(seen) {
                    tally.wrong.shouldBeEmpty()
                    tally.right.get() shouldBeGreaterThan 1_000L
                    seen.leaked() shouldBe 0
                    seen.opened() shouldBeLessThanOrEqual peer.connectionCount().toLong()
                    seen.opened() + seen.reused() shouldBeGreaterThan tally.right.get() - 1
                }
            }
            client.statistics().run { leased() + idle() + waiting() } shouldBe 0
        }
        settled { threadNames().isEmpty() }
        settled { descriptorCount() <= before + 10 }
        descriptorCount() shouldBeLessThan before + 11
    }
})

private fun settled(condition: () -> Boolean) {
    val until = System.nanoTime() + TimeUnit.SECONDS.toNanos(30)
    while (!condition()) {
        check(System.nanoTime() < until) { "it did not settle in 30 s: ${threadNames()}" }
        Thread.sleep(10)
    }
}
