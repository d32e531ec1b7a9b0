package httpwire.invariants

import java.nio.channels.SocketChannel
import java.nio.file.Files
import java.nio.file.Path
import java.time.Duration
import java.util.concurrent.TimeUnit

/*
 * What holds of every exchange, whatever the network, the peer and the caller's own callbacks do. docs/trust.md has the
 * list; the tests of every module that say "nothing is left behind" or "whatever comes" mean these functions.
 */

/**
 * I1, the result is the right response or one failure that its caller can name, and I2, what was delivered until then
 * is the beginning of the right body.
 *
 * @param isNameable whether a caller can have expected this failure: one of the family, or what its own callback threw
 */
internal fun requireRightOrNamed(
    expected: String,
    delivered: String,
    failure: Throwable?,
    isNameable: (Throwable) -> Boolean,
) {
    check(expected.startsWith(delivered)) { "I2: not the beginning of the body: ${shown(delivered, expected)}" }
    if (failure ==
        null
    ) {
        check(delivered == expected) { "I1: a part was taken for the whole: ${delivered.length} bytes" }
    }
    if (failure != null && !isNameable(failure)) throw AssertionError("I1: no caller expects this: $failure", failure)
}

private fun shown(delivered: String, expected: String): String {
    val at = delivered.commonPrefixWith(expected).length
    return "from byte $at: '${delivered.drop(at).take(80)}', expected '${expected.drop(at).take(80)}'"
}

/**
 * I3: What this process holds that an exchange could have forgotten.
 *
 * @property files those that are open, without the JVM's own
 * @property watches operations that the watchdog knows of
 * @property threads those that would keep the program alive, those that look up a name, and those that are in a call
 */
internal data class Held(val sockets: Int, val files: List<String>, val watches: Int, val threads: Set<Thread>) {
    val isNothing get() = sockets <= 0 && files.isEmpty() && watches <= 0 && threads.isEmpty()
}

/** I3: What is held now. */
internal fun held(): Held {
    onceOpened
    val open = descriptors()
    return Held(open.count { it.startsWith("socket:") }, open.filter(::isFile), watchCount(), threads())
}

/** The JDK keeps a socket of its own from the first one that is closed. */
private val onceOpened = SocketChannel.open().close()

private fun descriptors(): List<String> = Files.list(Path.of("/proc/self/fd")).use { all ->
    all.toList().mapNotNull { runCatching { Files.readSymbolicLink(it).toString() }.getOrNull() }
}

private val JVM_FILES = listOf("/dev/", "/proc/", "/sys/", System.getProperty("java.home"))

private fun isFile(link: String) =
    link.startsWith("/") && !link.endsWith(".jar") && !link.endsWith(".jfr") && JVM_FILES.none(link::startsWith)

/** Of the one for all connections, where there is core. */
private fun watchCount(): Int = (watches ?: return 0).size

private val watches: Set<*>? = try {
    val watchdog = Class.forName("httpwire.transport.Watchdog")
    val shared = watchdog.getDeclaredField("SHARED").apply { isAccessible = true }.get(null)
    watchdog.getDeclaredField("watches").apply { isAccessible = true }.get(shared) as Set<*>
} catch (e: ClassNotFoundException) {
    null
}

private fun threads(): Set<Thread> =
    Thread.getAllStackTraces().filter { (thread, frames) -> canBeLeft(thread, frames) }.keys

private fun canBeLeft(thread: Thread, frames: Array<StackTraceElement>): Boolean =
    !thread.isDaemon || thread.name.startsWith("httpwire lookup") || isInCall(thread, frames)

private fun isInCall(thread: Thread, frames: Array<StackTraceElement>) = thread != Thread.currentThread() &&
    frames.any { CALL.containsMatchIn(it.className) } &&
    frames.none { it.className.startsWith("httpwire.transport.Watchdog") || it.className.endsWith("Test") }

private val CALL = Regex("""^httpwire\.(connection|transport)\.""")

/** I3: What is held now and was not [before]. */
internal fun leftSince(before: Held): Held {
    val now = held()
    return Held(
        now.sockets - before.sockets,
        now.files - before.files.toSet(),
        now.watches - before.watches,
        now.threads - before.threads,
    )
}

/**
 * I3: Waits until no more is held than [before]: for threads that end, and so long that the garbage collector is not
 * what has tidied up.
 */
internal fun requireNoneLeft(before: Held, patience: Duration = Duration.ofMillis(700)) {
    leftSince(before).threads.forEach { it.join(TimeUnit.SECONDS.toMillis(5)) }
    val until = System.nanoTime() + patience.toNanos()
    while (true) {
        val left = leftSince(before)
        if (left.isNothing) return
        check(System.nanoTime() < until) { "I3: left behind: $left" }
        Thread.yield()
    }
}

/** I3: Nobody has a place in the pool, waits for one, or has lost one. */
internal fun requireNoPlaceTaken(leased: Int, waiting: Int, leaked: Long) =
    check(leased == 0 && waiting == 0 && leaked == 0L) { "I3: leased $leased, waiting $waiting, leaked $leaked" }

/**
 * I4: A connection is used again only if both sides are done with what it carried. Safe for use by several threads.
 *
 * [ended] and [used] are told by the server.
 */
internal class Reuse {
    private val over = mutableMapOf<Int, String>()
    private val wrong = mutableListOf<String>()

    /** The exchange leaves this connection in a state in which nothing may follow, though it stays open. */
    fun ended(connection: Int, exchange: String) = synchronized(this) { over[connection] = exchange }

    /** A request has come over this connection. */
    fun used(connection: Int, exchange: String): Unit = synchronized(this) {
        over[connection]?.let { wrong += "$exchange came over connection $connection after $it" }
    }

    fun requireRight() = synchronized(this) { check(wrong.isEmpty()) { "I4: $wrong" } }
}

/** I5: It ended within its [bound]; the [margin] is for a machine that has other things to do. */
internal fun requireInTime(took: Duration, bound: Duration, margin: Duration = Duration.ofSeconds(5)) =
    check(took <= bound + margin) { "I5: took $took, where the bound was $bound" }

/** I6: What is reachable on the heap, in bytes. */
internal fun heapByteCount(): Long {
    System.gc()
    return Runtime.getRuntime().run { totalMemory() - freeMemory() }
}

/** I6: No more than so many bytes have been added to those [before]; some collections may be needed to see it. */
internal fun requireHeapWithin(before: Long, byteCount: Long) {
    val now = generateSequence(::heapByteCount).take(10).firstOrNull { it - before <= byteCount }
    check(now != null) { "I6: ${heapByteCount() - before} bytes more than before, where the bound is $byteCount" }
}
