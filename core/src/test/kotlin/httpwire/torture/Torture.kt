package httpwire.torture

import httpwire.Origin
import httpwire.transport.ConnectAttempt
import httpwire.transport.Dialer
import httpwire.transport.LOOPBACK
import httpwire.transport.Transport
import okio.Buffer
import okio.ForwardingSink
import okio.ForwardingSource
import okio.Sink
import okio.Source
import okio.asOkioSocket
import java.io.IOException
import java.net.SocketException
import java.net.SocketTimeoutException
import java.util.concurrent.atomic.AtomicInteger
import java.util.concurrent.locks.LockSupport

/** What becomes of one call that a connection makes to its socket. */
internal enum class Harm(val thrown: (() -> Throwable)? = null) {
    FAILS({ IOException("planted") }),
    IS_RESET({ SocketException("Connection reset") }),
    TIMES_OUT({ SocketTimeoutException("planted") }),
    THROWS_EXCEPTION({ Exception("planted") }),
    THROWS_RUNTIME_EXCEPTION({ IllegalArgumentException("planted") }),
    THROWS_ERROR({ AssertionError("planted") }),

    /** A read finds the end of the stream; a write finds that nobody reads. */
    ENDS,

    /** A read brings one byte. */
    IS_SHORT,
    IS_LATE,
    INTERRUPTS,
    CANCELS,
    ;

    /** Whether nobody must notice. */
    val isHarmless get() = this == IS_SHORT || this == IS_LATE

    /** Whether what was planted is no failure of the network, and reaches the caller as it is. */
    val isForeign get() = this == THROWS_EXCEPTION || this == THROWS_RUNTIME_EXCEPTION || this == THROWS_ERROR
}

/** Lets the call number [place] of a run, counted from 1, suffer [harm]. Safe for use by several threads. */
internal class Plan(private val place: Int, val harm: Harm) {
    private val counter = AtomicInteger()

    /** What was thrown. */
    @Volatile
    var planted: Throwable? = null
        private set

    /** Cancels what is under way. */
    @Volatile
    var cancel: () -> Unit = {}

    /** From now on nothing is counted, and nothing suffers. */
    @Volatile
    var isOver = false

    /** How many calls there were. */
    val callCount get() = counter.get()

    val isDone get() = callCount >= place

    /**
     * Whether this is the call; throws if that is the harm.
     *
     * @param cut breaks the socket, as it is when the network has failed
     */
    fun strikes(cut: () -> Unit): Boolean {
        if (isOver || counter.incrementAndGet() != place) return false
        if (harm == Harm.FAILS || harm == Harm.IS_RESET || harm == Harm.ENDS) cut()
        harm.thrown?.let {
            planted = it()
            throw checkNotNull(planted)
        }
        when (harm) {
            Harm.IS_LATE -> LockSupport.parkNanos(1_000_000)
            Harm.INTERRUPTS -> Thread.currentThread().interrupt()
            Harm.CANCELS -> cancel()
            else -> {}
        }
        return true
    }
}

/** Dials this machine, over sockets that suffer. */
internal class TorturedDialer(private val plan: Plan) : Dialer {
    override fun dial(peer: Origin): Transport = error("without an attempt")

    override fun dial(peer: Origin, attempt: ConnectAttempt): Transport {
        plan.strikes {}
        return Transport.of(TorturedSocket(java.net.Socket(LOOPBACK, peer.port).asOkioSocket(), plan))
    }
}

private class TorturedSocket(private val socket: okio.Socket, private val plan: Plan) : okio.Socket {
    override val source: Source = TorturedSource(socket, plan)
    override val sink: Sink = TorturedSink(socket, plan)

    override fun cancel() = socket.cancel()
}

private class TorturedSource(private val socket: okio.Socket, private val plan: Plan) : ForwardingSource(
    socket.source,
) {
    override fun read(sink: Buffer, byteCount: Long): Long {
        val isStruck = plan.strikes(socket::cancel)
        if (isStruck && plan.harm == Harm.ENDS) return -1
        return super.read(sink, if (isStruck && plan.harm == Harm.IS_SHORT) 1 else byteCount)
    }

    /** A socket that fails to close is closed all the same. */
    override fun close() = super.close().also { plan.strikes(socket::cancel) }
}

private class TorturedSink(private val socket: okio.Socket, private val plan: Plan) : ForwardingSink(socket.sink) {
    override fun write(source: Buffer, byteCount: Long) {
        if (plan.strikes(socket::cancel) && plan.harm == Harm.ENDS) throw SocketException("Broken pipe")
        super.write(source, byteCount)
    }

    override fun flush() {
        plan.strikes(socket::cancel)
        super.flush()
    }

    override fun close() = super.close().also { plan.strikes(socket::cancel) }
}
