package httpwire.coroutines.contract

import httpwire.ContinueAnswer
import httpwire.Headers
import httpwire.Request
import httpwire.connection.HttpResponse
import httpwire.connection.InterimResponse
import httpwire.coroutines.SuspendHttpResponse
import httpwire.coroutines.SuspendSendScope
import httpwire.dsl.HeadScope
import httpwire.dsl.HttpwireInternal
import httpwire.dsl.OptionsScope
import httpwire.dsl.RequestScope
import httpwire.dsl.SendScope
import httpwire.dsl.internal.prepareRequest
import httpwire.dsl.text
import httpwire.transport.Transport
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.runInterruptible
import java.util.concurrent.Callable
import java.util.concurrent.ExecutorService
import java.util.concurrent.Executors
import kotlin.time.Duration.Companion.seconds

/** The body of a request that is sent step by step, in the words that all styles share. */
interface Steps {
    suspend fun send(text: String)

    suspend fun endBody(trailers: Headers)

    suspend fun awaitContinue(): ContinueAnswer

    suspend fun responseArrived(): Boolean

    suspend fun shutdownOutput()
}

/**
 * One request of a case, in the words that all styles share: either its block, or its head and what is done after it.
 */
class Ask(
    val method: String,
    val target: String,
    val head: HeadScope.() -> Unit = {},
    val steps: (suspend Steps.() -> Unit)? = null,
    val handedOver: ((Transport) -> String)? = null,
    val fill: RequestScope.() -> Unit = {},
) {
    @OptIn(HttpwireInternal::class)
    val request: Request
        get() = prepareRequest(method, target, block = fill)
}

/** A way of having a conversation over one connection; answers what came of each request. */
enum class Style(
    val hold: suspend (isSecure: Boolean, options: OptionsScope.() -> Unit, case: Case) -> List<String>,
) {
    BLOCKING({ isSecure, options, case -> runInterruptible(Dispatchers.IO) { block(isSecure, options, case) } }),

    /** On JDK 21 and later. */
    VIRTUAL_THREAD({ isSecure, options, case ->
        val executor = virtualThreads()
        try {
            runInterruptible(Dispatchers.IO) { executor.submit(Callable { block(isSecure, options, case) }).get() }
        } finally {
            executor.shutdown()
        }
    }),

    SUSPENDING({ isSecure, options, case -> suspending(isSecure, options, case) }),
    ;

    companion object {
        val here = entries - setOfNotNull(VIRTUAL_THREAD.takeIf { Runtime.version().feature() < 21 })
    }
}

private fun virtualThreads() =
    Executors::class.java.getMethod("newVirtualThreadPerTaskExecutor").invoke(null) as ExecutorService

private fun block(isSecure: Boolean, options: OptionsScope.() -> Unit, case: Case): List<String> {
    val talk: httpwire.dsl.HttpScope.() -> List<String> = {
        options()
        if (case.isPipelined) {
            val pipeline = pipeline(case.asks.map { it.request })
            case.asks.map { outcomeOf { spelt(pipeline.readResponse()) } }
        } else {
            case.asks.map { ask -> outcomeOf { outcome(ask) } }
        }
    }
    return if (isSecure) httpwire.dsl.https { talk() } else httpwire.dsl.http { talk() }
}

private fun httpwire.dsl.HttpScope.outcome(ask: Ask): String {
    val response = send(ask)
    return ask.handedOver?.let { response.upgrade().use(it) } ?: spelt(response)
}

private fun httpwire.dsl.HttpScope.send(ask: Ask): HttpResponse {
    val steps = ask.steps ?: return request(ask.method, ask.target, ask.fill)
    return exchange(ask.method, ask.target, head = ask.head) {
        val scope = this
        runBlocking { BlockingSteps(scope).steps() }
    }
}

private suspend fun suspending(isSecure: Boolean, options: OptionsScope.() -> Unit, case: Case): List<String> {
    val talk: suspend httpwire.coroutines.SuspendHttpScope.() -> List<String> = {
        options()
        if (case.isPipelined) {
            val pipeline = pipeline(case.asks.map { it.request })
            case.asks.map { outcomeOf { spelt(pipeline.readResponse()) } }
        } else {
            case.asks.map { ask -> outcomeOf { outcome(ask) } }
        }
    }
    return if (isSecure) httpwire.coroutines.https { talk() } else httpwire.coroutines.http { talk() }
}

private suspend fun httpwire.coroutines.SuspendHttpScope.outcome(ask: Ask): String {
    val response = send(ask)
    val own = ask.handedOver ?: return spelt(response)
    val transport = response.upgrade()
    return runInterruptible(Dispatchers.IO) { transport.use(own) }
}

private suspend fun httpwire.coroutines.SuspendHttpScope.send(ask: Ask): SuspendHttpResponse {
    val steps = ask.steps ?: return request(ask.method, ask.target, ask.fill)
    return exchange(ask.method, ask.target, head = ask.head) { SuspendingSteps(this).steps() }
}

private class BlockingSteps(private val scope: SendScope) : Steps {
    override suspend fun send(text: String) = scope.send(text)

    override suspend fun endBody(trailers: Headers) = scope.endBody(trailers)

    override suspend fun awaitContinue() = scope.awaitContinue(10.seconds)

    override suspend fun responseArrived() = scope.responseArrived()

    override suspend fun shutdownOutput() = scope.shutdownOutput()
}

private class SuspendingSteps(private val scope: SuspendSendScope) : Steps {
    override suspend fun send(text: String) = scope.send(text)

    override suspend fun endBody(trailers: Headers) = scope.endBody(trailers)

    override suspend fun awaitContinue() = scope.awaitContinue(10.seconds)

    override suspend fun responseArrived() = scope.responseArrived()

    override suspend fun shutdownOutput() = scope.shutdownOutput()
}

private fun spelt(response: HttpResponse): String {
    val text = response.text()
    return spelt(response.status, response.reason, text) +
        spelt(response.trailers, response.interimResponses, response.continueAnswer)
}

private suspend fun spelt(response: SuspendHttpResponse): String {
    val text = response.text()
    return spelt(response.status, response.reason, text) +
        spelt(response.trailers, response.interimResponses, response.continueAnswer)
}

private fun spelt(status: Int, reason: String, text: String) = "$status $reason: ${text.replace("\r\n", "⏎")}"

private fun spelt(trailers: Headers, interims: List<InterimResponse>, answer: ContinueAnswer?): String =
    trailers.joinToString("") { " [${it.key}=${it.value}]" } +
        interims.joinToString("") { " {${it.status}}" } + (answer?.let { " ($it)" } ?: "")

private inline fun outcomeOf(ask: () -> String): String = try {
    ask()
} catch (e: java.io.IOException) {
    e.javaClass.simpleName
} catch (e: IllegalArgumentException) {
    e.javaClass.simpleName
} catch (e: IllegalStateException) {
    e.javaClass.simpleName
}
