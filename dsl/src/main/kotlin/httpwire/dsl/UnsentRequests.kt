package httpwire.dsl

import httpwire.Request
import httpwire.connection.HttpResponse

// Without these, a verb within the block of another one would send a request of its own.

private const val NOT_HERE = "a request is sent when its block ends: send another one before or after it"

private fun notHere(): Nothing = throw UnsupportedOperationException(NOT_HERE)

/** Does not compile: a request is sent when its block ends. */
@Deprecated(NOT_HERE, level = DeprecationLevel.ERROR)
public fun RequestScope.get(url: String, block: RequestScope.() -> Unit = {}): HttpResponse = notHere()

/** Does not compile: a request is sent when its block ends. */
@Deprecated(NOT_HERE, level = DeprecationLevel.ERROR)
public fun RequestScope.head(url: String, block: RequestScope.() -> Unit = {}): HttpResponse = notHere()

/** Does not compile: a request is sent when its block ends. */
@Deprecated(NOT_HERE, level = DeprecationLevel.ERROR)
public fun RequestScope.post(url: String, block: RequestScope.() -> Unit = {}): HttpResponse = notHere()

/** Does not compile: a request is sent when its block ends. */
@Deprecated(NOT_HERE, level = DeprecationLevel.ERROR)
public fun RequestScope.put(url: String, block: RequestScope.() -> Unit = {}): HttpResponse = notHere()

/** Does not compile: a request is sent when its block ends. */
@Deprecated(NOT_HERE, level = DeprecationLevel.ERROR)
public fun RequestScope.patch(url: String, block: RequestScope.() -> Unit = {}): HttpResponse = notHere()

/** Does not compile: a request is sent when its block ends. */
@Deprecated(NOT_HERE, level = DeprecationLevel.ERROR)
public fun RequestScope.delete(url: String, block: RequestScope.() -> Unit = {}): HttpResponse = notHere()

/** Does not compile: a request is sent when its block ends. */
@Deprecated(NOT_HERE, level = DeprecationLevel.ERROR)
public fun RequestScope.options(url: String, block: RequestScope.() -> Unit = {}): HttpResponse = notHere()

/** Does not compile: a request is sent when its block ends. */
@Deprecated(NOT_HERE, level = DeprecationLevel.ERROR)
public fun RequestScope.query(url: String, block: RequestScope.() -> Unit = {}): HttpResponse = notHere()

/** Does not compile: a request is sent when its block ends. */
@Deprecated(NOT_HERE, level = DeprecationLevel.ERROR)
public fun RequestScope.send(request: Request): HttpResponse = notHere()

/** Does not compile: a request is sent when its block ends. */
@Deprecated(NOT_HERE, level = DeprecationLevel.ERROR)
public fun RequestScope.request(method: String, url: String, block: RequestScope.() -> Unit = {}): HttpResponse =
    notHere()
