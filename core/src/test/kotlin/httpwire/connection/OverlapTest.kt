package httpwire.connection

import httpwire.HttpException.CannotSendHeader
import httpwire.HttpException.CannotSendRequest
import httpwire.HttpException.ImproperConnectionState
import httpwire.HttpException.ResponseNotReady
import httpwire.state.ConnectionEvent
import httpwire.state.ConnectionState
import httpwire.testing.Script
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import okio.ByteString.Companion.encodeUtf8

private val CALLS =
    mapOf<String, Pair<ConnectionEvent, HttpConnection.() -> Unit>>(
        "request" to (ConnectionEvent.PUT_REQUEST to { request("GET", "/") }),
        "putRequest" to (ConnectionEvent.PUT_REQUEST to { putRequest("GET", "/") }),
        "putHeader" to (ConnectionEvent.PUT_HEADER to { putHeader("A", "b") }),
        "endHeaders" to (ConnectionEvent.END_HEADERS to { endHeaders() }),
        "send" to (ConnectionEvent.SEND to { send("x".encodeUtf8()) }),
        "readResponse" to (ConnectionEvent.RESPONSE_KEPT to { readResponse() }),
    )

/** The refusal of each call, as in http.client. */
private fun refusal(call: String) = when (call) {
    "putHeader", "endHeaders" -> CannotSendHeader::class
    "readResponse" -> ResponseNotReady::class
    else -> CannotSendRequest::class
}

private fun inState(state: ConnectionState): HttpConnection {
    val connection = connectionOver(Wire(ok("one") + ok("two")))
    if (state.hasUnreadResponse()) {
        connection.request("GET", "/")
        connection.readResponse()
    }
    if (state == ConnectionState.IDLE || state == ConnectionState.UNREAD_RESPONSE) return connection
    connection.putRequest("PUT", "/")
    if (state.allows(ConnectionEvent.PUT_HEADER)) return connection
    connection.putHeader("Content-Length", "1")
    connection.endHeaders()
    return connection
}

class OverlapTest :
    FunSpec({
        ConnectionState.entries.forEach { state ->
            context("$state") {
                withTests(nameFn = { it }, CALLS.keys) { name ->
                    val connection = inState(state)
                    connection.state shouldBe state
                    val (event, call) = CALLS.getValue(name)
                    val thrown = runCatching { connection.call() }.exceptionOrNull()
                    if (state.allows(event)) {
                        thrown shouldBe null
                    } else {
                        thrown!!::class shouldBe refusal(name)
                        (thrown is ImproperConnectionState) shouldBe true
                        thrown.message!! shouldContain "in state $state"
                        connection.state shouldBe state
                    }
                }
            }
        }

        test("the next request may be started, and sent, before the response is read") {
            val script = Script.start().expectHead().reply(ok("one")).expectHead().reply(ok("two"))
            played(script) { connection ->
                connection.request("GET", "/1")
                val first = connection.readResponse()
                connection.state shouldBe ConnectionState.UNREAD_RESPONSE
                connection.putRequest("GET", "/2")
                connection.state shouldBe ConnectionState.REQUEST_STARTED_UNREAD_RESPONSE
                first.text() shouldBe "one"
                connection.state shouldBe ConnectionState.REQUEST_STARTED
                connection.endHeaders()
                connection.readResponse().text() shouldBe "two"
            }
        }

        test("a third request must wait for the second one's response") {
            val connection = inState(ConnectionState.REQUEST_SENT_UNREAD_RESPONSE)
            shouldThrow<CannotSendRequest> { connection.request("GET", "/") }
        }

        test("a response that ends its connection hinders nothing: the next request opens another") {
            val connection =
                connectionOver(Wire(ok("Connection: close\r\nContent-Length: 3\r\n", "one")), Wire(ok("two")))
            connection.request("GET", "/1")
            val first = connection.readResponse()
            connection.state shouldBe ConnectionState.IDLE
            connection.transport shouldBe null
            connection.request("GET", "/2")
            connection.readResponse().text() shouldBe "two"
            first.text() shouldBe "one"
        }

        test("closing the unread response closes the connection under the next request") {
            val connection = connectionOver(Wire(ok("one")))
            connection.request("GET", "/")
            val first = connection.readResponse()
            connection.putRequest("GET", "/")
            first.close()
            connection.state shouldBe ConnectionState.IDLE
            connection.transport shouldBe null
            shouldThrow<CannotSendHeader> { connection.endHeaders() }
        }
    })
