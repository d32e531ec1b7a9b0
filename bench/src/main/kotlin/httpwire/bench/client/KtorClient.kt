package httpwire.bench.client

import io.ktor.client.HttpClient
import io.ktor.client.engine.cio.CIO
import io.ktor.client.engine.cio.endpoint
import io.ktor.client.request.get
import io.ktor.client.request.prepareGet
import io.ktor.client.request.put
import io.ktor.client.request.setBody
import io.ktor.client.statement.HttpResponse
import io.ktor.client.statement.bodyAsBytes
import io.ktor.client.statement.bodyAsChannel
import io.ktor.http.content.OutgoingContent
import io.ktor.util.cio.readChannel
import io.ktor.util.cio.writeChannel
import io.ktor.utils.io.ByteReadChannel
import io.ktor.utils.io.ByteWriteChannel
import io.ktor.utils.io.copyAndClose
import io.ktor.utils.io.exhausted
import io.ktor.utils.io.jvm.javaio.toByteReadChannel
import io.ktor.utils.io.readAvailable
import io.ktor.utils.io.readBuffer
import io.ktor.utils.io.writeFully
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.io.Source
import kotlinx.io.discardingSink
import kotlinx.io.readByteArray

/** Ktor's client with its CIO engine. */
class KtorClient(private val setup: Setup) : InFlightClient {
    private val block = ByteArray(BLOCK_BYTES)
    private val client = HttpClient(CIO) {
        engine {
            requestTimeout = 0
            // Without it each request has a connection of its own; so it is one at a time on each that is kept.
            // Ten thousand at once never end that way.
            pipelining = setup.callers < MANY_CALLERS
            maxConnectionsCount = maxOf(maxConnectionsCount, setup.callers)
            endpoint {
                maxConnectionsPerRoute = maxOf(maxConnectionsPerRoute, setup.callers)
                pipelineMaxSize = 1
                connectTimeout = 30_000
            }
            if (setup.certificate.toFile().exists()) https { trustManager = setup.trustManager() }
        }
    }

    override fun isShared(): Boolean = true

    override fun run(exchange: Exchange, pace: Pace, check: Check) = runBlocking {
        while (pace.goesOn()) once(exchange, check)
    }

    private suspend fun once(exchange: Exchange, check: Check) {
        when (exchange.kind) {
            Kind.GET -> small(client.get(exchange.url()), check)
            Kind.GET_FIELDS -> getFields(exchange, check)
            Kind.DOWNLOAD_ARRAY -> downloadArray(exchange, check)
            Kind.DOWNLOAD_FILE -> downloadFile(exchange, check)
            Kind.DOWNLOAD_SOURCE -> downloadSource(exchange, check)
            Kind.UPLOAD_FIXED -> upload(exchange, Body(exchange.byteCount) { stream(exchange) }, check)
            Kind.UPLOAD_CHUNKED -> upload(exchange, Body(null) { stream(exchange) }, check)
            Kind.UPLOAD_FILE -> upload(exchange, Body(exchange.byteCount) { exchange.file.readChannel() }, check)
            Kind.UPLOAD_FLOW -> throw BenchClient.NotOffered("no flow")
            Kind.UPLOAD_WRITER -> upload(exchange, WrittenBody(exchange.byteCount), check)
            Kind.PIPELINE -> throw BenchClient.NotOffered("no pipelining")
        }
    }

    private suspend fun small(response: HttpResponse, check: Check) {
        check.status(response.status.value)
        check.small(response.bodyAsBytes())
    }

    private suspend fun getFields(exchange: Exchange, check: Check) {
        val response = client.get(exchange.url())
        for (name in Exchange.FIELDS) check.field(response.headers[name])
        small(response, check)
    }

    private suspend fun downloadArray(exchange: Exchange, check: Check) =
        client.prepareGet(exchange.url()).execute { response ->
            check.status(response.status.value)
            val body = response.bodyAsChannel()
            while (true) {
                val count = body.readAvailable(block)
                if (count < 0) break
                check.piece(block, 0, count)
            }
            check.end(exchange)
        }

    /** Sources of kotlinx-io, one for each piece. */
    private suspend fun downloadSource(exchange: Exchange, check: Check) =
        client.prepareGet(exchange.url()).execute { response ->
            check.status(response.status.value)
            val body = response.bodyAsChannel()
            while (!body.exhausted()) look(body.readBuffer(BLOCK_BYTES.toLong()), check)
            check.end(exchange)
        }

    private fun look(piece: Source, check: Check) {
        if (check.isThorough) {
            val bytes = piece.readByteArray()
            check.piece(bytes, 0, bytes.size)
        } else {
            check.skipped(piece.transferTo(discardingSink()))
        }
    }

    private suspend fun downloadFile(exchange: Exchange, check: Check) {
        client.prepareGet(exchange.url()).execute { response ->
            check.status(response.status.value)
            response.bodyAsChannel().copyAndClose(exchange.file.toFile().writeChannel())
        }
        check.file(exchange)
    }

    private suspend fun upload(exchange: Exchange, content: OutgoingContent, check: Check) {
        val response = client.put(exchange.url()) { setBody(content) }
        check.status(response.status.value)
        check.receipt(exchange, response.bodyAsBytes())
    }

    private fun stream(exchange: Exchange) = ContentStream(exchange.byteCount).toByteReadChannel()

    private class Body(override val contentLength: Long?, private val open: () -> ByteReadChannel) :
        OutgoingContent.ReadChannelContent() {
        override fun readFrom(): ByteReadChannel = open()
    }

    private class WrittenBody(override val contentLength: Long) : OutgoingContent.WriteChannelContent() {
        override suspend fun writeTo(channel: ByteWriteChannel) {
            val content = Content.block()
            for (sent in 0 until contentLength step BLOCK_BYTES.toLong()) {
                val position = (sent % content.size).toInt()
                channel.writeFully(content, position, position + BLOCK_BYTES)
            }
        }
    }

    override fun runAll(exchange: Exchange, count: Int) = runBlocking {
        repeat(count) { launch { small(client.get(exchange.url()), Check(false)) } }
    }

    override fun close() = client.close()

    private companion object {
        const val MANY_CALLERS = 1000
    }
}
