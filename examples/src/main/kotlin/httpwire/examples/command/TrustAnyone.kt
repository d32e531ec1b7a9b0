package httpwire.examples.command

import java.net.Socket
import java.security.cert.X509Certificate
import javax.net.ssl.SSLContext
import javax.net.ssl.SSLEngine
import javax.net.ssl.X509ExtendedTrustManager

/**
 * A TLS context for `--insecure`: it takes any certificate that names the host.
 *
 * The library has no such switch, on purpose. Who wants it writes it, as here, and it is seen in a review. It must be
 * the extended kind of trust manager: around the plain one the JDK still checks the host name.
 */
internal fun trustAnyone(): SSLContext = SSLContext.getInstance("TLS").apply { init(null, arrayOf(TrustAnyone), null) }

private object TrustAnyone : X509ExtendedTrustManager() {
    override fun checkServerTrusted(chain: Array<X509Certificate>, authType: String) = Unit

    override fun checkServerTrusted(chain: Array<X509Certificate>, authType: String, socket: Socket) = Unit

    override fun checkServerTrusted(chain: Array<X509Certificate>, authType: String, engine: SSLEngine) = Unit

    override fun checkClientTrusted(chain: Array<X509Certificate>, authType: String) = Unit

    override fun checkClientTrusted(chain: Array<X509Certificate>, authType: String, socket: Socket) = Unit

    override fun checkClientTrusted(chain: Array<X509Certificate>, authType: String, engine: SSLEngine) = Unit

    override fun getAcceptedIssuers(): Array<X509Certificate> = emptyArray()
}
