package httpwire.bench.client

import httpwire.client.HttpClient
import httpwire.coroutines.SuspendHttpClient
import httpwire.coroutines.suspending
import httpwire.transport.TlsOptions
import kotlinx.coroutines.runBlocking
import kotlin.io.path.readText

/** httpwire's suspending client, with nothing switched on: its pool, and a URL for each request. */
class HttpwireSuspendingPoolClient(private val setup: Setup) : BenchClient {
    @Volatile
    private var client: SuspendHttpClient? = null

    override fun isShared(): Boolean = true

    @Synchronized
    private fun open(exchange: Exchange): SuspendHttpClient = client ?: HttpClient.builder().apply {
        if (exchange.isSecure) tls(TlsOptions.trusting(setup.certificate.readText()))
    }.build().suspending().also { client = it }

    override fun run(exchange: Exchange, pace: Pace, check: Check) {
        val open = client ?: open(exchange)
        runBlocking { while (pace.goesOn()) open.once(exchange, check) }
    }

    private suspend fun SuspendHttpClient.once(exchange: Exchange, check: Check) {
        if (exchange.kind != Kind.GET && exchange.kind != Kind.GET_FIELDS) {
            throw BenchClient.NotOffered("large bodies are the connection's affair")
        }
        val response = get(exchange.url())
        check.status(response.status)
        if (exchange.kind == Kind.GET_FIELDS) for (name in Exchange.FIELDS) check.field(response.getHeader(name))
        check.smallBytes(response.bytes())
    }

    override fun close() {
        client?.close()
    }
}
