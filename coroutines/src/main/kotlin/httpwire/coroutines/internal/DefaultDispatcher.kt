package httpwire.coroutines.internal

import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.asCoroutineDispatcher
import java.util.concurrent.ExecutorService
import java.util.concurrent.Executors

/** How many calls can block at once if each takes a platform thread. */
private const val MAX_PLATFORM_THREADS = 256

/** Created when it is first needed; keeps no thread while there is nothing to do. */
internal val defaultDispatcher: CoroutineDispatcher by lazy {
    virtualThreads()?.asCoroutineDispatcher() ?: Dispatchers.IO.limitedParallelism(MAX_PLATFORM_THREADS, "httpwire")
}

/** Found by reflection because this is compiled for Java 17, which has no virtual threads. */
private fun virtualThreads(): ExecutorService? = try {
    Executors::class.java.getMethod("newVirtualThreadPerTaskExecutor").invoke(null) as ExecutorService
} catch (_: ReflectiveOperationException) {
    null
}
