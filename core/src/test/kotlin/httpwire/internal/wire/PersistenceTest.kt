package httpwire.internal.wire

import httpwire.CloseReason
import httpwire.HttpVersion
import httpwire.HttpVersion.HTTP_1_0
import httpwire.HttpVersion.HTTP_1_1
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe

/** method, version asked, version answered, status, length of the body, fields, reasons to close. */
private val TABLE = """
    GET     1.1 1.1 200 5 | -                                          | -
    GET     1.1 1.1 200 5 | Connection: keep-alive                     | -
    GET     1.1 1.1 200 5 | Connection:                                | -
    GET     1.1 1.1 200 5 | Connection: upgrade, x                     | -
    GET     1.1 1.1 200 5 | Connection: closed                         | -
    GET     1.1 1.1 200 5 | Connection: not-close                      | -
    GET     1.1 1.1 200 5 | Connection: "close"                        | -
    GET     1.1 1.1 200 5 | X: close                                   | -
    GET     1.1 1.1 200 5 | Proxy-Connection: close                    | -
    GET     1.1 1.1 200 5 | Connection: close                          | CLOSE_ANSWERED
    GET     1.1 1.1 200 5 | connection: CLOSE                          | CLOSE_ANSWERED
    GET     1.1 1.1 200 5 | Connection: keep-alive, close              | CLOSE_ANSWERED
    GET     1.1 1.1 200 5 | Connection: ,close ,                       | CLOSE_ANSWERED
    GET     1.1 1.1 200 5 | Connection: keep-alive; Connection: close  | CLOSE_ANSWERED
    GET     1.1 1.1 200 5 | Connection: close; Connection: keep-alive  | CLOSE_ANSWERED
    GET     1.1 1.0 200 5 | -                                          | HTTP_1_0
    GET     1.1 1.0 200 5 | Connection: x                              | HTTP_1_0
    GET     1.1 1.0 200 5 | Connection: xkeep-alive                    | HTTP_1_0
    GET     1.1 1.0 200 5 | Keep-Alive:                                | HTTP_1_0
    GET     1.1 1.0 200 5 | Connection: keep-alive                     | -
    GET     1.1 1.0 200 5 | Connection: x; Connection: Keep-Alive      | -
    GET     1.1 1.0 200 5 | Keep-Alive: timeout=5                      | -
    GET     1.1 1.0 200 5 | Proxy-Connection: keep-alive               | -
    GET     1.1 1.0 200 5 | Connection: keep-alive, close              | CLOSE_ANSWERED
    GET     1.1 1.0 200 5 | Connection: close                          | CLOSE_ANSWERED HTTP_1_0
    GET     1.0 1.1 200 5 | -                                          | HTTP_1_0
    GET     1.0 1.1 200 5 | Connection: keep-alive                     | -
    GET     1.0 1.0 200 5 | -                                          | HTTP_1_0
    GET     1.1 1.1 200 * | -                                          | BODY_UNTIL_CLOSE
    GET     1.1 1.1 200 * | Connection: keep-alive                     | BODY_UNTIL_CLOSE
    GET     1.1 1.1 200 * | Connection: close                          | CLOSE_ANSWERED BODY_UNTIL_CLOSE
    GET     1.1 1.0 200 * | -                                          | HTTP_1_0 BODY_UNTIL_CLOSE
    HEAD    1.1 1.1 200 0 | -                                          | -
    GET     1.1 1.1 304 0 | -                                          | -
    GET     1.1 1.1 101 * | -                                          | PROTOCOL_SWITCHED
    CONNECT 1.1 1.1 200 * | -                                          | PROTOCOL_SWITCHED
    CONNECT 1.1 1.1 204 0 | -                                          | PROTOCOL_SWITCHED
    CONNECT 1.1 1.1 407 5 | -                                          | -
""".trimIndent().lines()

private fun version(text: String) = if (text == "1.0") HTTP_1_0 else HTTP_1_1

private fun requestHead(method: String, version: HttpVersion) = RequestHead(method, "*", version)

class PersistenceTest : FunSpec({
    for (row in TABLE) {
        test(row) {
            val (given, lines, expected) = row.split('|').map { it.trim() }
            val (method, asked, answered, status, length) = given.split(Regex(" +"))
            val head = headOf(status.toInt(), fields(lines.split(';').map { it.trim() } - "-"), version(answered))
            val framing = if (length == "*") Framing.UNTIL_CLOSE else Framing.Length(length.toLong())
            val reasons = expected.split(' ').filter { it != "-" }.map { CloseReason.valueOf(it) }.toSet()

            Persistence.closeReasons(requestHead(method, version(asked)), head, framing) shouldBe reasons
            withClue("and we asked for close") {
                val closing = requestHead(method, version(asked)).apply { put("Connection", "close") }
                Persistence.closeReasons(closing, head, framing) shouldBe reasons + CloseReason.CLOSE_REQUESTED
            }
        }
    }

    test("the body of a kept connection may be any but one until close") {
        for (framing in listOf(Framing.NONE, Framing.CHUNKED, Framing.Length(0))) {
            Persistence.closeReasons(requestHead("GET", HTTP_1_1), headOf(200), framing) shouldBe emptySet()
        }
    }
})
