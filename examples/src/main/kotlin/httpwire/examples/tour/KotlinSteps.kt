package httpwire.examples.tour

import httpwire.examples.recipes.Reply
import httpwire.examples.recipes.dslForm
import httpwire.examples.recipes.dslGet
import httpwire.examples.recipes.dslPost
import httpwire.examples.recipes.dslTunnel
import httpwire.examples.recipes.firstLines
import httpwire.examples.recipes.loadAll
import kotlinx.coroutines.runBlocking
import okio.ByteString.Companion.encodeUtf8

/** The same in the Kotlin DSL, blocking and suspending. */
internal val kotlinSteps: List<Step> = listOf(
    Step("Kotlin: http(host) { get(...).text() }") {
        asked("GET / of http://${internet.httpAddress}")
        val page = dslGet(internet.httpAddress)
        answered("${page.length} characters")
        expect("the page", page, PythonOrg.page.utf8())
        serverSaw("GET", "/", "Host" to internet.httpAddress)
    },
    Step("Kotlin: post { header(...); body(...) }") {
        asked("POST /cgi-bin/query to http://${internet.httpAddress}")
        val answer = dslPost(internet.httpAddress)
        answered("${answer.length} characters")
        expect("the answer", answer, PythonOrg.redirecting.utf8())
        serverSaw("POST", "/cgi-bin/query", "Accept" to "text/plain", body = "spam=1&eggs=2".encodeUtf8())
    },
    Step("Kotlin: a form") {
        asked("POST / to http://${internet.httpAddress}: @number=12524, @type=issue, @action=show")
        val location = dslForm(internet.httpAddress)
        answered("Location: $location")
        expect("Location", location, "https://bugs.python.org/issue12524")
        val body = "%40number=12524&%40type=issue&%40action=show".encodeUtf8()
        serverSaw("POST", "/", "Content-Type" to "application/x-www-form-urlencoded", body = body)
    },
    Step("Kotlin: a tunnel to a server over TLS") {
        asked("GET /index.html of https://www.python.org, through the proxy at ${internet.proxyAddress}")
        val reply = dslTunnel(internet.proxyAddress, internet.tls)
        answered(reply)
        expect("the answer", reply, Reply(200, "OK", PythonOrg.page))
        proxySaw("CONNECT www.python.org:443 HTTP/1.1", "Proxy-Authorization" to "Basic dXNlcjpzZWNyZXQ=")
        serverSaw("GET", "/index.html", "Host" to "www.python.org", "Proxy-Authorization" to null)
    },
    Step("Kotlin: suspending, two at once") {
        asked("GET / of http://${internet.httpAddress}, twice at the same time")
        val pages = runBlocking { loadAll(listOf(internet.httpAddress, internet.httpAddress)) }
        answered(pages.joinToString { "${it.length} characters" })
        expect("the pages", pages, List(2) { PythonOrg.page.utf8() })
        val ports = List(2) { serverSaw("GET", "/")?.from?.port }
        confirm("on two connections", ports.distinct().size, 2)
    },
    Step("Kotlin: suspending, the lines of a body as a Flow") {
        asked("GET / of http://${internet.httpAddress}, and no more than two lines of it")
        val lines = runBlocking { firstLines(internet.httpAddress, 2) }
        answered(lines.joinToString(" | "))
        expect("the lines", lines, PythonOrg.page.utf8().lines().take(2))
        serverSaw("GET", "/")
    },
)
