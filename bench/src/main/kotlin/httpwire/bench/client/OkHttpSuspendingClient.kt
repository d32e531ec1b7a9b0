package httpwire.bench.client

import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.suspendCancellableCoroutine
import kotlinx.coroutines.withContext
import okhttp3.Call
import okhttp3.Callback
import okhttp3.ConnectionPool
import okhttp3.HttpUrl.Companion.toHttpUrl
import okhttp3.OkHttpClient
import okhttp3.Protocol
import okhttp3.Request
import okhttp3.Response
import java.io.IOException
import java.util.concurrent.TimeUnit
import kotlin.coroutines.resumeWithException

/**
 * OkHttp in coroutines: `executeAsync` for the head, and `withContext(Dispatchers.IO)` for the body, whose
 * reads block. The artifact `okhttp-coroutines`, which has `executeAsync`, could not be fetched; the same
 * function is written out below.
 */
class OkHttpSuspendingClient(private val setup: Setup) : BenchClient {
    @Volatile
    private var client: OkHttpClient? = null

    override fun isShared(): Boolean = true

    @Synchronized
    private fun open(exchange: Exchange): OkHttpClient {
        client?.let { return it }
        val builder = OkHttpClient.Builder()
        if (setup.callers > 5) builder.connectionPool(ConnectionPool(setup.callers, 5, TimeUnit.MINUTES))
        if (exchange.isSecure) {
            builder.sslSocketFactory(setup.sslContext().socketFactory, setup.trustManager())
            builder.protocols(listOf(Protocol.HTTP_1_1))
        }
        val opened = builder.build()
        opened.dispatcher.maxRequestsPerHost = maxOf(opened.dispatcher.maxRequestsPerHost, setup.callers)
        client = opened
        return opened
    }

    override fun run(exchange: Exchange, pace: Pace, check: Check) = runBlocking {
        val client = open(exchange)
        val request = Request.Builder().url(exchange.url().toHttpUrl()).build()
        while (pace.goesOn()) client.once(request, exchange, check)
    }

    private suspend fun OkHttpClient.once(request: Request, exchange: Exchange, check: Check) {
        when (exchange.kind) {
            Kind.GET -> get(request, check) { response -> check.small(response.body.bytes()) }

            Kind.GET_FIELDS -> get(request, check) { response ->
                for (name in Exchange.FIELDS) check.field(response.header(name))
                check.small(response.body.bytes())
            }

            Kind.DOWNLOAD_SOURCE -> get(request, check) { response ->
                OkioBodies.drain(response.body.source(), exchange, check)
            }

            else -> throw BenchClient.NotOffered("as in its blocking calls")
        }
    }

    private suspend fun OkHttpClient.get(request: Request, check: Check, read: (Response) -> Unit) {
        newCall(request).executeAsync().use { response ->
            check.status(response.code)
            withContext(Dispatchers.IO) { read(response) }
        }
    }

    override fun close() {
        client?.connectionPool?.evictAll()
    }
}

private suspend fun Call.executeAsync(): Response = suspendCancellableCoroutine { continuation ->
    continuation.invokeOnCancellation { cancel() }
    enqueue(object : Callback {
        override fun onFailure(call: Call, e: IOException) = continuation.resumeWithException(e)

        override fun onResponse(call: Call, response: Response) =
            continuation.resume(response) { _, late, _ -> late.close() }
    })
}
