package httpwire.examples.recipes

import httpwire.HttpException
import httpwire.Request
import httpwire.call.Handler
import httpwire.call.Interceptor
import httpwire.connection.HttpResponse
import java.util.concurrent.ThreadLocalRandom

// How do I send again what was lost? As a hopInterceptor, so that only the exchange that failed is repeated: after
// a POST that was answered by a redirect it is the GET, and never the POST.

// region retry
class Retry(private val maxAttempts: Int = 3, private val sleep: (Long) -> Unit = Thread::sleep) : Interceptor {
    override fun intercept(request: Request, next: Handler): HttpResponse {
        for (attempt in 1 until maxAttempts) {
            try {
                return next.handle(request)
            } catch (e: HttpException) {
                if (!mayRepeat(request, e)) throw e
            }
            val longest = 100L shl attempt // 200 ms, 400 ms, ...
            sleep(ThreadLocalRandom.current().nextLong(longest / 2, longest))
        }
        return next.handle(request)
    }

    private fun mayRepeat(request: Request, failure: HttpException): Boolean {
        val isUnseen = failure.circumstances?.delivery?.isResendSafe == true
        val isRepeatable = request.body?.isRepeatable != false
        return failure.fault == HttpException.Fault.NETWORK && isRepeatable && (isUnseen || request.isIdempotent)
    }
}
// endregion
