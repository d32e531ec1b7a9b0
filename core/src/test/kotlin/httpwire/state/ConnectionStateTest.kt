package httpwire.state

import httpwire.HttpException.CannotSendHeader
import httpwire.HttpException.CannotSendRequest
import httpwire.HttpException.Fault
import httpwire.HttpException.ImproperConnectionState
import httpwire.HttpException.ResponseNotReady
import httpwire.state.ConnectionState.IDLE
import httpwire.state.ConnectionState.REQUEST_SENT
import httpwire.state.ConnectionState.REQUEST_SENT_UNREAD_RESPONSE
import httpwire.state.ConnectionState.REQUEST_STARTED
import httpwire.state.ConnectionState.REQUEST_STARTED_UNREAD_RESPONSE
import httpwire.state.ConnectionState.UNREAD_RESPONSE
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainExactlyInAnyOrder
import io.kotest.matchers.shouldBe
import kotlin.reflect.KClass

/** `+`: and the response before it is unread. */
private val STATES = mapOf(
    "idle" to IDLE,
    "started" to REQUEST_STARTED,
    "sent" to REQUEST_SENT,
    "unread" to UNREAD_RESPONSE,
    "started+" to REQUEST_STARTED_UNREAD_RESPONSE,
    "sent+" to REQUEST_SENT_UNREAD_RESPONSE,
)

/** Where each event leads from each state; `-` where it is refused. */
private val CELLS = """
    from     PUT_REQUEST PUT_HEADER END_HEADERS SEND  RESPONSE_KEPT RESPONSE_DETACHED RESPONSE_FINISHED CLOSE
    idle     started     -          -           -     -             -                 -                 idle
    started  -           started    sent        -     -             -                 -                 idle
    sent     -           -          -           sent  unread        idle              -                 idle
    unread   started+    -          -           -     -             -                 idle              idle
    started+ -           started+   sent+       -     -             -                 started           idle
    sent+    -           -          -           sent+ -             -                 sent              idle
""".trimIndent().lines().map {
    it.split(Regex(" +"))
}

private val REFUSALS: Map<String, KClass<out ImproperConnectionState>> = mapOf(
    "PUT_REQUEST" to CannotSendRequest::class,
    "PUT_HEADER" to CannotSendHeader::class,
    "END_HEADERS" to CannotSendHeader::class,
    "SEND" to CannotSendRequest::class,
    "RESPONSE_KEPT" to ResponseNotReady::class,
    "RESPONSE_DETACHED" to ResponseNotReady::class,
    "RESPONSE_FINISHED" to ResponseNotReady::class,
)

/** The name of each state and the calls that are legal in it, as a refusal says them. */
private val WORDS = mapOf(
    IDLE to "Idle; legal now: putRequest, close",
    REQUEST_STARTED to "Request-started; legal now: putHeader, endHeaders, close",
    REQUEST_SENT to "Request-sent; legal now: send, readResponse, close",
    UNREAD_RESPONSE to "Unread-response; legal now: putRequest, reading the response to its end, close",
    REQUEST_STARTED_UNREAD_RESPONSE to
        "Req-started-unread-response; legal now: putHeader, endHeaders, reading the response to its end, close",
    REQUEST_SENT_UNREAD_RESPONSE to
        "Req-sent-unread-response; legal now: send, reading the response to its end, close",
)

private val CALLS = mapOf(
    "PUT_REQUEST" to "putRequest",
    "PUT_HEADER" to "putHeader",
    "END_HEADERS" to "endHeaders",
    "SEND" to "send",
    "RESPONSE_KEPT" to "readResponse",
    "RESPONSE_DETACHED" to "readResponse",
    "RESPONSE_FINISHED" to "reading the response to its end",
)

class ConnectionStateTest : FunSpec({
    test("the table has every state and every event") {
        CELLS.first().drop(1) shouldContainExactlyInAnyOrder ConnectionEvent.entries.map { it.name }
        CELLS.drop(1).map { STATES[it.first()] } shouldContainExactlyInAnyOrder ConnectionState.entries
    }

    for (row in CELLS.drop(1)) {
        val state = STATES.getValue(row.first())
        for ((column, event) in CELLS.first().withIndex().drop(1)) {
            test("${row.first()}, $event: ${row[column]}") {
                val next = STATES[row[column]]
                if (next == null) refused(state, event) else allowed(state, event, next)
            }
        }
    }

    test("a response is unread in the states that say so") {
        ConnectionState.entries.filter { it.hasUnreadResponse() } shouldBe
            listOf(UNREAD_RESPONSE, REQUEST_STARTED_UNREAD_RESPONSE, REQUEST_SENT_UNREAD_RESPONSE)
    }

    test("the moves are the table's cells, each once, but for close") {
        ConnectionState.MOVES.map { Triple(it.from, it.event, it.to) } shouldContainExactlyInAnyOrder
            CELLS.drop(1).flatMap { row ->
                CELLS.first().withIndex().drop(1).filter { row[it.index] != "-" && it.value != "CLOSE" }.map {
                    Triple(STATES[row[0]], ConnectionEvent.valueOf(it.value), STATES[row[it.index]])
                }
            }
    }
})

private fun allowed(state: ConnectionState, eventName: String, next: ConnectionState) {
    val event = ConnectionEvent.valueOf(eventName)
    state.allows(event) shouldBe true
    state.require(event)
    state.after(event) shouldBe next
}

private fun refused(state: ConnectionState, eventName: String) {
    val event = ConnectionEvent.valueOf(eventName)
    state.allows(event) shouldBe false
    for (failure in listOf<() -> Unit>({ state.require(event) }, { state.after(event) })) {
        val refusal = shouldThrow<ImproperConnectionState> { failure() }
        refusal::class shouldBe REFUSALS[eventName]
        refusal.fault shouldBe Fault.CALLER
        refusal.message shouldBe CALLS[eventName] + " in state " + WORDS[state]
    }
}
