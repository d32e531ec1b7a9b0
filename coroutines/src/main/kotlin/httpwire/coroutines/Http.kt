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
 * Runs [block] over one connection in clear to [host], which is `host` or `host:port`; an IPv6
 * address in brackets. The words are those of `httpwire.dsl.http`; they suspend where those wait.
 *
 * The block's value is the result. At its end the connection is closed, also when it was cancelled
 * or threw, except under a response that *is* the result and is not read yet. Reading any other
 * response after the block throws [httpwire.HttpException.Cancelled].
 *
 * Cancelling cuts the connection in the cancelling thread, in whatever phase it is, and does not wait
 * for the thread that was blocked on it; that thread finds the connection cut and closes what it has
 * got. [kotlinx.coroutines.CancellationException] and the caller's
 * [kotlinx.coroutines.TimeoutCancellationException] come through as they are. The bounds of
 * `timeout` and `timeouts` go by the real clock, throw [httpwire.HttpException.Timeout] and cancel
 * nothing.
 *
 * @param dispatcher where the blocking calls run, one thread a call: virtual threads if the JDK has
 *     them (21 and later), else up to 256 threads of `Dispatchers.IO` besides its own 64
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
 * As `http(host)`; the host is named in the block, before the first request.
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
 * As `http(host)`, over TLS.
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
 * As `https(host)`; the host is named in the block, before the first request.
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

/** What a coroutine can do whose request is refused because a response is unread. */
private const val REMEDY =
    "read it to its end or close it; coroutines that ask at the same time need a connection each:" +
        " one http block for each of them"

internal fun suspendingSession(host: String, isSecure: Boolean) = HttpSession(host, isSecure, REMEDY)

/** @param fields what each request carries before its block adds to it */
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
            // What closing throws does not hide what the block threw.
            runCatching { scope.end() }.onFailure { suppressing(e, it) }
            throw e
        }
    scope.end()
    // Who was cancelled at the very end gets no response.
    if (!currentCoroutineContext().isActive) scope.drop(result)
    currentCoroutineContext().ensureActive()
    return result
}
