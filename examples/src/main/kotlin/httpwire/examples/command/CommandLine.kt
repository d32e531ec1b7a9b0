package httpwire.examples.command

import com.github.ajalt.clikt.core.CliktCommand
import com.github.ajalt.clikt.core.Context
import com.github.ajalt.clikt.core.UsageError
import com.github.ajalt.clikt.core.context
import com.github.ajalt.clikt.parameters.arguments.argument
import com.github.ajalt.clikt.parameters.arguments.help
import com.github.ajalt.clikt.parameters.arguments.multiple
import com.github.ajalt.clikt.parameters.options.convert
import com.github.ajalt.clikt.parameters.options.flag
import com.github.ajalt.clikt.parameters.options.help
import com.github.ajalt.clikt.parameters.options.multiple
import com.github.ajalt.clikt.parameters.options.option
import com.github.ajalt.clikt.parameters.options.versionOption
import httpwire.Headers
import httpwire.HttpUrl
import httpwire.HttpVersion
import httpwire.Origin
import httpwire.auth.Credentials
import httpwire.client.proxy.ProxyChooser
import httpwire.client.redirect.Redirects
import httpwire.transport.ClientCertificate
import httpwire.transport.Proxy
import httpwire.transport.TlsOptions
import java.nio.file.Path

/** The options of the `httpwire` command. Parsing makes an [order] of them. */
internal class CommandLine(private val environment: Map<String, String> = System.getenv()) :
    CliktCommand("httpwire") {
    private val words by argument("[METHOD] URL...").multiple()
        .help(
            "GET is the default, POST with -d. Several URLs are asked for one after the other, over connections that " +
                "are used again. Without any argument: a tour of the library, on servers of its own.",
        )
    private val fields by option("-H", "--header", metavar = "'NAME: VALUE'").convert { field(it) }.multiple()
        .help("A header field; repeatable.")
    private val body by option("-d", "--data", metavar = "DATA").convert { bodyOf(it) }
        .help("The body: text, @FILE, or @- for standard input.")
    private val outputs by option("-o", "--output", metavar = "FILE").convert { outputFile(it) }.multiple()
        .help("Saves the response's body here; repeatable, the first is for the first URL.")
    private val showsHead by option("-i", "--include").flag()
        .help("Shows the response's head before its body, and the heads of those before it.")
    private val isFollowing by option("-L", "--location").flag()
        .help("Follows redirects. Secrets do not go to another origin.")
    private val maxRedirects by option("--max-redirs", metavar = "COUNT").convert { countOf(it) }
        .help("Follows at most so many redirects for a URL, with -L; 20 is the default.")
    private val isDecoded by option("--compressed").flag()
        .help("Asks for compressed content, and decodes it.")
    private val login by option("-u", "--user", metavar = "USER:SECRET").convert { loginOf(it) }
        .help("The user, for the origins of the URLs and no others.")
    private val isBasic by option("--basic").flag()
        .help("Sends the user and the secret as they are, without being asked: the default.")
    private val isDigest by option("--digest").flag()
        .help("Answers the server's challenge with a hash of the secret (Digest).")
    private val proxy by option("--tunnel", metavar = "PROXY:PORT").convert { Origin.http(it) }
        .help("Goes through this proxy with CONNECT.")
    private val proxyFields by option("--tunnel-header", metavar = "'NAME: VALUE'").convert { field(it) }.multiple()
        .help("A header field for the proxy; repeatable.")
    private val proxies by option("-x", "--proxy", metavar = "URL").convert { Proxy.parse(it) }.multiple()
        .help(
            "Goes through this proxy, as curl's --proxy takes it: socks5h://user:password@host:1080; repeatable, in order.",
        )
    private val usesEnvironment by option("--proxy-from-environment").flag()
        .help(
            "Goes through the proxies that http_proxy, https_proxy, all_proxy and no_proxy name. Without this option " +
                "these variables are not looked at.",
        )
    private val proxyUser by option("-U", "--proxy-user", metavar = "USER:SECRET").convert { loginOf(it) }
        .help("The user for the proxy.")
    private val isProxyDigest by option("--proxy-digest").flag()
        .help("Answers the proxy's challenge with a hash of the secret (Digest).")
    private val unixSocket by option("--unix-socket", metavar = "PATH").convert { Path.of(it) }
        .help("Connects to this Unix domain socket.")
    private val addresses by option("--resolve", metavar = "HOST:PORT:ADDRESS").convert { addressOf(it) }.multiple()
        .help("Takes this address for the host instead of looking it up; repeatable.")
    private val detours by option("--connect-to", metavar = "HOST:PORT:HOST2:PORT2").convert { detourOf(it) }.multiple()
        .help("Connects to the second host and port where the URL has the first; repeatable.")
    private val timeout by option("--timeout", metavar = "TIME").convert { timeoutOf(it) }
        .help("The longest wait to connect, to send and to receive: 10s, 500ms, 1m; a bare number is seconds.")
    private val trusted by option("--cacert", metavar = "FILE").convert { pem(it).also(TlsOptions::trusting) }
        .help("Trusts these certificates (PEM) and no others.")
    private val certificate by option("-E", "--cert", metavar = "FILE").convert { pem(it) }
        .help("Shows this certificate (PEM) to a server that asks for one.")
    private val key by option("--key", metavar = "FILE").convert { pem(it) }
        .help("The private key of --cert, if it is not in the same file.")
    private val pins by option("--pin", metavar = "sha256/BASE64").multiple()
        .help("Accepts the server only with one of these keys; at least two.")
    private val isInsecure by option("--insecure").flag()
        .help("Trusts every certificate.")
    private val isOldVersion by option("--http10").flag()
        .help("Asks in HTTP/1.0.")
    private val isTimed by option("--timing").flag()
        .help("Tells on standard error how long each step took.")
    private val isTraced by option("--trace").flag()
        .help(
            "Tells on standard error what happens, with the bytes of all heads. Hidden are the values of fields " +
                "(Authorization, Cookie) and of query parameters (token, signature) whose names look like secrets.",
        )

    init {
        context {
            readArgumentFile = null // A word with @ in front is -d's business.
            helpFormatter = ::Help
        }
        versionOption(VERSION, message = { "httpwire $it" })
    }

    override fun help(context: Context): String = "Sends HTTP/1.1 requests and prints the bodies that come back."

    override fun helpEpilog(context: Context): String =
        "Exit status: 0 for any answer, 404 included; 1 a local file or pipe failed; 2 the command line is wrong; " +
            "3 the network, the server or the protocol failed, for one of the URLs at least."

    lateinit var order: Order
        private set

    override fun run() {
        val (method, urls) = request()
        order = Order(
            method = method,
            urls = urls,
            headers = headersOf(fields),
            body = body,
            way = way(),
            tls = tlsOptions(),
            timeout = timeout,
            version = if (isOldVersion) HttpVersion.HTTP_1_0 else HttpVersion.HTTP_1_1,
            outputs = outputs,
            maxRedirects = redirects(),
            isDecoded = isDecoded,
            credentials = credentials(),
            showsHead = showsHead,
            isTraced = isTraced,
            isTimed = isTimed,
        )
        requireSendable(order)
    }

    private fun request(): Pair<String, List<HttpUrl>> {
        if (words.isEmpty()) throw UsageError("expected [METHOD] URL..., got nothing")
        val hasMethod = words.size > 1 && "://" !in words.first()
        val method = if (hasMethod) words.first() else defaultMethod()
        return method to words.drop(if (hasMethod) 1 else 0).map(HttpUrl::parse)
    }

    private fun requireSendable(order: Order) {
        if (outputs.size > order.urls.size) throw UsageError("there are more -o than URLs")
        if (order.urls.size > 1 && body?.isRepeatable == false) throw UsageError("-d @- can be sent to one URL only")
        if (!order.needsClient) return
        if (isOldVersion) throw UsageError("--http10 goes with one URL, and with none of the client's options")
        val isElsewhere = unixSocket != null || detours.isNotEmpty()
        if (proxy != null && isElsewhere) {
            throw UsageError(
                "--tunnel goes neither with --unix-socket nor --connect-to if there are several URLs or the client's " +
                    "options",
            )
        }
    }

    private fun redirects(): Int? {
        if (maxRedirects != null && !isFollowing) throw UsageError("--max-redirs needs -L")
        return if (isFollowing) maxRedirects ?: Redirects.DEFAULT.maxCount else null
    }

    private fun credentials(): Credentials? {
        if (isBasic && isDigest) throw UsageError("--basic and --digest contradict each other")
        if ((isBasic || isDigest) && login == null) throw UsageError("--basic and --digest need -u")
        return if (isDigest) login?.digest() else login?.basic()
    }

    private fun defaultMethod() = if (body == null) "GET" else "POST"

    private fun way(): Way {
        val isElsewhere = unixSocket != null || detours.isNotEmpty()
        if (isElsewhere && proxies.isNotEmpty()) {
            throw UsageError("--proxy goes neither with --unix-socket nor --connect-to")
        }
        return Way(
            proxies,
            proxy,
            headersOf(proxyFields),
            unixSocket,
            addresses.toMap(),
            detours.toMap(),
            chooser(isElsewhere),
            proxyLogin(),
        )
    }

    private fun chooser(isElsewhere: Boolean): ProxyChooser? {
        if (!usesEnvironment) return null
        if (isElsewhere || proxies.isNotEmpty() || proxy != null) {
            throw UsageError("--proxy-from-environment contradicts --proxy, --tunnel, --unix-socket and --connect-to")
        }
        return ProxyChooser.fromEnvironment(environment)
    }

    private fun proxyLogin(): ProxyLogin? {
        if (proxyUser == null && !isProxyDigest) return null
        val all = proxies.size + listOfNotNull(proxy).size
        if (all == 0 && !usesEnvironment) throw UsageError("--proxy-user and --proxy-digest need a proxy")
        if (all > 1 && proxyUser != null) {
            throw UsageError("--proxy-user goes with one proxy: write a user into the URL of each")
        }
        val hasUser = proxyUser != null || usesEnvironment || proxies.any { it.credentials != null }
        if (!hasUser) throw UsageError("--proxy-digest needs --proxy-user, or a user in the proxy's URL")
        return ProxyLogin(proxyUser, isProxyDigest)
    }

    private fun tlsOptions(): TlsOptions {
        val options = TlsOptions.builder()
        if (isInsecure && trusted != null) throw UsageError("--insecure and --cacert contradict each other")
        if (isInsecure) options.unverified()
        trusted?.let(options::trusting)
        if (key != null && certificate == null) throw UsageError("--key needs --cert")
        certificate?.let { options.clientCertificate(ClientCertificate.fromPem(it, key ?: it)) }
        if (pins.isNotEmpty()) options.pin("*", *pins.toTypedArray())
        return options.build()
    }

    private fun headersOf(fields: List<Headers>): Headers {
        val builder = Headers.Builder()
        fields.forEach(builder::addAll)
        return builder.build()
    }

    private companion object {
        /** From the jar's manifest; there is none while the classes lie in a folder. */
        val VERSION: String = CommandLine::class.java.`package`.implementationVersion ?: "(not packaged)"
    }
}
