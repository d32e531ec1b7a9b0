package httpwire.bench.client

import io.netty.handler.ssl.SslContextBuilder
import kotlinx.coroutines.launch
import kotlinx.coroutines.reactive.asFlow
import kotlinx.coroutines.reactor.awaitSingle
import kotlinx.coroutines.runBlocking
import reactor.core.publisher.Flux
import reactor.netty.http.client.HttpClient
import reactor.netty.http.client.HttpClientResponse
import reactor.netty.resources.ConnectionProvider

/** Reactor Netty in coroutines, through `kotlinx-coroutines-reactor`. */
class ReactorNettyClient(private val setup: Setup) : InFlightClient {
    @Volatile
    private var client: HttpClient? = null

    override fun isShared(): Boolean = true

    @Synchronized
    private fun open(exchange: Exchange): HttpClient {
        client?.let { return it }
        val connections = ConnectionProvider.builder("bench").maxConnections(maxOf(500, setup.callers)).build()
        val plain = HttpClient.create(connections).baseUrl(exchange.url().removeSuffix(exchange.path))
        val opened = if (exchange.isSecure) plain.secure { it.sslContext(tls()) } else plain
        client = opened
        return opened
    }

    private fun tls() = SslContextBuilder.forClient().trustManager(setup.certificate.toFile()).build()

    override fun run(exchange: Exchange, pace: Pace, check: Check) = runBlocking {
        val client = open(exchange)
        while (pace.goesOn()) client.once(exchange, check)
    }

    private suspend fun HttpClient.once(exchange: Exchange, check: Check) {
        when (exchange.kind) {
            Kind.GET -> small(exchange, check) {}

            Kind.GET_FIELDS -> small(exchange, check) { response ->
                for (name in Exchange.FIELDS) check.field(response.responseHeaders().get(name))
            }

            Kind.DOWNLOAD_SOURCE -> downloadFlow(exchange, check)

            else -> throw BenchClient.NotOffered("not in this bench")
        }
    }

    private suspend fun HttpClient.small(exchange: Exchange, check: Check, look: (HttpClientResponse) -> Unit) {
        val body = get().uri(exchange.path).responseSingle { response, body ->
            check.status(response.status().code())
            look(response)
            body.asByteArray()
        }.awaitSingle()
        check.small(body)
    }

    private suspend fun HttpClient.downloadFlow(exchange: Exchange, check: Check) {
        get().uri(exchange.path).response { response, body ->
            check.status(response.status().code())
            Flux.from(body.asByteArray())
        }.asFlow().collect { piece -> check.piece(piece, 0, piece.size) }
        check.end(exchange)
    }

    override fun runAll(exchange: Exchange, count: Int) = runBlocking {
        val client = open(exchange)
        repeat(count) { launch { client.small(exchange, Check(false)) {} } }
    }

    override fun close() = Unit
}
