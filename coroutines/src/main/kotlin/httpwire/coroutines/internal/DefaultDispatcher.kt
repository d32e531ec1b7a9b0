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

/** Created when it is first needed; keeps no thread while there is nothing to do. */
internal val defaultDispatcher: CoroutineDispatcher by lazy {
    val virtual = VirtualThreads.newExecutor()?.asCoroutineDispatcher()
    if (virtual == null) ioThreads(MAX_PLATFORM_THREADS) else DefaultDispatcher(ioThreads(FEW_CALLS), virtual)
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
