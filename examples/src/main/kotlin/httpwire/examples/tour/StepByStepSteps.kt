package httpwire.examples.tour

import httpwire.HttpException.CannotSendRequest
import httpwire.HttpException.ResponseNotReady
import httpwire.examples.recipes.Overlapped
import httpwire.examples.recipes.Reply
import httpwire.examples.recipes.overlap
import httpwire.examples.recipes.sendStepByStep
import httpwire.examples.recipes.withDebugOutput
import httpwire.state.ConnectionState
import okio.Buffer
import okio.ByteString.Companion.encodeUtf8
import java.io.PrintStream

/** The connection in the caller's hands: its steps, its states, its debug output. */
internal val stepByStepSteps: List<Step> = listOf(
    Step("putRequest, putHeader, endHeaders, send") {
        asked("POST /cgi-bin/query to http://www.python.org, the body in two sends")
        val reply = http("www.python.org").use(::sendStepByStep)
        answered(reply)
        expect("the status", reply.status, 302)
        val body = "spam=1&eggs=2&bacon=0".encodeUtf8()
        serverSaw("POST", "/cgi-bin/query", "Accept" to "text/plain, text/html", "Content-Length" to "21", body = body)
    },
    Step("Without the automatic fields") {
        asked("GET / of http://www.python.org, Host put by hand, no Accept-Encoding")
        http("www.python.org").use { connection ->
            connection.putRequest("GET", "/", true, true)
            connection.putHeader("Host", "elsewhere.example")
            connection.endHeaders()
            val response = connection.readResponse()
            answered(Reply(response.status, response.reason, response.read()))
            expect("the status", response.status, 200)
        }
        serverSaw("GET", "/", "Host" to "elsewhere.example", "Accept-Encoding" to null)
    },
    Step("A second request while the first response is unread") {
        asked("GET / and GET /index.html of http://www.python.org, then both bodies")
        val both = http("www.python.org").use(::overlap)
        answered("${both.first.size} and ${both.second.size} bytes; the state between: ${both.stateBetween}")
        val expected = Overlapped(ConnectionState.REQUEST_SENT_UNREAD_RESPONSE, PythonOrg.page, PythonOrg.page)
        expect("what came", both, expected)
        val ports = listOf("/", "/index.html").map { serverSaw("GET", it)?.from?.port }
        confirm("on one connection", ports.distinct().size, 1)
    },
    Step("Calls out of turn are refused, and nothing is sent") {
        asked("of a connection to http://www.python.org: readResponse() first, then two requests in a row")
        http("www.python.org").use { connection ->
            val tooEarly = runCatching { connection.readResponse() }.exceptionOrNull()
            connection.putRequest("GET", "/")
            val twice = runCatching { connection.putRequest("GET", "/") }.exceptionOrNull()
            answered("${tooEarly?.message}")
            printed("${twice?.message}")
            confirm("the first was ResponseNotReady", tooEarly is ResponseNotReady, true)
            confirm("the second was CannotSendRequest", twice is CannotSendRequest, true)
            confirm("no connection was opened", connection.transport, null)
        }
    },
    Step("Debug level 1") {
        asked("GET / of http://www.python.org")
        val output = Buffer()
        val reply = http("www.python.org").use { withDebugOutput(it, PrintStream(output.outputStream(), true)) }
        val lines = output.readUtf8().lines().filter(String::isNotEmpty)
        answered(reply)
        lines.forEach(::printed)
        val head = "GET / HTTP/1.1\\r\\nHost: www.python.org\\r\\nAccept-Encoding: identity\\r\\n\\r\\n"
        confirm("send: is there, as http.client prints it", lines.first(), "send: b'$head'")
        confirm("so is reply:", lines[1], "reply: 'HTTP/1.1 200 OK\\r\\n'")
        serverSaw("GET", "/")
    },
)
