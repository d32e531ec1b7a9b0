package httpwire.transport

import httpwire.HttpException
import httpwire.Origin
import httpwire.Timeouts
import httpwire.testing.ListeningPeer
import java.lang.management.ManagementFactory
import java.net.InetAddress
import java.net.InetSocketAddress
import java.net.ServerSocket
import java.net.SocketTimeoutException
import java.time.Duration
import java.util.concurrent.CountDownLatch
import java.util.concurrent.ExecutionException
import java.util.concurrent.FutureTask
import java.util.concurrent.TimeUnit

internal val LOOPBACK: InetAddress = InetAddress.getByAddress(byteArrayOf(127, 0, 0, 1))

/** TCP to this machine, whatever the name. */
internal val loopbackDialer = TcpDialer({ listOf(LOOPBACK) }, null)

/** TCP to this machine, whatever the name, and whoever it is for. */
internal fun onLoopback(policy: AddressPolicy? = null) =
    DialOptions(null, null, { listOf(LOOPBACK) }, policy, SocketSettings.DEFAULT)

internal fun millis(count: Long): Duration = Duration.ofMillis(count)

internal fun ListeningPeer.origin(host: String = "127.0.0.1", scheme: String = "http"): Origin =
    Origin(scheme, host, port())

/** An attempt to connect that nobody watches and, but for [cancellation], only [timeouts] end. */
internal fun attempt(timeouts: Timeouts = Timeouts.DEFAULT, cancellation: Cancellation = Cancellation()) =
    ConnectAttempt(TimeBudget(timeouts), cancellation)

internal fun ListeningPeer.open(vararg layers: Layer, timeouts: Timeouts = Timeouts.DEFAULT): Transport =
    Route(loopbackDialer, origin(), layers.toList()).open(attempt(timeouts))

internal fun await(latch: CountDownLatch) {
    check(latch.await(10, TimeUnit.SECONDS)) { "nothing happened in ten seconds" }
}

/** Waits until that has happened on the first connection. */
internal fun ListeningPeer.awaitEvent(words: String) {
    val limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(10)
    while (words !in transcript(1).events()) {
        check(System.nanoTime() < limit) { "no $words: ${transcript(1)}" }
        Thread.yield()
    }
}

/** Methods of the JDK in which a thread waits. */
private val IDLE_NANOS = TimeUnit.MILLISECONDS.toNanos(100)

private val WAITING = setOf("read0", "readv0", "write0", "writev0", "poll", "park", "wait")

/** A call in a thread of its own. */
internal class Running<T>(block: () -> T) {
    private val task = FutureTask { runCatching(block) to Thread.currentThread().isInterrupted }
    val thread = Thread(task, "the caller of a test").apply { isDaemon = true }

    init {
        thread.start()
    }

    fun outcome(): Result<T> = task.get(10, TimeUnit.SECONDS).first

    fun failure(): Throwable = checkNotNull(outcome().exceptionOrNull()) { "it did not fail" }

    /** Whether the thread's interrupt flag was up at the end. */
    fun endedInterrupted(): Boolean = task.get(10, TimeUnit.SECONDS).second

    /** Waits until the call is inside of one of these methods. */
    fun awaitInside(vararg methods: String) = awaitStack { stack -> stack.any { it in methods } }

    /** Waits until the call, inside of that method, waits for the network or for another thread. */
    fun awaitStuck(within: String) = awaitStack { stack -> within in stack && stack.any { it in WAITING } }

    /** Waits until the call, inside of that method, uses no processor any more: the kernel waits in it. */
    fun awaitIdle(within: String) {
        var used = -1L
        var since = System.nanoTime()
        awaitStack { stack ->
            val now = ManagementFactory.getThreadMXBean().getThreadCpuTime(thread.id)
            if (now != used) since = System.nanoTime()
            used = now
            within in stack && System.nanoTime() - since > IDLE_NANOS
        }
    }

    private fun awaitStack(isThere: (List<String>) -> Boolean) {
        val limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(10)
        while (!isThere(thread.stackTrace.map { it.methodName })) {
            check(!task.isDone) { "it ended before: ${outcome()}" }
            check(System.nanoTime() < limit) { "it is elsewhere: ${thread.stackTrace.toList()}" }
            Thread.yield()
        }
    }
}

/** A port of loopback that listens and takes no more connections: connecting to it waits. */
internal class FullBacklog : AutoCloseable {
    private val server = ServerSocket(0, 1, LOOPBACK)
    private val waiting = mutableListOf<java.net.Socket>()
    val port: Int = server.localPort

    init {
        while (fill()) check(waiting.size < 100) { "the backlog has no end" }
    }

    private fun fill(): Boolean {
        val socket = java.net.Socket()
        waiting += socket
        return try {
            socket.connect(InetSocketAddress(LOOPBACK, port), 300)
            true
        } catch (_: SocketTimeoutException) {
            false
        }
    }

    override fun close() {
        waiting.forEach { it.close() }
        server.close()
    }
}

/** What the connection was doing, and how much of it had happened, in a line. */
internal fun HttpException.where(): String = circumstances?.let { "${it.phase.name} ${it.delivery}" } ?: "nowhere"

/** How many operations of this socket the shared watchdog knows of. */
internal fun watchedCount(socket: ChannelSocket): Int = Watchdog.SHARED.watches.count { it.get()?.cut === socket }

/** The kinds of thread a caller may have. */
internal enum class Threads(private val firstRelease: Int) {
    PLATFORM(17),
    VIRTUAL(21), ;

    /** Runs [block] in a thread of this kind, to its end. */
    fun run(block: () -> Unit) {
        val task = FutureTask { block() }
        if (this == PLATFORM) Thread(task).apply { isDaemon = true }.start() else startVirtual(task)
        try {
            task.get(60, TimeUnit.SECONDS)
        } catch (e: ExecutionException) {
            throw e.cause ?: e
        }
    }

    private fun startVirtual(task: Runnable) {
        Thread::class.java.getMethod("startVirtualThread", Runnable::class.java).invoke(null, task)
    }

    companion object {
        /** Those that this Java has. */
        val available: List<Threads> = entries.filter { Runtime.version().feature() >= it.firstRelease }
    }
}
