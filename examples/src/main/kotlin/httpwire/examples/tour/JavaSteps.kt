package httpwire.examples.tour

import httpwire.examples.JavaConnection
import httpwire.examples.JavaDownload
import httpwire.examples.JavaStaticCalls
import httpwire.examples.JavaStepByStep
import httpwire.examples.JavaTunnel
import okio.ByteString.Companion.encodeUtf8
import java.nio.file.Files

/** The same from Java. */
internal val javaSteps: List<Step> = listOf(
    Step("Java: static calls by URL") {
        asked("Http.get and Http.post of http://${internet.httpAddress}/")
        val page = JavaStaticCalls.get("http://${internet.httpAddress}/")
        val posted = JavaStaticCalls.post("http://${internet.httpAddress}/")
        answered("200 and ${page.length - 4} characters; $posted")
        expect("the page", page, "200 ${PythonOrg.page.utf8()}")
        expect("the second status", posted, 302)
        serverSaw("GET", "/", "Connection" to "close")
        serverSaw("POST", "/", "Content-Type" to "text/plain", body = "spam and eggs".encodeUtf8())
    },
    Step("Java: one connection, two requests") {
        asked("GET / and GET /index.html of https://www.python.org")
        val pages = https("www.python.org").use(JavaConnection::twoPages)
        answered("${pages.length} characters")
        expect("both pages", pages, PythonOrg.page.utf8().repeat(2))
        val ports = listOf("/", "/index.html").map { serverSaw("GET", it)?.from?.port }
        confirm("on one connection", ports.distinct().size, 1)
    },
    Step("Java: step by step") {
        asked("PUT /file of http://www.python.org, the body in three sends")
        val status = http("www.python.org").use(JavaStepByStep::countdown)
        answered("$status")
        expect("the status", status, 200)
        serverSaw("PUT", "/file", "Content-Length" to "6", body = "3\n2\n1\n".encodeUtf8())
    },
    Step("Java: tunnels, one of them refused") {
        asked("GET / of www.python.org and of forbidden.example, through the proxy")
        val open = http("localhost:8080").use { JavaTunnel.viaOf(it, "www.python.org") }
        val refused = http("localhost:8080").use { JavaTunnel.viaOf(it, "forbidden.example") }
        answered("$open; $refused")
        expect("the first", open, "via 1.1 tour")
        expect("the second", refused, "refused: 403")
        proxySaw("CONNECT www.python.org:80 HTTP/1.1", "User-Agent" to "example")
        proxySaw("CONNECT forbidden.example:80 HTTP/1.1", "User-Agent" to "example")
        serverSaw("GET", "/", "User-Agent" to null)
    },
    Step("Java: a download into a file") {
        asked("GET / of http://${internet.httpAddress}, saved")
        val file = Files.createTempFile("httpwire", ".html")
        try {
            val byteCount = JavaDownload.save("http://${internet.httpAddress}/", file)
            answered("$byteCount bytes")
            expect("the file", Files.readString(file), PythonOrg.page.utf8())
        } finally {
            Files.delete(file)
        }
        serverSaw("GET", "/")
    },
)
