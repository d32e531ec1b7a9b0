package httpwire.examples.tour

import httpwire.RequestBody
import httpwire.auth.Credentials
import httpwire.client.HttpClient
import httpwire.client.HttpClientBuilder
import httpwire.transport.Proxy
import okio.ByteString.Companion.encodeUtf8

/** A client, which http.client leaves to others: connections that are kept, and a layer for each thing that it does. */
internal val clientSteps: List<Step> = listOf(
    Step("Client: three requests, one connection") {
        asked("GET /, GET / and GET /parrot.spam of https://www.python.org")
        val statuses = client().use { client ->
            val statuses = listOf("/", "/", "/parrot.spam").map { target ->
                client.get("https://www.python.org$target").use { response -> response.read().let { response.status } }
            }
            printed(
                client.statistics().run {
                    "$opened connection opened, $reused exchanges on an open one, $idle idle"
                },
            )
            expect("the connections", client.statistics().run { opened to reused }, 1L to 2L)
            statuses
        }
        answered(statuses.joinToString())
        expect("the statuses", statuses, listOf(200, 200, 404))
        val callers = listOf("/", "/", "/parrot.spam").map { serverSaw("GET", it)?.from?.port }
        confirm("all from one port of ours", callers.distinct().size, 1)
    },
    Step("Client: a POST is redirected, and credentials stay with their origin") {
        asked("POST to http://bugs.python.org with a user and a secret, redirects followed")
        val known = Credentials.basic("user", "secret").forOrigin("http://bugs.python.org")
        client { redirects().auth(known) }.use { client ->
            val response = client.post("http://bugs.python.org/", RequestBody.of("@number=12524"))
            answered("${response.history.map { it.status }}, then ${response.status} from ${response.url}")
            expect("the text", response.text(), PythonOrg.page.utf8())
        }
        val sent = known.basicHeader()
        serverSaw("POST", "/", "Authorization" to sent, body = "@number=12524".encodeUtf8())
        serverSaw("GET", "/issue12524", "Authorization" to null, "Content-Type" to null)
    },
    Step("Client: a body in gzip, decoded while it is read") {
        asked("GET /packed of http://www.python.org")
        client { decoding() }.use { client ->
            val text = client.get("http://www.python.org/packed").text()
            answered("${PythonOrg.packed.size} bytes came, ${text.length} characters were read")
            expect("the text", text, PythonOrg.page.utf8())
        }
        val asked = serverSaw("GET", "/packed")?.headers?.get("Accept-Encoding").orEmpty()
        confirm("it asked for gzip", "gzip" in asked, true)
    },
    Step("Client: a challenge is answered, and from then on each request has its answer") {
        asked("GET /private of http://www.python.org, twice, with a user and a secret for Digest")
        val known = Credentials.digest("user", "secret").forOrigin("http://www.python.org")
        client { auth(known) }.use { client ->
            val responses = List(2) { client.get("http://www.python.org/private").also { it.read() } }
            answered(responses.joinToString { response -> "${response.history.map { it.status } + response.status}" })
            expect("the statuses", responses.map { it.status }, listOf(200, 200))
        }
        serverSaw("GET", "/private", "Authorization" to null)
        for (count in listOf("00000001", "00000002")) {
            val answer = serverSaw("GET", "/private")?.headers?.get("Authorization").orEmpty()
            expect("the count of the answer", "nc=$count" in answer, true)
            expect("the secret in it", "secret" in answer, false)
        }
    },
    Step("Client: through a proxy that is chosen for each URL") {
        asked("GET / of https://www.python.org through the proxy, and of http://${internet.httpAddress} without it")
        val proxy = Proxy.http(internet.proxyAddress)
        val chosen = HttpClient.builder().tls(internet.tls).proxies { url ->
            if (url.origin().isSecure) listOf(proxy) else listOf()
        }
        chosen.build().use { client ->
            val texts = listOf("https://www.python.org/", "http://${internet.httpAddress}/").map {
                client.get(it).text()
            }
            answered("${texts.map { it.length }} characters")
            expect("the texts", texts, List(2) { PythonOrg.page.utf8() })
        }
        proxySaw("CONNECT www.python.org:443 HTTP/1.1")
        serverSaw("GET", "/", "Host" to "www.python.org")
        serverSaw("GET", "/", "Host" to internet.httpAddress)
    },
)

private fun Scene.client(configure: HttpClientBuilder.() -> Unit = {}): HttpClient =
    HttpClient.builder().dialer(internet.dialer).tls(internet.tls).apply(configure).build()
