package httpwire.examples.command

import com.github.ajalt.clikt.core.UsageError
import com.github.ajalt.clikt.parameters.groups.OptionGroup
import com.github.ajalt.clikt.parameters.options.convert
import com.github.ajalt.clikt.parameters.options.flag
import com.github.ajalt.clikt.parameters.options.help
import com.github.ajalt.clikt.parameters.options.multiple
import com.github.ajalt.clikt.parameters.options.option
import httpwire.Origin
import httpwire.client.proxy.ProxyChooser
import httpwire.transport.Proxy
import java.nio.file.Path

/** How the command gets to the server. */
internal class WayOptions(private val environment: Map<String, String>) : OptionGroup("The way to the server") {
    private val proxies by option("-x", "--proxy", metavar = "URL").convert { Proxy.parse(it) }.multiple()
        .help(
            "Goes through this proxy, as curl's --proxy takes it: socks5h://user:password@host:1080; repeatable, in order.",
        )
    private val proxyUser by option("-U", "--proxy-user", metavar = "USER:SECRET").convert { loginOf(it) }
        .help("The user for the proxy.")
    private val isProxyDigest by option("--proxy-digest").flag()
        .help("Answers the proxy's challenge with a hash of the secret (Digest).")
    private val usesEnvironment by option("--proxy-from-environment").flag()
        .help(
            "Goes through the proxies that http_proxy, https_proxy, all_proxy and no_proxy name. Without this option " +
                "these variables are not looked at.",
        )
    private val tunnel by option("--tunnel", metavar = "PROXY:PORT").convert { Origin.http(it) }
        .help("Goes through this proxy with CONNECT.")
    private val tunnelFields by option("--tunnel-header", metavar = "'NAME: VALUE'").convert { field(it) }.multiple()
        .help("A header field for the proxy; repeatable.")
    private val unixSocket by fileOption("--unix-socket", metavar = "PATH").convert { Path.of(it) }
        .help("Connects to this Unix domain socket.")
    private val addresses by option("--resolve", metavar = "HOST:PORT:ADDRESS").convert { addressOf(it) }.multiple()
        .help("Takes this address for the host instead of looking it up; repeatable.")
    private val detours by option("--connect-to", metavar = "HOST:PORT:HOST2:PORT2").convert { detourOf(it) }.multiple()
        .help("Connects to the second host and port where the URL has the first; repeatable.")
    val timeout by option("--timeout", metavar = "TIME").convert { timeoutOf(it) }
        .help("The longest wait to connect, to send and to receive: 10s, 500ms, 1m; a bare number is seconds.")

    fun way(): Way {
        val way = Way(proxies, tunnel, headersOf(tunnelFields), unixSocket, addresses.toMap(), detours.toMap())
        if (way.isElsewhere && proxies.isNotEmpty()) {
            throw UsageError("--proxy goes neither with --unix-socket nor --connect-to")
        }
        return way.copy(chooser = chooser(way.isElsewhere), proxyLogin = proxyLogin())
    }

    private fun chooser(isElsewhere: Boolean): ProxyChooser? {
        if (!usesEnvironment) return null
        if (isElsewhere || proxies.isNotEmpty() || tunnel != null) {
            throw UsageError("--proxy-from-environment contradicts --proxy, --tunnel, --unix-socket and --connect-to")
        }
        return ProxyChooser.fromEnvironment(environment)
    }

    private fun proxyLogin(): ProxyLogin? {
        if (proxyUser == null && !isProxyDigest) return null
        val all = proxies.size + listOfNotNull(tunnel).size
        if (all == 0 && !usesEnvironment) throw UsageError("--proxy-user and --proxy-digest need a proxy")
        if (all > 1 && proxyUser != null) {
            throw UsageError("--proxy-user goes with one proxy: write a user into the URL of each")
        }
        val hasUser = proxyUser != null || usesEnvironment || proxies.any { it.credentials != null }
        if (!hasUser) throw UsageError("--proxy-digest needs --proxy-user, or a user in the proxy's URL")
        return ProxyLogin(proxyUser, isProxyDigest)
    }
}
