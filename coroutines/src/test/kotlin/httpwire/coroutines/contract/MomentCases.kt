package httpwire.coroutines.contract

import httpwire.ContinueAnswer
import httpwire.Headers
import httpwire.transport.Transport
import kotlin.time.Duration.Companion.seconds

private const val ASKED = """
            > PUT / HTTP/1.1
            > Host: example.org
            > Accept-Encoding: identity
            > Content-Length: 4
            > Expect: 100-continue
            >"""

private const val HINTS = """
            < HTTP/1.1 103 Early Hints
            < Link: </a.css>
            <"""

private const val CONTINUE = """
            < HTTP/1.1 100 Continue
            <"""

private const val DONE = """
            < HTTP/1.1 201 Created
            < Content-Length: 2
            <
            < hi|
            """

private const val REFUSED = """
            < HTTP/1.1 413 Too Large
            < Content-Length: 2
            <
            < no|
            """

private val asking = Ask("PUT", "/") {
    expectContinue(10.seconds)
    body("spam")
}

private val askingByStep = Ask(
    "PUT",
    "/",
    head = {
        header("Content-Length", "4")
        header("Expect", "100-continue")
    },
    steps = {
        if (awaitContinue() != ContinueAnswer.FINAL) {
            send("sp")
            check(!responseArrived())
            send("am")
            endBody(Headers.EMPTY)
        } else {
            check(responseArrived())
        }
    },
)

/** Reads what came, answers, ends our half, and reads to the end of theirs. */
private fun conversed(transport: Transport): String {
    val first = transport.source.readUtf8(5)
    transport.sink.writeUtf8("ping").close()
    return first + transport.source.readUtf8()
}

private fun gets(count: Int, outcome: (Int) -> String) = Array(count) { Ask("GET", "/${it + 1}") gives outcome(it + 1) }

private fun request(target: String) = """
            > GET $target HTTP/1.1
            > Host: example.org
            > Accept-Encoding: identity
            >"""

private fun answer(text: String) = """
            < HTTP/1.1 200 OK
            < Content-Length: ${text.length}
            <
            < $text|"""

val momentCases =
    listOf(
        Case(
            "early hints",
            "            !head$HINTS$DONE",
            exchanges = arrayOf(get() gives "201 Created: hi {103}"),
        ),
        Case(
            "100 Continue",
            "$ASKED$HINTS$CONTINUE\n            > spam|$DONE",
            exchanges = arrayOf(asking gives "201 Created: hi {103} {100} (100 Continue)"),
        ),
        Case(
            "a refusal before the body",
            "$ASKED$REFUSED",
            exchanges = arrayOf(asking gives "413 Too Large: no (a final response)"),
        ),
        Case(
            "100 Continue, step by step",
            "$ASKED$CONTINUE\n            > spam|$DONE",
            exchanges = arrayOf(askingByStep gives "201 Created: hi {100} (100 Continue)"),
        ),
        Case(
            "a refusal, step by step",
            "$ASKED$REFUSED",
            exchanges = arrayOf(askingByStep gives "413 Too Large: no (a final response)"),
        ),
        Case(
            "trailers both ways",
            """
            > PUT / HTTP/1.1
            > Host: example.org
            > Accept-Encoding: identity
            > Transfer-Encoding: chunked
            > Trailer: Digest
            >
            > 4
            > spam
            > 0
            > Digest: x
            >
            < HTTP/1.1 200 OK
            < Transfer-Encoding: chunked
            <
            < 2;a=b
            < hi
            < 0
            < Digest: y
            <
            """,
            exchanges = arrayOf(
                Ask("PUT", "/") {
                    body("spam")
                    trailer("Digest") { "x" }
                } gives "200 OK: hi [Digest=y]",
            ),
        ),
        Case(
            "trailers, step by step",
            """
            > PUT / HTTP/1.1
            > Host: example.org
            > Accept-Encoding: identity
            > Transfer-Encoding: chunked
            >
            > 2
            > sp
            > 2
            > am
            > 0
            > Digest: x
            >
$DONE
            """,
            exchanges = arrayOf(
                Ask(
                    "PUT",
                    "/",
                    head = {
                        header("Transfer-Encoding", "chunked")
                        encodeChunked = true
                    },
                    steps = {
                        send("sp")
                        send("am")
                        endBody(Headers.of("Digest", "x"))
                    },
                ) gives "201 Created: hi",
            ),
        ),
        Case(
            "three requests in one write",
            request("/1") + request("/2") + request("/3") + answer("a") + answer("bb") + answer("ccc") + "\n",
            isPipelined = true,
            exchanges = gets(3) { "200 OK: " + listOf("a", "bb", "ccc")[it - 1] },
        ),
        Case(
            "three requests, of which one is answered",
            request("/1") + request("/2") + request("/3") + answer("a") + "\n            !hang up\n",
            isPipelined = true,
            exchanges = gets(3) { if (it == 1) "200 OK: a" else "RemoteDisconnected" },
        ),
        Case(
            "a hand-over after 101, with a byte that came early",
            """
            > GET / HTTP/1.1
            > Host: example.org
            > Accept-Encoding: identity
            > Upgrade: echo
            > Connection: Upgrade
            >
            < HTTP/1.1 101 Switching Protocols
            < Upgrade: echo
            <
            < early|
            > ping|
            !end
            < pong|
            !shut
            """,
            exchanges = arrayOf(
                Ask("GET", "/", handedOver = ::conversed) { header("Upgrade", "echo") } gives "earlypong",
            ),
        ),
        Case(
            "a hand-over after CONNECT",
            """
            > CONNECT b.test:22 HTTP/1.1
            > Host: b.test:22
            > Accept-Encoding: identity
            >
            < HTTP/1.1 200 Open
            <
            < early|
            > ping|
            !end
            < pong|
            !shut
            """,
            exchanges = arrayOf(Ask("CONNECT", "b.test:22", handedOver = ::conversed) gives "earlypong"),
        ),
    )
