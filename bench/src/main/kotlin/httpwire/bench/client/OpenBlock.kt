package httpwire.bench.client

import java.util.concurrent.CompletableFuture
import java.util.concurrent.SynchronousQueue
import java.util.concurrent.TimeUnit
import kotlin.concurrent.thread

/**
 * Keeps one block of the DSL open over many runs, in a thread of its own. The connection closes with its
 * block, and over TLS each run would begin with a handshake, which other clients have only once.
 *
 * @param open opens the block and calls [serve] in it
 */
internal class OpenBlock(open: OpenBlock.() -> Unit) {
    /** Not private because [serve] is inline. */
    val runs = SynchronousQueue<Run>()

    init {
        thread(isDaemon = true, name = "open block") { open() }
    }

    fun run(pace: Pace, check: Check) {
        val run = Run(pace, check)
        check(runs.offer(run, 10, TimeUnit.SECONDS)) { "the block has ended" }
        run.end.get()
    }

    /** Calls [exchanges] for each run, and never returns. */
    inline fun serve(exchanges: (Pace, Check) -> Unit) {
        while (true) {
            val run = runs.take()
            try {
                exchanges(run.pace, run.check)
                run.end.complete(Unit)
            } catch (e: Throwable) {
                run.end.completeExceptionally(e)
            }
        }
    }

    class Run(val pace: Pace, val check: Check) {
        val end = CompletableFuture<Unit>()
    }
}
