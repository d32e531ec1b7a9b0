package httpwire.coroutines.endurance

import httpwire.CloseReason
import httpwire.Headers
import httpwire.Origin
import httpwire.Request
import httpwire.RequestBody
import httpwire.client.ClientListener
import httpwire.client.HttpClient
import httpwire.connection.HttpResponse
import httpwire.coroutines.SuspendHttpResponse
import httpwire.coroutines.suspending
import httpwire.trace.Moment
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.launch
import okio.Buffer
import okio.BufferedSink
import okio.ByteString
import okio.ByteString.Companion.encodeUtf8
import java.time.Duration
import java.util.concurrent.ScheduledExecutorService
import java.util.concurrent.TimeUnit
import kotlin.time.Duration.Companion.microseconds
import kotlin.time.toKotlinDuration

private const val PIECE_BYTES = 1_000

/** What came of an exchange. */
internal class Outcome(val plan: Plan) {
    val delivered = StringBuilder()
    var failure: Throwable? = CancellationException("cancelled before it began")
        private set
    var took: Duration = Duration.ZERO
        private set

    /** Runs [exchange], whatever it throws. */
    inline fun of(exchange: () -> Unit) {
        val begin = System.nanoTime()
        try {
            exchange()
            failure = null
        } catch (e: Throwable) {
            failure = e
        } finally {
            took = Duration.ofNanos(System.nanoTime() - begin)
        }
    }
}

/** Throws at one of the moments of an exchange, counted from 1. */
private class Throwing(private val moment: Int, private val thrown: Throwable) : ClientListener {
    private var count = 0

    private fun next() {
        if (++count == moment) throw thrown
    }

    override fun exchangeStarted(moment: Moment, request: Request) = next()

    override fun leased(moment: Moment, origin: Origin, isOpen: Boolean) = next()

    override fun tcpConnected(moment: Moment, address: String) = next()

    override fun connected(moment: Moment, peer: Origin, address: String) = next()

    override fun headSent(moment: Moment, method: String, target: String) = next()

    override fun bodySent(moment: Moment, byteCount: Long) = next()

    override fun headReceived(moment: Moment, status: Int, reason: String, headers: Headers) = next()

    override fun bodyReceived(moment: Moment, byteCount: Long) = next()

    override fun bodyEnded(moment: Moment, isComplete: Boolean) = next()

    override fun closed(moment: Moment, reasons: Set<CloseReason>) = next()

    override fun exchangeEnded(moment: Moment, reasons: Set<CloseReason>) = next()
}

/** Interrupts [thread] while it is in its exchange, and not later. */
private class Interruption(private val thread: Thread) {
    private var isOver = false

    fun strike() = synchronized(this) { if (!isOver) thread.interrupt() }

    fun end() {
        synchronized(this) { isOver = true }
        Thread.interrupted()
    }
}

/** Half a body, and then what was planted. */
private class Broken(private val plan: Plan) : RequestBody {
    override fun length() = plan.body.length.toLong()

    override fun writeTo(sink: BufferedSink) {
        sink.writeUtf8(plan.body.take(plan.body.length / 2)).flush()
        throw plan.thrown
    }
}

private fun bodyOf(plan: Plan): RequestBody = when {
    plan.event == Event.BODY_THROWS -> Broken(plan)
    plan.form == Form.POST_ONCE -> RequestBody.of(Buffer().writeUtf8(plan.body) as okio.Source)
    else -> RequestBody.of(plan.body)
}

private fun piecesOf(plan: Plan): Flow<ByteString> = flow {
    val pieces = plan.body.chunked(PIECE_BYTES)
    for ((number, piece) in pieces.withIndex()) {
        if (plan.event == Event.BODY_THROWS && number == pieces.size / 2) throw plan.thrown
        emit(piece.encodeUtf8())
    }
}

/** Those that ask [server], over the connections of one client. */
internal class Callers(
    private val client: HttpClient,
    private val server: FaultyServer,
    private val clock: ScheduledExecutorService,
) {
    fun block(plan: Plan): Outcome = Outcome(plan).apply {
        val interruption = Interruption(Thread.currentThread())
        if (plan.event == Event.CANCELS) clock.schedule(interruption::strike, plan.patience, TimeUnit.MICROSECONDS)
        of { withClient(plan) { it.send(request(plan)).use { response -> take(response, this) } } }
        interruption.end()
    }

    suspend fun suspend(plan: Plan): Outcome = Outcome(plan).apply {
        coroutineScope {
            val call = launch(Dispatchers.Default) { of { withClient(plan) { exchange(it) } } }
            if (plan.event == Event.CANCELS) {
                delay(plan.patience.microseconds)
                call.cancel()
            }
        }
    }

    private suspend fun Outcome.exchange(client: HttpClient) {
        val response = if (plan.style == Style.FLOW && plan.form.isUpload) {
            client.suspending().request("POST", server.url(plan)) {
                deadline = plan.deadline.toKotlinDuration()
                body(piecesOf(plan))
            }
        } else {
            client.suspending().send(request(plan))
        }
        try {
            if (plan.style == Style.FLOW) flow(response) else take(response)
        } finally {
            response.close()
        }
    }

    /** The client of all, or one with callbacks that throw, which shares the others' connections. */
    private inline fun withClient(plan: Plan, exchange: (HttpClient) -> Unit) = when (plan.event) {
        Event.LISTENER_THROWS ->
            client.newBuilder().listener(Throwing(plan.moment, plan.thrown)).build().use(exchange)

        Event.INTERCEPTOR_THROWS -> client.newBuilder().interceptor { request, next ->
            if (plan.moment % 2 == 0) next.handle(request).close()
            throw plan.thrown
        }.build().use(exchange)

        else -> exchange(client)
    }

    private fun request(plan: Plan): Request {
        val method = if (plan.form == Form.HEAD) {
            "HEAD"
        } else if (plan.form.isUpload) {
            "POST"
        } else {
            "GET"
        }
        val request = Request.builder(method, server.url(plan)).deadline(plan.deadline)
        if (plan.form.isUpload) request.body(bodyOf(plan))
        if (plan.form == Form.EXPECT) request.expectContinue(Duration.ofMillis(5))
        return request.build()
    }

    private fun take(response: HttpResponse, outcome: Outcome) {
        while (true) {
            val piece = response.read1(PIECE_BYTES.toLong())
            outcome.delivered.append(piece.utf8())
            if (piece.size == 0 || outcome.plan.event == Event.LEAVES) return
        }
    }

    private suspend fun Outcome.take(response: SuspendHttpResponse) {
        while (true) {
            val piece = response.read(PIECE_BYTES.toLong())
            delivered.append(piece.utf8())
            if (piece.size == 0 || plan.event == Event.LEAVES) return
        }
    }

    private suspend fun Outcome.flow(response: SuspendHttpResponse) {
        if (plan.event == Event.LEAVES) return take(response)
        response.bodyAsFlow().collect { delivered.append(it.utf8()) }
    }
}
