package httpwire.coroutines.endurance

import httpwire.testing.Answer
import java.time.Duration
import kotlin.random.Random

/** How a caller asks. */
internal enum class Style { BLOCKING, VIRTUAL_THREAD, SUSPENDING, FLOW }

/** What is asked for; each form has its path. */
internal enum class Form(val isUpload: Boolean = false, val isEarly: Boolean = false) {
    LENGTH,
    CHUNKS,

    /** A body that ends with its connection: without TLS nobody can tell the end from a cut. */
    UNTIL_CLOSE,
    GZIP,
    HEAD,
    REDIRECT,
    UNAUTHORIZED,
    UNAVAILABLE,
    HINTS,
    POST(isUpload = true),

    /** A body that can be sent once. */
    POST_ONCE(isUpload = true),
    EXPECT(isUpload = true),

    /** An answer to the head, before the body is there, after which the server closes. */
    EARLY_REFUSAL(isUpload = true, isEarly = true),

    /** The same, and the server resets the connection. */
    EARLY_RESET(isUpload = true, isEarly = true),
}

/** What the server or the network does to the answer. */
internal enum class Fault(val isHarmless: Boolean = false) {
    NONE(isHarmless = true),
    LATE(isHarmless = true),
    SLOW(isHarmless = true),

    /** Bytes follow that nobody has asked for, and the connection stays open. */
    SURPLUS(isHarmless = true),

    /** `Connection: close`, to which the server itself does not keep. */
    LAST(isHarmless = true),
    NOTHING,
    RESET,
    CUT_HEAD,
    CUT,
    CUT_BY_RESET,
    NO_HTTP,
    SILENCE,
}

/** What the caller, or somebody beside it, does. */
internal enum class Event(val isHarmless: Boolean = false) {
    NONE(isHarmless = true),

    /** Reads a piece, and closes. */
    LEAVES,
    CANCELS,

    /** Has a deadline of a few milliseconds. */
    HURRIES,
    LISTENER_THROWS,
    INTERCEPTOR_THROWS,
    BODY_THROWS,
}

private val HARMLESS_SHARE = 0.55

/** All that happens to exchange [number]: always the same for one [seed]. */
internal class Plan(val seed: Long, val number: Int) {
    private val random = Random(seed * 1_000_003 + number)
    val style: Style = Style.entries.random(random)
    val form: Form = Form.entries.random(random)
    val fault: Fault = fault()
    val event: Event = event()

    /** Of the body of the answer, or of the upload. */
    val body: String = bodyOf(number, if (random.nextInt(10) == 0) 60_000 else random.nextInt(3_000))
    private val cutAt = random.nextInt(body.length + 1)

    /** When the caller changes its mind, in microseconds; or at which moment a callback throws. */
    val patience = random.nextLong(15_000)
    val moment = 1 + random.nextInt(9)
    val thrown: Throwable = when (random.nextInt(3)) {
        0 -> Exception("planted $number")
        1 -> IllegalStateException("planted $number")
        else -> AssertionError("planted $number")
    }

    val deadline: Duration = when {
        event == Event.HURRIES -> Duration.ofMillis(1 + random.nextLong(30))
        fault == Fault.SILENCE -> Duration.ofMillis(200)
        else -> Duration.ofSeconds(20)
    }

    val isHarmless get() = fault.isHarmless && event.isHarmless && form != Form.EARLY_RESET

    private fun fault() = when {
        form.isEarly || random.nextDouble() < HARMLESS_SHARE -> Fault.NONE
        else -> Fault.entries.random(random)
    }

    private fun event(): Event {
        if (random.nextDouble() < HARMLESS_SHARE) return Event.NONE
        val event = Event.entries.random(random)
        val isOfForm = when (event) {
            Event.BODY_THROWS -> form.isUpload

            // Nobody waits longer for another try than there is time, and the 503 is the answer.
            Event.HURRIES -> form != Form.UNAVAILABLE

            else -> true
        }
        return if (isOfForm) event else Event.NONE
    }

    /** What an exchange brings on which nothing goes wrong. */
    val expected: String = when {
        form == Form.HEAD -> ""
        form.isEarly -> "$number is refused"
        form.isUpload -> "$number got ${body.length} ${body.hashCode()}"
        else -> body
    }

    /** The answer with its fault. */
    fun harmed(right: Answer): Answer = when (fault) {
        Fault.NONE -> right
        Fault.LATE -> right.delay(Duration.ofMillis(3))
        Fault.SLOW -> right.throttle(1_000_000)
        Fault.SURPLUS, Fault.LAST -> right
        Fault.NOTHING -> Answer.hangUp()
        Fault.RESET -> Answer.reset()
        Fault.CUT_HEAD -> Answer.raw("HTTP/1.1 200 OK\r\nContent-Le").then(Answer.After.CLOSE)
        Fault.CUT -> right.cutAfter(cutAt.coerceAtMost(expected.length - 1).coerceAtLeast(0))
        Fault.CUT_BY_RESET -> right.cutAfter(cutAt).then(Answer.After.RESET)
        Fault.NO_HTTP -> Answer.raw("220 hello\r\n").then(Answer.After.CLOSE)
        Fault.SILENCE -> Answer.stall()
    }

    override fun toString() = "exchange $number of seed $seed: $style $form, $fault, $event"
}

private fun bodyOf(number: Int, length: Int): String {
    val text = StringBuilder()
    while (text.length <= length) text.append(number).append(',').append(text.length).append(' ')
    return text.toString()
}
