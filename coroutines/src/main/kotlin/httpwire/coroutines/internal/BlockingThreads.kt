package httpwire.coroutines.internal

import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.ExecutorCoroutineDispatcher
import java.lang.ref.WeakReference
import java.util.concurrent.atomic.AtomicInteger
import kotlin.coroutines.ContinuationInterceptor
import kotlin.coroutines.CoroutineContext

/** Tells which threads may block. */
internal object BlockingThreads {
    /** How many threads of `Dispatchers.IO` may be held at once: it has 64 by default, and others need some. */
    private const val MAX_IO_THREADS = 56

    private const val IO_THREAD = "kotlinx.coroutines.scheduling.CoroutineScheduler\$Worker"
    private const val THREAD_FOR_EACH_TASK = "java.util.concurrent.ThreadPerTaskExecutor"

    private val heldIoThreads = AtomicInteger()

    /** The dispatcher for which the thread has run a call. */
    private val dispatcherOfThread = ThreadLocal<WeakReference<CoroutineDispatcher>>()

    /**
     * Runs [work] in the calling thread if the caller's dispatcher has threads that may block, and this is one
     * of them: a coroutine that was started undispatched has the dispatcher, but a thread of anybody's.
     *
     * @return whether it was run
     */
    fun runHere(context: CoroutineContext, dispatcher: CoroutineDispatcher, work: Runnable): Boolean {
        val caller = context[ContinuationInterceptor]
        if (caller === Dispatchers.IO) return runInIo(work)
        val isOurs = caller === dispatcher && dispatcherOfThread.get()?.get() === caller
        if (isOurs || hasThreadForEachTask(caller)) work.run() else return false
        return true
    }

    private fun runInIo(work: Runnable): Boolean {
        if (Thread.currentThread().javaClass.name != IO_THREAD) return false
        val isOneMore = heldIoThreads.incrementAndGet() <= MAX_IO_THREADS
        try {
            if (isOneMore) work.run()
        } finally {
            heldIoThreads.decrementAndGet()
        }
        return isOneMore
    }

    private fun hasThreadForEachTask(caller: ContinuationInterceptor?) = caller is ExecutorCoroutineDispatcher &&
        caller.executor.javaClass.name == THREAD_FOR_EACH_TASK &&
        VirtualThreads.isCurrent()

    /** Runs [work] in a thread of [dispatcher], which is known as such from then on. */
    fun dispatch(context: CoroutineContext, dispatcher: CoroutineDispatcher, work: Runnable) {
        // Nobody's coroutines run in the default dispatcher.
        if (dispatcher is DefaultDispatcher) return dispatcher.dispatch(context, work)
        dispatcher.dispatch(context) {
            if (dispatcherOfThread.get()?.get() !== dispatcher) dispatcherOfThread.set(WeakReference(dispatcher))
            work.run()
        }
    }
}
