package httpwire.coroutines.internal

import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.asCoroutineDispatcher
import java.util.concurrent.ExecutorService
import java.util.concurrent.Executors

/** As many calls can wait at once where each takes a platform thread. */
private const val MAX_PLATFORM_THREADS = 256

/** Made when it is first needed; holds no thread while there is nothing to do. */
internal val defaultDispatcher: CoroutineDispatcher by lazy {
    virtualThreads()?.asCoroutineDispatcher() ?: Dispatchers.IO.limitedParallelism(MAX_PLATFORM_THREADS, "httpwire")
}

/** Compiled for Java 17, which has none. */
private fun virtualThreads(): ExecutorService? = try {
    Executors::class.java.getMethod("newVirtualThreadPerTaskExecutor").invoke(null) as ExecutorService
} catch (_: ReflectiveOperationException) {
    null
}
