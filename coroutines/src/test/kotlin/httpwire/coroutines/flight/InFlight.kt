package httpwire.coroutines.flight

import httpwire.coroutines.http
import httpwire.coroutines.internal.defaultDispatcher
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.asCoroutineDispatcher
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.runBlocking
import java.lang.management.ManagementFactory
import java.nio.file.Files
import java.nio.file.Path
import java.util.concurrent.Executors
import java.util.concurrent.atomic.AtomicInteger
import kotlin.concurrent.thread
import kotlin.time.Duration.Companion.minutes
import kotlin.time.DurationUnit
import kotlin.time.measureTime

/** A line of /proc/self/status, in its own unit. */
private fun status(name: String): Int =
    Files.readAllLines(Path.of("/proc/self/status")).first { it.startsWith("$name:") }
        .filter { it.isDigit() }.toInt()

private fun cpuSeconds() =
    (ManagementFactory.getOperatingSystemMXBean() as com.sun.management.OperatingSystemMXBean).processCpuTime / 1e9

/**
 * So many exchanges in flight at once, to a server that answers when all are there; then prints what
 * that took. The third argument is the number of platform threads; without it the default dispatcher's.
 */
fun main(arguments: Array<String>) {
    val (port, count) = arguments.take(2).map { it.toInt() }
    val dispatcher =
        arguments.getOrNull(2)?.let { Executors.newFixedThreadPool(it.toInt()).asCoroutineDispatcher() }
            ?: defaultDispatcher
    val mostThreads = AtomicInteger()
    val watching =
        thread(isDaemon = true) {
            while (true) {
                mostThreads.accumulateAndGet(status("Threads"), ::maxOf)
                Thread.sleep(50)
            }
        }
    val wall =
        measureTime {
            runBlocking {
                val answers =
                    List(count) {
                        async(Dispatchers.Default) {
                            http("127.0.0.1:$port", dispatcher) {
                                timeout = 2.minutes
                                get("/").text()
                            }
                        }
                    }.awaitAll()
                check(answers.all { it == "hi" }) { "not all were answered" }
            }
        }
    check(watching.isAlive)
    (dispatcher as? AutoCloseable)?.close()
    println("exchanges=$count")
    println("residentMiB=${status("VmHWM") / 1024}")
    println("threads=${mostThreads.get()}")
    println("wallSeconds=${wall.toDouble(DurationUnit.SECONDS)}")
    println("cpuSeconds=${cpuSeconds()}")
}
