package httpwire.bench.client

import httpwire.coroutines.SuspendHttpResponse
import httpwire.coroutines.SuspendHttpScope
import httpwire.coroutines.http
import httpwire.coroutines.https
import httpwire.transport.TlsOptions
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import okio.Path.Companion.toOkioPath
import kotlin.io.path.readText

/** httpwire's Kotlin words, suspending, with the dispatcher they have by default. */
class HttpwireSuspendingClient(private val setup: Setup) : InFlightClient {
    override fun run(exchange: Exchange, pace: Pace, check: Check) = runBlocking {
        if (exchange.isSecure) {
            https(exchange.authority()) {
                tls = TlsOptions.trusting(setup.certificate.readText())
                while (pace.goesOn()) once(exchange, check)
            }
        } else {
            http(exchange.authority()) {
                while (pace.goesOn()) once(exchange, check)
            }
        }
    }

    private suspend fun SuspendHttpScope.once(exchange: Exchange, check: Check) {
        when (exchange.kind) {
            Kind.GET -> get(exchange.path).small(check)
            Kind.GET_FIELDS -> getFields(exchange, check)
            Kind.DOWNLOAD_ARRAY -> throw BenchClient.NotOffered("no readInto")
            Kind.DOWNLOAD_FILE -> downloadFile(exchange, check)
            Kind.DOWNLOAD_SOURCE -> downloadFlow(exchange, check)
            Kind.UPLOAD_FIXED -> uploadFixed(exchange, check)
            Kind.UPLOAD_CHUNKED -> uploadChunked(exchange, check)
            Kind.UPLOAD_FILE -> uploadFile(exchange, check)
            Kind.PIPELINE -> throw BenchClient.NotOffered("no pipelining")
        }
    }

    private suspend fun SuspendHttpResponse.small(check: Check) {
        check.status(status)
        check.smallBytes(bytes())
    }

    private suspend fun SuspendHttpScope.getFields(exchange: Exchange, check: Check) {
        val response = get(exchange.path)
        for (name in Exchange.FIELDS) check.field(response.getHeader(name))
        response.small(check)
    }

    private suspend fun SuspendHttpScope.downloadFile(exchange: Exchange, check: Check) {
        val response = get(exchange.path)
        check.status(response.status)
        response.saveTo(exchange.file.toOkioPath())
        check.file(exchange)
    }

    /** It has a flow where the others have a source. */
    private suspend fun SuspendHttpScope.downloadFlow(exchange: Exchange, check: Check) {
        val response = get(exchange.path)
        check.status(response.status)
        response.bodyAsFlow().collect { piece ->
            if (check.isThorough) {
                check.piece(piece.toByteArray(), 0, piece.size)
            } else {
                check.skipped(piece.size.toLong())
            }
        }
        check.end(exchange)
    }

    private suspend fun SuspendHttpScope.uploadFixed(exchange: Exchange, check: Check) = put(exchange.path) {
        header("Content-Length", exchange.byteCount.toString())
        body(ContentSource(exchange.byteCount))
    }.receipt(exchange, check)

    private suspend fun SuspendHttpScope.uploadChunked(exchange: Exchange, check: Check) = put(exchange.path) {
        body(ContentSource(exchange.byteCount))
    }.receipt(exchange, check)

    private suspend fun SuspendHttpScope.uploadFile(exchange: Exchange, check: Check) = put(exchange.path) {
        body(exchange.file.toOkioPath())
    }.receipt(exchange, check)

    private suspend fun SuspendHttpResponse.receipt(exchange: Exchange, check: Check) {
        check.status(status)
        check.receipt(exchange, text())
    }

    override fun runAll(exchange: Exchange, count: Int) = runBlocking {
        repeat(count) {
            launch { http(exchange.authority()) { get(exchange.path).small(Check(false)) } }
        }
    }

    override fun close() = Unit
}
