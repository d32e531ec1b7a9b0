package httpwire.coroutines.internal

import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.asCoroutineDispatcher
import java.util.concurrent.atomic.AtomicInteger
import kotlin.coroutines.CoroutineContext

/** How many calls can block at once if each takes a platform thread. */
private const val MAX_PLATFORM_THREADS = 256

/** How many calls go to platform threads where there are virtual ones, which cost more if there are few calls. */
private const val FEW_CALLS = 64

/** The Java release that has virtual threads. */
private const val FIRST_WITH_VIRTUAL = 21

/** Created when the class of this file is loaded, at its first use; keeps no thread while there is nothing to do. */
internal val defaultDispatcher: CoroutineDispatcher = DefaultDispatcher()

/** Runs calls in threads of `Dispatchers.IO`, and those beyond a few in virtual threads if there are any. */
internal class DefaultDispatcher : CoroutineDispatcher() {
    private val maxFewCalls =
        if (Runtime.version().feature() < FIRST_WITH_VIRTUAL) MAX_PLATFORM_THREADS else FEW_CALLS
    private val few = Dispatchers.IO.limitedParallelism(maxFewCalls, "httpwire")
    private val fewCount = AtomicInteger()

    override fun dispatch(context: CoroutineContext, block: Runnable) {
        if (fewCount.incrementAndGet() <= maxFewCalls) return few.dispatch(context, Counted(block))
        fewCount.decrementAndGet()
        (Many.dispatcher ?: few).dispatch(context, block)
    }

    private inner class Counted(private val call: Runnable) : Runnable {
        override fun run() = try {
            call.run()
        } finally {
            fewCount.decrementAndGet()
        }
    }

    override fun toString(): String = "httpwire's default dispatcher"
}

/** Made when there are more than a few calls for the first time. */
private object Many {
    val dispatcher: CoroutineDispatcher? = VirtualThreads.newExecutor()?.asCoroutineDispatcher()
}
