package httpwire.examples.tour

import httpwire.HttpException.TunnelRefused
import httpwire.examples.recipes.Reply
import httpwire.examples.recipes.headThroughTunnel
import httpwire.examples.recipes.throughTunnelWithPassword
import okio.ByteString

/** Through a proxy, by CONNECT. */
internal val tunnelSteps: List<Step> = listOf(
    Step("A tunnel to a server over TLS") {
        asked("HEAD /index.html of https://www.python.org, through the proxy at localhost:8080")
        val reply = https("localhost:8080").use(::headThroughTunnel)
        answered(reply)
        expect("the answer", reply, Reply(200, "OK", ByteString.EMPTY))
        proxySaw("CONNECT www.python.org:443 HTTP/1.1", "Host" to "www.python.org:443")
        serverSaw("HEAD", "/index.html", "Host" to "www.python.org")
    },
    Step("A tunnel with fields for the proxy, and the proxy's own") {
        asked("GET / of http://www.python.org, through the proxy, with a password for it")
        val (reply, proxyHeaders) = http("localhost:8080").use { throughTunnelWithPassword(it, "user", "secret") }
        answered(reply)
        printed("the proxy said: ${proxyHeaders?.toList()?.joinToString { "${it.key}: ${it.value}" }}")
        expect("the answer", reply, Reply(200, "OK", PythonOrg.page))
        expect("Proxy-Agent", proxyHeaders?.get("Proxy-Agent"), "tour/1.0")
        expect("Via", proxyHeaders?.get("Via"), "1.1 tour")
        proxySaw("CONNECT www.python.org:80 HTTP/1.1", "Proxy-Authorization" to "Basic dXNlcjpzZWNyZXQ=")
        serverSaw("GET", "/", "Proxy-Authorization" to null)
    },
    Step("A tunnel that the proxy refuses") {
        asked("GET / of http://forbidden.example, through the proxy")
        http("localhost:8080").use { connection ->
            connection.setTunnel("forbidden.example", 80)
            val refusal = runCatching { connection.request("GET", "/") }.exceptionOrNull() as? TunnelRefused
            answered("${refusal?.message}")
            expect("the refusal", refusal?.status, 403)
            expect("the proxy's words", refusal?.body?.utf8(), "not from here\n")
        }
        proxySaw("CONNECT forbidden.example:80 HTTP/1.1")
    },
)
