package httpwire.dsl

import httpwire.RequestBody
import httpwire.body.progress.Progress
import httpwire.body.progress.ProgressBody
import httpwire.body.progress.ProgressResponse
import httpwire.connection.HttpResponse

/**
 * This body, of whose progress [listener] hears while it is sent: at the beginning, then at most once in 50 ms, and at
 * the end. It is called by the thread that sends; what it throws ends the exchange. A file is not sent by the kernel
 * then.
 *
 * @sample httpwire.examples.samples.dsl.bodyWithProgress
 */
public fun RequestBody.withProgress(listener: (Progress) -> Unit): RequestBody = ProgressBody.of(this, listener)

/**
 * A response in place of this one, of whose body's progress [listener] hears while it is read, like
 * `RequestBody.withProgress(listener)`. From now on only the new one may be used. It must be read within the `http`
 * block that it comes from.
 *
 * @throws IllegalStateException if the response was closed before the end of its body
 * @sample httpwire.examples.samples.dsl.responseWithProgress
 */
public fun HttpResponse.withProgress(listener: (Progress) -> Unit): HttpResponse = ProgressResponse.of(this, listener)
