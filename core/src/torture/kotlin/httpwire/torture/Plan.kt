package httpwire.torture

import java.io.IOException
import java.io.InterruptedIOException
import java.net.SocketException
import java.net.SocketTimeoutException
import java.nio.channels.ClosedByInterruptException
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

    /** Whether only a socket has it. */
    val isOfSockets get() = this == IS_RESET || this == TIMES_OUT || this == ENDS || this == IS_SHORT
}

/** Whose calls are counted. */
internal enum class Callee {
    /** What a connection asks of its socket, and the dialing. */
    SOCKET,

    /** What a call asks of its caller: listeners, bodies, stores and the like. */
    CALLBACK,
}

/** Lets the call number [place] of a run, counted from 1, suffer [harm]. Safe for use by several threads. */
internal class Plan(private val place: Int, val harm: Harm, private val callee: Callee = Callee.SOCKET) {
    private val counter = AtomicInteger()

    /** What was thrown. */
    @Volatile
    var planted: Throwable? = null
        private set

    /** Who was interrupted. */
    @Volatile
    var interrupted: Thread? = null
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
     * Whether [failure] is what was thrown, and may reach the caller: a socket's I/O errors become one of the family.
     * What a file of the caller's throws in a thread that was interrupted is the caller's too.
     */
    fun isPlanted(failure: Throwable): Boolean = when (harm) {
        Harm.INTERRUPTS -> failure is InterruptedIOException || failure is ClosedByInterruptException
        else -> (harm.isForeign || callee == Callee.CALLBACK) && isOfPlanted(failure)
    }

    /** Coroutines copy what they throw if assertions are on; the copy has it as its cause. */
    private fun isOfPlanted(failure: Throwable) =
        generateSequence(failure) { it.cause }.takeWhile { it.javaClass == failure.javaClass }.any { it === planted }

    /** A callback is called; throws if that is the harm. */
    fun calledBack() {
        if (callee == Callee.CALLBACK) strike {}
    }

    /**
     * Whether this is the call to a socket; throws if that is the harm.
     *
     * @param cut breaks the socket, as it is when the network has failed
     */
    fun strikes(cut: () -> Unit): Boolean = callee == Callee.SOCKET && strike(cut)

    private fun strike(cut: () -> Unit): Boolean {
        if (isOver || counter.incrementAndGet() != place) return false
        if (harm == Harm.FAILS || harm == Harm.IS_RESET || harm == Harm.ENDS) cut()
        harm.thrown?.let {
            planted = it()
            throw checkNotNull(planted)
        }
        when (harm) {
            Harm.IS_LATE -> LockSupport.parkNanos(1_000_000)
            Harm.INTERRUPTS -> interrupted = Thread.currentThread().apply { interrupt() }
            Harm.CANCELS -> cancel()
            else -> {}
        }
        return true
    }
}
