package httpwire.connection

import httpwire.transport.watchedCount
import java.nio.channels.SocketChannel
import java.nio.file.Files
import java.nio.file.Path
import java.util.concurrent.TimeUnit

/** What this process holds that a connection could have forgotten. */
internal data class Held(val sockets: Int, val watches: Int, val threads: Set<Thread>)

private fun socketCount(): Int = Files.list(Path.of("/proc/self/fd")).use { files ->
    files.filter { file ->
        runCatching { Files.readSymbolicLink(file).toString().startsWith("socket:") }.getOrDefault(false)
    }
        .count()
        .toInt()
}

/** Threads that would keep the program alive, and ours that should not live on for one connection. */
private fun threads(): Set<Thread> =
    Thread.getAllStackTraces().keys.filter { !it.isDaemon || it.name.startsWith("httpwire lookup") }.toSet()

/** The JDK keeps a socket of its own from the first one that is closed. */
private val onceOpened = SocketChannel.open().close()

internal fun held(): Held {
    onceOpened
    return Held(socketCount(), watchedCount(), threads())
}

/** Waits until no more is held than [before]: for ending threads, but not for the garbage collector. */
internal fun requireNoneLeft(before: Held) {
    (threads() - before.threads).forEach { it.join(5_000) }
    val limit = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(700)
    while (true) {
        val now = held()
        val left = Held(now.sockets - before.sockets, now.watches - before.watches, now.threads - before.threads)
        if (left.sockets <= 0 && left.watches <= 0 && left.threads.isEmpty()) return
        check(System.nanoTime() < limit) { "left behind: $left" }
        Thread.yield()
    }
}
