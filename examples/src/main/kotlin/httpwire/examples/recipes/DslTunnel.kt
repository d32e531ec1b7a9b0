package httpwire.examples.recipes

import httpwire.dsl.https
import httpwire.transport.TlsOptions

/** How does a tunnel look in the DSL? What is said in its block is said to the proxy only. */
internal fun dslTunnel(proxy: String, trusted: TlsOptions): Reply = https(proxy) {
    tls = trusted
    tunnel("www.python.org", 443) { header("Proxy-Authorization", basic("user", "secret")) }
    val response = get("/index.html")
    Reply(response.status, response.reason, response.read())
}
