package httpwire.coroutines

import httpwire.Phase
import httpwire.transport.ConnectAttempt
import httpwire.transport.Dialer
import httpwire.transport.NameResolver
import httpwire.transport.TcpDialer
import httpwire.transport.TimeBudget
import httpwire.transport.Transport
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.launch
import kotlinx.coroutines.runInterruptible
import kotlinx.coroutines.yield
import okio.Buffer
import okio.Source
import okio.Timeout
import java.net.InetAddress
import java.net.InetSocketAddress
import java.net.ServerSocket
import java.net.Socket
import java.util.concurrent.CountDownLatch
import java.util.concurrent.LinkedBlockingQueue
import java.util.concurrent.TimeUnit
import java.util.concurrent.atomic.AtomicLong
import kotlin.coroutines.CoroutineContext
import kotlin.time.Duration
import kotlin.time.measureTime

/** How long it takes [block] to be gone once it is cancelled, at the point where [reached] returns. */
suspend fun timeToCancel(reached: suspend () -> Unit, block: suspend CoroutineScope.() -> Unit): Duration =
    coroutineScope {
        val job = launch(Dispatchers.Default, block = block)
        reached()
        check(job.isActive) { "it was over before it was cancelled" }
        measureTime { job.cancelAndJoin() }
    }

/** Suspends until the latch is down, for less than any bound of core's. */
suspend fun CountDownLatch.join() {
    runInterruptible(Dispatchers.IO) { check(await(5, TimeUnit.SECONDS)) { "nobody came here" } }
}

/** Suspends until the count has begun to grow and has stopped for a tenth of a second. */
suspend fun AtomicLong.awaitStandstill() {
    var seen = get()
    var since = System.nanoTime()
    while (seen == 0L || System.nanoTime() - since < 100_000_000) {
        yield()
        if (get() != seen) {
            seen = get()
            since = System.nanoTime()
        }
    }
}

/** Runs nothing by itself: the test takes one step at a time. */
class Steps : CoroutineDispatcher() {
    private val queue = LinkedBlockingQueue<Runnable>()

    override fun dispatch(context: CoroutineContext, block: Runnable) {
        queue += block
    }

    fun poll(): Runnable? = queue.poll()

    fun await(): Runnable = checkNotNull(queue.poll(10, TimeUnit.SECONDS)) { "no step came" }
}

/** Zeros without end, counted as they are taken. */
class Endless(
    private val taken: AtomicLong,
) : Source {
    override fun read(sink: Buffer, byteCount: Long): Long {
        sink.write(ByteArray(8192))
        taken.addAndGet(8192)
        return 8192
    }

    override fun timeout(): Timeout = Timeout.NONE

    override fun close() = Unit
}

/** Dials by TCP, and knows when that has come to a phase. */
class WatchedDialer(
    resolver: NameResolver = NameResolver.SYSTEM,
) : Dialer {
    private val tcp = TcpDialer(resolver, null)

    @Volatile
    private var budget: TimeBudget? = null

    override fun dial(peer: httpwire.Origin): Transport = tcp.dial(peer)

    override fun dial(peer: httpwire.Origin, attempt: ConnectAttempt): Transport {
        budget = attempt.budget
        return tcp.dial(peer, attempt)
    }

    suspend fun awaitPhase(phase: Phase) {
        while (budget?.phase != phase) yield()
    }
}

/** A port whose queue is full: whoever connects to it waits. */
class FullPort : AutoCloseable {
    private val server = ServerSocket(0, 1, InetAddress.getLoopbackAddress())
    private val queued = mutableListOf<Socket>()
    val address = "127.0.0.1:${server.localPort}"

    init {
        // Linux takes one or two more than it was told.
        do {
            val socket = Socket()
            queued += socket
            val isQueued = runCatching {
                socket.connect(InetSocketAddress(server.inetAddress, server.localPort), 200)
            }.isSuccess
        } while (isQueued)
    }

    override fun close() {
        queued.forEach { it.close() }
        server.close()
    }
}
