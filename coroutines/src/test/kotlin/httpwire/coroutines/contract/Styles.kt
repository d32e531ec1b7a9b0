package httpwire.coroutines.contract

import httpwire.dsl.OptionsScope
import httpwire.dsl.RequestScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.runInterruptible
import java.util.concurrent.Callable
import java.util.concurrent.ExecutorService
import java.util.concurrent.Executors

/** One request of a case, in the words that all styles share. */
class Ask(
    val method: String,
    val target: String,
    val fill: RequestScope.() -> Unit,
)

/** A way of having a conversation over one connection; answers what came of each request. */
enum class Style(
    val hold: suspend (isSecure: Boolean, options: OptionsScope.() -> Unit, asks: List<Ask>) -> List<String>,
) {
    BLOCKING({ isSecure, options, asks -> runInterruptible(Dispatchers.IO) { block(isSecure, options, asks) } }),

    /** On JDK 21 and later. */
    VIRTUAL_THREAD({ isSecure, options, asks ->
        val executor = virtualThreads()
        try {
            runInterruptible(Dispatchers.IO) { executor.submit(Callable { block(isSecure, options, asks) }).get() }
        } finally {
            executor.shutdown()
        }
    }),

    SUSPENDING({ isSecure, options, asks -> suspending(isSecure, options, asks) }),
    ;

    companion object {
        val here = entries - setOfNotNull(VIRTUAL_THREAD.takeIf { Runtime.version().feature() < 21 })
    }
}

private fun virtualThreads() =
    Executors::class.java.getMethod("newVirtualThreadPerTaskExecutor").invoke(null) as ExecutorService

private fun block(isSecure: Boolean, options: OptionsScope.() -> Unit, asks: List<Ask>): List<String> {
    val talk: httpwire.dsl.HttpScope.() -> List<String> = {
        options()
        asks.map { ask ->
            outcomeOf {
                val response = request(ask.method, ask.target, ask.fill)
                spelt(response.status, response.reason, response.text(), response.trailers.toList())
            }
        }
    }
    return if (isSecure) httpwire.dsl.https { talk() } else httpwire.dsl.http { talk() }
}

private suspend fun suspending(isSecure: Boolean, options: OptionsScope.() -> Unit, asks: List<Ask>): List<String> {
    val talk: suspend httpwire.coroutines.SuspendHttpScope.() -> List<String> = {
        options()
        asks.map { ask ->
            outcomeOf {
                val response = request(ask.method, ask.target, ask.fill)
                spelt(response.status, response.reason, response.text(), response.trailers.toList())
            }
        }
    }
    return if (isSecure) httpwire.coroutines.https { talk() } else httpwire.coroutines.http { talk() }
}

private fun spelt(status: Int, reason: String, text: String, trailers: List<Map.Entry<String, String>>) =
    "$status $reason: ${text.replace("\r\n", "⏎")}" + trailers.joinToString("") { " [${it.key}=${it.value}]" }

private inline fun outcomeOf(ask: () -> String): String = try {
    ask()
} catch (e: java.io.IOException) {
    e.javaClass.simpleName
} catch (e: IllegalArgumentException) {
    e.javaClass.simpleName
} catch (e: IllegalStateException) {
    e.javaClass.simpleName
}
