package httpwire.bench.client

import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.asCoroutineDispatcher
import java.util.concurrent.ExecutorService
import java.util.concurrent.Executors

// HttpwireSuspendingClient for callers in other threads than that of `runBlocking`.

/** The caller's coroutine runs in `Dispatchers.Default`. */
class HttpwireSuspendingDefaultClient(setup: Setup) : HttpwireSuspendingClient(setup, Dispatchers.Default)

/** The caller's coroutine runs in `Dispatchers.IO`, as in `withContext(Dispatchers.IO) { http(…) { … } }`. */
class HttpwireSuspendingIoClient(setup: Setup) : HttpwireSuspendingClient(setup, Dispatchers.IO)

/** The caller's coroutine runs on virtual threads, a new one whenever it is resumed. Needs JDK 21. */
class HttpwireSuspendingVirtualClient(setup: Setup) :
    HttpwireSuspendingClient(setup, virtualThreads().asCoroutineDispatcher())

/** Found by its name, since the bench is compiled for JDK 17. */
private fun virtualThreads(): ExecutorService =
    Executors::class.java.getMethod("newVirtualThreadPerTaskExecutor").invoke(null) as ExecutorService
