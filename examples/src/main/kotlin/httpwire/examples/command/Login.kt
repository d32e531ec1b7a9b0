package httpwire.examples.command

import httpwire.auth.Credentials
import httpwire.transport.Proxy

/** A user and a secret, which its text does not show. */
internal class Login(private val user: String, private val secret: String) {
    fun basic(): Credentials = Credentials.basic(user, secret)

    fun digest(): Credentials = Credentials.digest(user, secret)

    override fun toString() = "login of $user"
}

/**
 * How a proxy is told who asks.
 *
 * @property login null for that of the proxy's URL
 */
internal data class ProxyLogin(val login: Login?, val isDigest: Boolean) {
    fun appliedTo(proxy: Proxy): Proxy {
        val own = proxy.credentials
        val login = login ?: own?.let { Login(it.user, it.secret) } ?: return proxy
        val isDigested = isDigest && !proxy.protocol.isSocks
        return proxy.credentials(if (isDigested) login.digest() else login.basic())
    }
}
