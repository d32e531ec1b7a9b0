package httpwire.examples.tour

import com.sun.net.httpserver.HttpServer
import com.sun.net.httpserver.HttpsConfigurator
import com.sun.net.httpserver.HttpsServer
import httpwire.Origin
import httpwire.transport.ConnectAttempt
import httpwire.transport.Dialer
import httpwire.transport.TcpDialer
import httpwire.transport.TlsOptions
import httpwire.transport.Transport
import okhttp3.tls.HeldCertificate
import java.net.InetAddress
import java.net.InetSocketAddress
import java.security.KeyStore
import javax.net.ssl.KeyManagerFactory
import javax.net.ssl.SSLContext

/**
 * The internet as far as the tour goes, all of it in this process: a server in clear, one over TLS, and a proxy. A
 * connection with this [dialer] finds every host name here, so that the examples read as they do in Python's
 * documentation: `www.python.org` and `bugs.python.org` are servers, `localhost:8080` is the proxy.
 */
internal class LocalInternet(site: Site = PythonOrg) : AutoCloseable {
    val seen = Records<Seen>()
    val askedOfProxy = Records<Asked>()
    private val certificate = HeldCertificate.Builder().apply { HOSTS.forEach(::addSubjectAlternativeName) }.build()
    private val clear = Server(HttpServer.create(anyPort(), 0), site, seen)
    private val secure = Server(HttpsServer.create(anyPort(), 0).also(::configure), site, seen)
    private val proxy = ConnectProxy(Here { it }, askedOfProxy)

    /** To the server in clear. */
    val httpAddress: String = "localhost:${clear.port}"

    val httpsAddress: String = "localhost:${secure.port}"

    val proxyAddress: String = "localhost:${proxy.port}"

    /** The certificate of the server over TLS. */
    val certificatePem: String = certificate.certificatePem()

    /** Trusts that certificate. */
    val tls: TlsOptions = TlsOptions.trusting(certificatePem)

    val dialer: Dialer = Here { if (it == PROXY_PORT) proxy.port else it }

    private fun configure(server: HttpsServer) {
        val keys = KeyStore.getInstance("PKCS12").apply { load(null, null) }
        keys.setKeyEntry("server", certificate.keyPair.private, CharArray(0), arrayOf(certificate.certificate))
        val managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm())
        managers.init(keys, CharArray(0))
        val context = SSLContext.getInstance("TLS").apply { init(managers.keyManagers, null, null) }
        server.httpsConfigurator = HttpsConfigurator(context)
    }

    override fun close() {
        proxy.close()
        secure.close()
        clear.close()
    }

    /** Takes every host to this machine, and the well-known ports to those of the servers above. */
    private inner class Here(private val elsewhere: (Int) -> Int) : Dialer {
        private val tcp = TcpDialer({ listOf(InetAddress.getLoopbackAddress()) }, null)

        override fun dial(peer: Origin): Transport = tcp.dial(here(peer))

        override fun dial(peer: Origin, attempt: ConnectAttempt): Transport = tcp.dial(here(peer), attempt)

        private fun here(peer: Origin): Origin = Origin.of(peer.scheme(), peer.host(), port(peer.port()))

        private fun port(port: Int) = when (port) {
            Origin.HTTP_PORT -> clear.port
            Origin.HTTPS_PORT -> secure.port
            else -> elsewhere(port)
        }
    }

    private companion object {
        const val PROXY_PORT = 8080
        val HOSTS = listOf("www.python.org", "docs.python.org", "bugs.python.org", "localhost")

        init {
            // Else the JDK's server waits 40 ms for an acknowledgement between head and body.
            System.setProperty("sun.net.httpserver.nodelay", "true")
        }

        fun anyPort() = InetSocketAddress(InetAddress.getLoopbackAddress(), 0)
    }
}
