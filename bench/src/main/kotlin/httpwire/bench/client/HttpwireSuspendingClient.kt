package httpwire.bench.client

import httpwire.coroutines.SuspendHttpResponse
import httpwire.coroutines.SuspendHttpScope
import httpwire.coroutines.http
import httpwire.coroutines.https
import httpwire.transport.TlsOptions
import kotlinx.coroutines.flow.asFlow
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import okio.Path.Companion.toOkioPath
import kotlin.coroutines.CoroutineContext
import kotlin.coroutines.EmptyCoroutineContext
import kotlin.io.path.readText

/**
 * The suspending DSL of httpwire, with its default dispatcher: one block around all exchanges of a run, over TLS
 * around all runs.
 *
 * @param callerContext where the caller's coroutine runs; empty for the event loop of `runBlocking`
 */
open class HttpwireSuspendingClient(private val setup: Setup, private val callerContext: CoroutineContext) :
    InFlightClient {
    private val block by lazy(LazyThreadSafetyMode.NONE) { ByteArray(BLOCK_BYTES) }
    private var secure: OpenBlock? = null

    constructor(setup: Setup) : this(setup, EmptyCoroutineContext)

    override fun run(exchange: Exchange, pace: Pace, check: Check) {
        if (exchange.isSecure) return (secure ?: openSecure(exchange)).run(pace, check)
        runBlocking(callerContext) {
            http(exchange.authority()) {
                while (pace.goesOn()) once(exchange, check)
            }
        }
    }

    private fun openSecure(exchange: Exchange) = OpenBlock {
        runBlocking(callerContext) {
            https(exchange.authority()) {
                tls = TlsOptions.trusting(setup.certificate.readText())
                serve { pace, check ->
                    while (pace.goesOn()) once(exchange, check)
                }
            }
        }
    }.also { secure = it }

    private suspend fun SuspendHttpScope.once(exchange: Exchange, check: Check) {
        when (exchange.kind) {
            Kind.GET -> get(exchange.path).small(check)
            Kind.GET_FIELDS -> getFields(exchange, check)
            Kind.DOWNLOAD_ARRAY -> downloadArray(exchange, check)
            Kind.DOWNLOAD_FILE -> downloadFile(exchange, check)
            Kind.DOWNLOAD_SOURCE -> downloadFlow(exchange, check)
            Kind.UPLOAD_FIXED -> uploadFixed(exchange, check)
            Kind.UPLOAD_CHUNKED -> uploadChunked(exchange, check)
            Kind.UPLOAD_FILE -> uploadFile(exchange, check)
            Kind.UPLOAD_FLOW -> uploadFlow(exchange, check)
            Kind.UPLOAD_WRITER -> uploadWritten(exchange, check)
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

    private suspend fun SuspendHttpScope.downloadArray(exchange: Exchange, check: Check) {
        val response = get(exchange.path)
        check.status(response.status)
        while (true) {
            val count = response.readInto(block)
            if (count < 0) break
            check.piece(block, 0, count)
        }
        check.end(exchange)
    }

    private suspend fun SuspendHttpScope.downloadFile(exchange: Exchange, check: Check) {
        val response = get(exchange.path)
        check.status(response.status)
        response.saveTo(exchange.file.toOkioPath())
        check.file(exchange)
    }

    /** A flow, where the blocking clients have a source. */
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

    private suspend fun SuspendHttpScope.uploadFlow(exchange: Exchange, check: Check) = put(exchange.path) {
        body(ContentPieces(exchange.byteCount).asFlow())
    }.receipt(exchange, check)

    private suspend fun SuspendHttpScope.uploadWritten(exchange: Exchange, check: Check) = put(exchange.path) {
        body(exchange.byteCount) {
            for (piece in ContentPieces(exchange.byteCount)) send(piece)
        }
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
