@file:OptIn(ExperimentalContracts::class)

package httpwire.dsl

import kotlin.contracts.ExperimentalContracts
import kotlin.contracts.InvocationKind
import kotlin.contracts.contract

/**
 * Runs [block] over one connection without TLS to [host], which is `host` or `host:port`; an IPv6
 * address is in brackets. The first request opens the connection. All calls block the calling thread.
 *
 * Returns the value of the block. When the block ends the connection is closed, whether the block
 * returned, jumped out or threw; if a listener throws then, that is added to what the block threw as
 * suppressed. The connection stays open only if the result *is* an unread response: the caller must read it
 * to its end or close it, which closes the connection. Reading any other response after the block,
 * also through a stream or sequence of it, throws [httpwire.HttpException.Cancelled].
 *
 * The block is inlined and runs exactly once: it may assign a `val`, return from the surrounding function,
 * and suspend if that function can.
 *
 * @sample httpwire.examples.samples.dsl.get
 */
public inline fun <R> http(host: String, block: HttpScope.() -> R): R {
    contract { callsInPlace(block, InvocationKind.EXACTLY_ONCE) }
    return Blocking(host, isSecure = false).run(block)
}

/**
 * Like `http(host)`; the block sets the host before the first request.
 *
 * @sample httpwire.examples.samples.dsl.hostInside
 */
public inline fun <R> http(block: HttpScope.() -> R): R {
    contract { callsInPlace(block, InvocationKind.EXACTLY_ONCE) }
    return Blocking("", isSecure = false).run(block)
}

/**
 * Like `http(host)`, over TLS.
 *
 * @sample httpwire.examples.samples.dsl.tls
 */
public inline fun <R> https(host: String, block: HttpScope.() -> R): R {
    contract { callsInPlace(block, InvocationKind.EXACTLY_ONCE) }
    return Blocking(host, isSecure = true).run(block)
}

/**
 * Like `https(host)`; the block sets the host before the first request.
 *
 * @sample httpwire.examples.samples.dsl.secureHostInside
 */
public inline fun <R> https(block: HttpScope.() -> R): R {
    contract { callsInPlace(block, InvocationKind.EXACTLY_ONCE) }
    return Blocking("", isSecure = true).run(block)
}

/** The code that is inlined into callers, whose class files keep it as it was when they were compiled. */
@PublishedApi
internal inline fun <R> Blocking.run(block: HttpScope.() -> R): R {
    contract { callsInPlace(block, InvocationKind.EXACTLY_ONCE) }
    var thrown: Throwable? = null
    try {
        return keep(block())
    } catch (e: Throwable) {
        thrown = e
        throw e
    } finally {
        end(thrown)
    }
}
