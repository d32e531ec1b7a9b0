package httpwire.examples.recipes

import httpwire.HttpUrl
import httpwire.Request
import httpwire.call.Handler
import httpwire.call.Interceptor
import httpwire.connection.HttpResponse

// How do I log calls? One record for each call, whatever becomes of it, without the secrets of its URL.

// region log-calls
data class CallRecord(val method: String, val url: String, val status: Int?, val nanos: Long, val hops: Int)

class LogCalls(private val log: (CallRecord) -> Unit) : Interceptor {
    override fun intercept(request: Request, next: Handler): HttpResponse {
        val url = HttpUrl.parse(request.target).redacted()
        val start = System.nanoTime()
        var response: HttpResponse? = null
        try {
            return next.handle(request).also { response = it }
        } finally {
            val nanos = System.nanoTime() - start // To the head of the response.
            log(CallRecord(request.method, url, response?.status, nanos, response?.history?.size ?: 0))
        }
    }
}
// endregion
