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
internal val defaultDispatcher: CoroutineDispatcher by lazy { DefaultDispatcher() }

/** Runs calls in threads of `Dispatchers.IO`, and those beyond a few in virtual threads if there are any. */
internal class DefaultDispatcher : CoroutineDispatcher() {
    private val many = VirtualThreads.newExecutor()?.asCoroutineDispatcher()
    private val few =
        Dispatchers.IO.limitedParallelism(if (many == null) MAX_PLATFORM_THREADS else FEW_CALLS, "httpwire")
    private val fewCount = AtomicInteger()

    override fun dispatch(context: CoroutineContext, block: Runnable) {
        if (many == null) return few.dispatch(context, block)
        if (fewCount.incrementAndGet() <= FEW_CALLS) return few.dispatch(context, Counted(block))
        fewCount.decrementAndGet()
        many.dispatch(context, block)
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
