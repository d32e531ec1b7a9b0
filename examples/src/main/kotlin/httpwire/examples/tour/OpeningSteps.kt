package httpwire.examples.tour

import httpwire.connection.HttpConnection
import httpwire.examples.recipes.Reply
import httpwire.examples.recipes.comingFrom
import httpwire.examples.recipes.getPage
import httpwire.examples.recipes.openAskClose
import httpwire.examples.recipes.sameServerInMoreAndMoreWords

/** How a connection is made and opened. */
internal val openingSteps: List<Step> = listOf(
    Step("Host, host:port, port apart, timeout") {
        asked("four connections to www.python.org, each in more words")
        val connections = sameServerInMoreAndMoreWords()
        answered(connections.joinToString { "${it.host}:${it.port}" })
        confirm(
            "all four name one server",
            connections.map {
                it.host to it.port
            }.distinct(),
            listOf("www.python.org" to 80),
        )
        confirm("none is open", connections.mapNotNull { it.transport }, emptyList<Any>())
    },
    Step("A source address") {
        // Linux has all of 127.0.0.0/8, so that the server can tell the difference.
        val source = if (System.getProperty("os.name") == "Linux") "127.0.0.2" else "127.0.0.1"
        asked("GET / of http://localhost, coming from $source")
        val builder = HttpConnection.builder(internet.httpAddress.replace("localhost", "127.0.0.1"))
        val reply = comingFrom(source, builder).use { getPage(it, "/") }
        answered(reply)
        expect("the answer", reply, Reply(200, "OK", PythonOrg.page))
        confirm("it came from $source", serverSaw("GET", "/")?.from?.address, source)
    },
    Step("Open, ask, close") {
        asked("GET / of http://${internet.httpAddress}")
        val answer = openAskClose(internet.httpAddress)
        answered("${answer.lines().first()}, ${answer.length} characters")
        expect("the answer", answer, "200 OK\n${PythonOrg.page.utf8()}")
        serverSaw("GET", "/", "Host" to internet.httpAddress)
    },
    Step("connect() before any request") {
        asked("connect() to https://www.python.org, then GET /")
        https("www.python.org").use { connection ->
            connection.connect()
            val protocol = connection.transport?.tlsSession?.protocol
            answered("connected, $protocol")
            expect("the protocol", protocol, "TLSv1.3")
            expect("the answer", getPage(connection, "/"), Reply(200, "OK", PythonOrg.page))
        }
        serverSaw("GET", "/")
    },
)
