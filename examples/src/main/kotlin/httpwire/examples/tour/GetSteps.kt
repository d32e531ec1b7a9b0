package httpwire.examples.tour

import httpwire.Headers
import httpwire.HttpStatus
import httpwire.HttpVersion
import httpwire.connection.HttpConnection
import httpwire.examples.recipes.Reply
import httpwire.examples.recipes.askForHead
import httpwire.examples.recipes.getPage
import httpwire.examples.recipes.readInPieces
import httpwire.examples.recipes.readIntoArray
import okio.ByteString

/** The GET and HEAD examples of http.client's documentation. */
internal val getSteps: List<Step> = listOf(
    Step("GET: status, reason, body") {
        asked("GET / of https://www.python.org")
        val reply = https("www.python.org").use { getPage(it, "/") }
        answered(reply)
        expect("the answer", reply, Reply(200, "OK", PythonOrg.page))
        serverSaw("GET", "/", "Host" to "www.python.org", "Accept-Encoding" to "identity")
    },
    Step("GET: the body by 200 bytes") {
        asked("GET / of https://www.python.org, read(200) until the response is closed")
        val pieces = https("www.python.org").use(::readInPieces)
        answered("pieces of ${pieces.map { it.size }} bytes")
        expect("the sizes", pieces.map { it.size }, pieces200())
        expect("the body", pieces.reduce(::joined), PythonOrg.page)
        serverSaw("GET", "/")
    },
    Step("GET: into an array of the caller's, and no further") {
        asked("GET / of http://www.python.org, readInto(100 bytes), close()")
        http("www.python.org").use { connection ->
            val beginning = readIntoArray(connection, ByteArray(100))
            answered("${beginning.size} bytes; the connection is closed: ${connection.closeReasons.joinToString()}")
            expect("the bytes", beginning, PythonOrg.page.substring(0, 100))
            expect("the transport", connection.transport, null)
        }
        serverSaw("GET", "/")
    },
    Step("GET: a page that is not there") {
        asked("GET /parrot.spam of https://docs.python.org")
        val reply = https("docs.python.org").use { getPage(it, "/parrot.spam") }
        answered(reply)
        expect("the answer", reply, Reply(404, "Not Found", PythonOrg.notFound))
        serverSaw("GET", "/parrot.spam", "Host" to "docs.python.org")
    },
    Step("GET: three times on one connection") {
        asked("GET /, GET / and GET /parrot.spam of http://www.python.org")
        val replies = http("www.python.org").use { connection ->
            listOf("/", "/", "/parrot.spam").map { getPage(connection, it) }
        }
        answered(replies.joinToString { "${it.status} ${it.reason}" })
        expect("the answers", replies.map { it.status }, listOf(200, 200, 404))
        val callers = replies.mapNotNull { serverSaw("GET", if (it.status == 200) "/" else "/parrot.spam")?.from?.port }
        confirm("all from one port of ours", callers.distinct().size, 1)
    },
    Step("HEAD") {
        asked("HEAD / of https://www.python.org")
        val reply = https("www.python.org").use { askForHead(it, "/") }
        answered(reply)
        expect("the answer", reply, Reply(200, "OK", ByteString.EMPTY))
        serverSaw("HEAD", "/")
    },
    Step("A Host of the caller's own") {
        asked("GET /3/ of https://docs.python.org, with the field Host: docs.python.org")
        https("docs.python.org").use { connection ->
            connection.request("GET", "/3/", Headers.of("Host", "docs.python.org"))
            val response = connection.readResponse()
            val reply = Reply(response.status, response.reason, response.read())
            answered(reply)
            expect("the answer", reply, Reply(200, "OK", PythonOrg.page))
        }
        serverSaw("GET", "/3/", "Host" to "docs.python.org")
    },
    Step("The head of a response") {
        asked("GET / of http://www.python.org")
        http("www.python.org").use { connection ->
            connection.request("GET", "/")
            val response = connection.readResponse()
            answered("${response.version}, fields: ${response.headers.names().joinToString()}")
            expect("version", response.version, HttpVersion.HTTP_1_1)
            expect("url", response.url, "http://www.python.org/")
            expect("Content-Type", response.getHeader("content-type"), "text/html; charset=utf-8")
            expect("its charset", response.headers.charset(), Charsets.UTF_8)
            expect("a default", response.getHeader("X-Absent", "none"), "none")
            expect("closed before the body", response.isClosed, false)
            expect("the text", response.text(), PythonOrg.page.utf8())
            expect("closed after the body", response.isClosed, true)
        }
        serverSaw("GET", "/")
    },
    Step("The constants") {
        asked("the names of the status codes, and the default ports")
        val names = HttpStatus.responses()
        answered("${names.size} codes, 404 is ${names[HttpStatus.NOT_FOUND.code]}")
        confirm("responses[404] is Not Found", names[404], "Not Found")
        val ports = HttpConnection.HTTP_PORT to HttpConnection.HTTPS_PORT
        confirm("the ports are 80 and 443", ports, 80 to 443)
    },
)

private fun pieces200(): List<Int> =
    List(PythonOrg.page.size / 200) { 200 } + listOfNotNull((PythonOrg.page.size % 200).takeIf { it > 0 })

private fun joined(a: ByteString, b: ByteString): ByteString = okio.Buffer().write(a).write(b).readByteString()
