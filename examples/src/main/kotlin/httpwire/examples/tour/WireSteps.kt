package httpwire.examples.tour

import httpwire.connection.HttpConnection
import httpwire.examples.recipes.WireTap
import httpwire.examples.recipes.getPage
import httpwire.examples.visible
import httpwire.examples.wireLines
import okio.ByteString
import okio.ByteString.Companion.encodeUtf8

/** The end of the tour: an exchange as the bytes that it was. */
internal val wireSteps: List<Step> = listOf(
    Step("One exchange, byte by byte") {
        asked("GET /parrot.spam of http://www.python.org, over a dialer that listens in")
        val tap = WireTap(internet.dialer)
        val reply = HttpConnection.builder("www.python.org").dialer(tap).build().use { getPage(it, "/parrot.spam") }
        answered(reply)
        print('>', tap.sent)
        print('<', tap.received)
        confirm("these are the request's bytes", tap.sent, expectedRequest)
        // The server puts the time in, the one thing that no check can know.
        val received = tap.received.utf8().replace(Regex("Date: [^\r]*\r\n"), "")
        confirm("and these the answer's", received, expectedAnswer)
        serverSaw("GET", "/parrot.spam")
    },
)

private val expectedRequest =
    "GET /parrot.spam HTTP/1.1\r\nHost: www.python.org\r\nAccept-Encoding: identity\r\n\r\n".encodeUtf8()

private val expectedAnswer = listOf(
    "HTTP/1.1 404 Not Found",
    "Content-type: text/html; charset=utf-8",
    "Content-length: ${PythonOrg.notFound.size}",
    "",
    PythonOrg.notFound.utf8(),
).joinToString("\r\n")

private fun Scene.print(direction: Char, bytes: ByteString) =
    bytes.wireLines().forEach { printed("$direction ${it.visible()}") }
