package httpwire.bench.client

import httpwire.connection.HttpResponse
import httpwire.dsl.HttpScope
import httpwire.dsl.http
import httpwire.dsl.https
import httpwire.transport.TlsOptions
import okio.ByteString
import okio.Path.Companion.toOkioPath
import kotlin.io.path.readText

/** The blocking DSL of httpwire: one block around all exchanges of a run, over TLS around all runs. */
class HttpwireDslClient(private val setup: Setup) : BenchClient {
    private val block by lazy(LazyThreadSafetyMode.NONE) { ByteArray(BLOCK_BYTES) }
    private var secure: OpenBlock? = null

    override fun run(exchange: Exchange, pace: Pace, check: Check) {
        if (exchange.isSecure) return (secure ?: openSecure(exchange)).run(pace, check)
        http(exchange.authority()) {
            while (pace.goesOn()) once(exchange, check)
        }
    }

    private fun openSecure(exchange: Exchange) = OpenBlock {
        https(exchange.authority()) {
            tls = TlsOptions.trusting(setup.certificate.readText())
            serve { pace, check ->
                while (pace.goesOn()) once(exchange, check)
            }
        }
    }.also { secure = it }

    private fun HttpScope.once(exchange: Exchange, check: Check) {
        when (exchange.kind) {
            Kind.GET -> get(exchange.path).small(check)
            Kind.GET_FIELDS -> getFields(exchange, check)
            Kind.DOWNLOAD_ARRAY -> downloadArray(exchange, check)
            Kind.DOWNLOAD_FILE -> downloadFile(exchange, check)
            Kind.DOWNLOAD_SOURCE -> OkioBodies.drain(get(exchange.path).source(), exchange, check)
            Kind.UPLOAD_FIXED -> uploadFixed(exchange, check)
            Kind.UPLOAD_CHUNKED -> uploadChunked(exchange, check)
            Kind.UPLOAD_FILE -> uploadFile(exchange, check)
            Kind.UPLOAD_FLOW, Kind.UPLOAD_WRITER -> throw BenchClient.NotOffered("does not suspend")
            Kind.PIPELINE -> throw BenchClient.NotOffered("no pipelining")
        }
    }

    private fun HttpResponse.small(check: Check) {
        check.status(status)
        check.smallBytes(read())
    }

    private fun HttpScope.getFields(exchange: Exchange, check: Check) {
        val response = get(exchange.path)
        for (name in Exchange.FIELDS) check.field(response.getHeader(name))
        response.small(check)
    }

    private fun HttpScope.downloadArray(exchange: Exchange, check: Check) {
        val response = get(exchange.path)
        check.status(response.status)
        while (true) {
            val count = response.readInto(block)
            if (count < 0) break
            check.piece(block, 0, count)
        }
        check.end(exchange)
    }

    private fun HttpScope.downloadFile(exchange: Exchange, check: Check) {
        val response = get(exchange.path)
        check.status(response.status)
        response.saveTo(exchange.file)
        check.file(exchange)
    }

    private fun HttpScope.uploadFixed(exchange: Exchange, check: Check) = put(exchange.path) {
        header("Content-Length", exchange.byteCount.toString())
        body(ContentSource(exchange.byteCount))
    }.receipt(exchange, check)

    private fun HttpScope.uploadChunked(exchange: Exchange, check: Check) = put(exchange.path) {
        body(ContentSource(exchange.byteCount))
    }.receipt(exchange, check)

    private fun HttpScope.uploadFile(exchange: Exchange, check: Check) = put(exchange.path) {
        body(exchange.file.toOkioPath())
    }.receipt(exchange, check)

    private fun HttpResponse.receipt(exchange: Exchange, check: Check) {
        check.status(status)
        check.receipt(exchange, text())
    }

    override fun close() = Unit
}

internal const val BLOCK_BYTES = 64 shl 10

/** A small body as httpwire has it. */
internal fun Check.smallBytes(body: ByteString) {
    val expected = small()
    small(body.size == expected.size && body.rangeEquals(0, expected, 0, expected.size))
}
