@file:OptIn(ExperimentalContracts::class, HttpwireInternal::class)

package httpwire.coroutines

import httpwire.coroutines.internal.Bridge
import httpwire.coroutines.internal.Suspending
import httpwire.coroutines.internal.Turn
import httpwire.coroutines.internal.defaultDispatcher
import httpwire.dsl.HeadersScope
import httpwire.dsl.HttpwireInternal
import httpwire.dsl.internal.HttpSession
import httpwire.dsl.internal.suppressing
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.ensureActive
import kotlinx.coroutines.isActive
import kotlin.contracts.ExperimentalContracts
import kotlin.contracts.InvocationKind
import kotlin.contracts.contract

/**
 * Runs [block] over one connection without TLS to [host], which is `host` or `host:port`; an IPv6 address
 * is in brackets. The functions are those of `httpwire.dsl.http`, but suspend where those block.
 *
 * Returns the value of the block. When the block ends the connection is closed, also if it was cancelled
 * or threw. It stays open only if the result *is* an unread response: the caller must read it to its end
 * or close it, which closes the connection. Reading any other response after the block throws
 * [httpwire.HttpException.Cancelled].
 *
 * Cancelling cuts the connection in the cancelling thread, whatever phase it is in, and does not wait for
 * the thread that was blocked on it; that thread finds the connection cut and closes it.
 * [kotlinx.coroutines.CancellationException] and the caller's
 * [kotlinx.coroutines.TimeoutCancellationException] are thrown unchanged. The options `timeout` and
 * `timeouts` use the real clock, not a test's; they throw [httpwire.HttpException.Timeout] and cancel no
 * coroutine.
 *
 * A call that needs nothing from the network stays in the calling thread, and so does every call of a
 * caller in `Dispatchers.IO`, in [dispatcher], or in a virtual thread of its own, which may block.
 *
 * @param dispatcher runs the other calls, one thread for each: by default 64 threads of `Dispatchers.IO`
 *     in addition to its own 64, and virtual threads for the calls beyond; 256 threads of it if the JDK has
 *     no virtual ones (before 21)
 * @sample httpwire.examples.samples.coroutines.httpBlock
 */
public suspend fun <R> http(
    host: String,
    dispatcher: CoroutineDispatcher = defaultDispatcher,
    block: suspend SuspendHttpScope.() -> R,
): R {
    contract { callsInPlace(block, InvocationKind.EXACTLY_ONCE) }
    return runOver(suspendingSession(host, isSecure = false), dispatcher, block = block)
}

/**
 * Like `http(host)`; the block sets the host before the first request.
 *
 * @sample httpwire.examples.samples.coroutines.hostInside
 */
public suspend fun <R> http(
    dispatcher: CoroutineDispatcher = defaultDispatcher,
    block: suspend SuspendHttpScope.() -> R,
): R {
    contract { callsInPlace(block, InvocationKind.EXACTLY_ONCE) }
    return runOver(suspendingSession("", isSecure = false), dispatcher, block = block)
}

/**
 * Like `http(host)`, over TLS.
 *
 * @sample httpwire.examples.samples.coroutines.httpsBlock
 */
public suspend fun <R> https(
    host: String,
    dispatcher: CoroutineDispatcher = defaultDispatcher,
    block: suspend SuspendHttpScope.() -> R,
): R {
    contract { callsInPlace(block, InvocationKind.EXACTLY_ONCE) }
    return runOver(suspendingSession(host, isSecure = true), dispatcher, block = block)
}

/**
 * Like `https(host)`; the block sets the host before the first request.
 *
 * @sample httpwire.examples.samples.coroutines.httpsHostInside
 */
public suspend fun <R> https(
    dispatcher: CoroutineDispatcher = defaultDispatcher,
    block: suspend SuspendHttpScope.() -> R,
): R {
    contract { callsInPlace(block, InvocationKind.EXACTLY_ONCE) }
    return runOver(suspendingSession("", isSecure = true), dispatcher, block = block)
}

/** The advice in the message when a request is refused because a response is unread. */
private const val REMEDY =
    "read it to its end or close it; coroutines that ask at the same time need a connection each:" +
        " one http block for each of them"

internal fun suspendingSession(host: String, isSecure: Boolean) = HttpSession(host, isSecure, REMEDY)

/** @param fields adds fields to each request before its own block does */
internal suspend fun <R> runOver(
    session: HttpSession,
    dispatcher: CoroutineDispatcher,
    fields: HeadersScope.() -> Unit = {},
    block: suspend SuspendHttpScope.() -> R,
): R {
    contract { callsInPlace(block, InvocationKind.EXACTLY_ONCE) }
    val scope = Suspending(session, Bridge(dispatcher, Turn()), fields)
    val result =
        try {
            scope.keep(scope.block())
        } catch (e: Throwable) {
            // A failure to close is added to the block's exception and does not replace it.
            runCatching { scope.end() }.onFailure { suppressing(e, it) }
            throw e
        }
    scope.end()
    // If the caller was cancelled at the very end, it does not get the response, which is closed here.
    if (!currentCoroutineContext().isActive) scope.drop(result)
    currentCoroutineContext().ensureActive()
    return result
}
