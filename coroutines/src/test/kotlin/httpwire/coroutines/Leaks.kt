package httpwire.coroutines

import kotlinx.coroutines.yield
import java.nio.channels.SocketChannel
import java.nio.file.Files
import java.nio.file.Path
import kotlin.time.Duration.Companion.seconds
import kotlin.time.TimeSource

/** What this process holds that a call could have forgotten. */
data class Held(val sockets: Int, val threads: Int)

private fun socketCount(): Int = Files.list(Path.of("/proc/self/fd")).use { files ->
    files.filter { file ->
        runCatching { Files.readSymbolicLink(file).toString().startsWith("socket:") }.getOrDefault(false)
    }.count().toInt()
}

/** Platform threads that are in a call of core's, its watchdog left out: that is there for all. */
private fun workingThreadCount(): Int = Thread.getAllStackTraces().values.count { frames ->
    frames.any { Regex("httpwire\\.(connection|transport)\\..*").matches(it.className) } &&
        frames.none { it.className.startsWith("httpwire.transport.Watchdog") }
}

fun held(): Held {
    onceOpened
    return Held(socketCount(), workingThreadCount())
}

/** The JDK keeps a socket of its own from the first one that is closed. */
private val onceOpened = SocketChannel.open().close()

/** Waits until no more is held than [before], which takes as long as the threads need that were cut. */
suspend fun awaitNoneLeft(before: Held) {
    val start = TimeSource.Monotonic.markNow()
    while (true) {
        val now = held()
        if (now.sockets <= before.sockets && now.threads <= before.threads) return
        check(start.elapsedNow() < 5.seconds) { "left behind: $now, before $before" }
        yield()
    }
}
