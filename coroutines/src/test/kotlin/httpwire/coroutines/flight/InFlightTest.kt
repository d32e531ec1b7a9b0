package httpwire.coroutines.flight

import httpwire.process.TestJvm
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.comparables.shouldBeLessThan
import io.kotest.matchers.shouldBe
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.runInterruptible
import java.util.concurrent.TimeUnit
import kotlin.time.Duration.Companion.minutes

private const val SERVER_DELAY_MILLIS = 500

private fun java(main: String, vararg arguments: Any): Process =
    TestJvm.start("httpwire.coroutines.flight.$main", *arguments, options = listOf("-Xmx192m"))

/** What the program prints of a flight of so many exchanges, each figure by its name. */
private fun fly(vararg countAndThreads: Int): Map<String, Double> {
    val server = java("SlowServerKt", countAndThreads.first(), SERVER_DELAY_MILLIS)
    try {
        val port = checkNotNull(server.inputReader().readLine()) { "no server" }
        val client = java("InFlightKt", port, *countAndThreads.toTypedArray())
        try {
            val figures = client.inputReader().readLines().associate {
                it.substringBefore('=') to
                    it.substringAfter('=').toDouble()
            }
            check(client.waitFor(1, TimeUnit.MINUTES) && client.exitValue() == 0) { "the flight failed" }
            check(server.waitFor(1, TimeUnit.MINUTES)) { "some client has not left" }
            return figures
        } finally {
            client.destroyForcibly()
        }
    } finally {
        server.destroyForcibly()
    }
}

/**
 * Each flight is a program of its own, with a heap of 192 MiB and its server beside it, and all its exchanges are in
 * flight at once, since that server answers nobody before. Its figures are in `docs/coroutines.md`.
 */
class InFlightTest :
    FunSpec({
        val hasVirtualThreads = Runtime.version().feature() >= 21

        test(if (hasVirtualThreads) "ten thousand exchanges in flight" else "a thousand, a thread each").config(
            timeout = 3.minutes,
        ) {
            val figures = runInterruptible(Dispatchers.IO) { if (hasVirtualThreads) fly(10_000) else fly(1_000, 1_000) }
            println(figures)
            figures.getValue("exchanges") shouldBe if (hasVirtualThreads) 10_000.0 else 1_000.0
            // The heap, and what the JVM takes for itself, which differs by some 30 MiB from run to run.
            figures.getValue("residentMiB") shouldBeLessThan 340.0
            // The JVM's own, those of the first calls, the carriers of the processors, and on 17 one for each exchange.
            figures.getValue("threads") shouldBeLessThan if (hasVirtualThreads) 200.0 else 1_100.0
            figures.getValue("wallSeconds") shouldBeLessThan 60.0
        }
    })
