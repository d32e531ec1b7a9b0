@file:OptIn(ExperimentalContracts::class)

package httpwire.dsl

import httpwire.connection.HttpResponse
import kotlin.contracts.ExperimentalContracts
import kotlin.contracts.InvocationKind
import kotlin.contracts.contract

/**
 * Runs [block] over one connection in clear to [host], which is `host` or `host:port`; an IPv6
 * address in brackets. The connection opens with the first request, and blocks the calling thread.
 *
 * The block's value is the result. At its end the connection is closed, whether the block returned,
 * jumped out or threw; what a listener throws then is suppressed by what the block threw. One thing is
 * left open: a response that *is* the result and is not read yet. The caller reads it to its
 * end or closes it, and its connection is closed then. Reading any other response after the block, also
 * through a stream or a sequence of it, throws [httpwire.HttpException.Cancelled].
 *
 * The block is inlined and runs exactly once: it may assign a `val`, return from the function around
 * it, and suspend if that one can.
 *
 * @sample httpwire.examples.samples.dsl.get
 */
public inline fun <R> http(host: String, block: HttpScope.() -> R): R {
    contract { callsInPlace(block, InvocationKind.EXACTLY_ONCE) }
    return Blocking(host, isSecure = false).run(block)
}

/**
 * As `http(host)`; the host is named in the block, before the first request.
 *
 * @sample httpwire.examples.samples.dsl.hostInside
 */
public inline fun <R> http(block: HttpScope.() -> R): R {
    contract { callsInPlace(block, InvocationKind.EXACTLY_ONCE) }
    return Blocking("", isSecure = false).run(block)
}

/**
 * As `http(host)`, over TLS.
 *
 * @sample httpwire.examples.samples.dsl.tls
 */
public inline fun <R> https(host: String, block: HttpScope.() -> R): R {
    contract { callsInPlace(block, InvocationKind.EXACTLY_ONCE) }
    return Blocking(host, isSecure = true).run(block)
}

/**
 * As `https(host)`; the host is named in the block, before the first request.
 *
 * @sample httpwire.examples.samples.dsl.secureHostInside
 */
public inline fun <R> https(block: HttpScope.() -> R): R {
    contract { callsInPlace(block, InvocationKind.EXACTLY_ONCE) }
    return Blocking("", isSecure = true).run(block)
}

/** All that callers inline: it is frozen in their class files. */
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
