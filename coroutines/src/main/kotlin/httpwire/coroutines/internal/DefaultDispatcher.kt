package httpwire.coroutines.internal

import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.asCoroutineDispatcher
import java.util.concurrent.atomic.AtomicInteger
import kotlin.coroutines.CoroutineContext

/** How many calls can block at once if each takes a platform thread. */
private const val MAX_PLATFORM_THREADS = 256

/** How many calls go to platform threads where there are virtual ones, which are dearer for few calls. */
private const val FEW_CALLS = 64

/** The Java release that has virtual threads. */
private const val FIRST_WITH_VIRTUAL = 21

/** Created with the class of this file, so when it is first needed; keeps no thread while there is nothing to do. */
internal val defaultDispatcher: CoroutineDispatcher = newDispatcher()

private fun newDispatcher(): CoroutineDispatcher {
    // Not looked for where they can't be, since the look alone loads a dozen classes.
    val virtual = if (Runtime.version().feature() < FIRST_WITH_VIRTUAL) null else VirtualThreads.newExecutor()
    if (virtual == null) return ioThreads(MAX_PLATFORM_THREADS)
    return DefaultDispatcher(ioThreads(FEW_CALLS), virtual.asCoroutineDispatcher())
}

private fun ioThreads(count: Int) = Dispatchers.IO.limitedParallelism(count, "httpwire")

/** Runs as many calls in [few] as it has threads, and those beyond in [many]. */
private class DefaultDispatcher(
    private val few: CoroutineDispatcher,
    private val many: CoroutineDispatcher,
) : CoroutineDispatcher() {
    private val inFew = AtomicInteger()

    override fun dispatch(context: CoroutineContext, block: Runnable) {
        if (inFew.incrementAndGet() <= FEW_CALLS) return few.dispatch(context, Counted(block))
        inFew.decrementAndGet()
        many.dispatch(context, block)
    }

    private inner class Counted(private val call: Runnable) : Runnable {
        override fun run() = try {
            call.run()
        } finally {
            inFew.decrementAndGet()
        }
    }

    override fun toString(): String = "httpwire's default dispatcher"
}
