package httpwire.examples.command

import com.github.ajalt.clikt.completion.CompletionGenerator
import com.github.ajalt.clikt.core.CliktCommand
import com.github.ajalt.clikt.core.Context
import com.github.ajalt.clikt.core.PrintMessage
import com.github.ajalt.clikt.core.UsageError
import com.github.ajalt.clikt.core.context
import com.github.ajalt.clikt.parameters.arguments.argument
import com.github.ajalt.clikt.parameters.arguments.help
import com.github.ajalt.clikt.parameters.arguments.multiple
import com.github.ajalt.clikt.parameters.groups.provideDelegate
import com.github.ajalt.clikt.parameters.options.help
import com.github.ajalt.clikt.parameters.options.option
import com.github.ajalt.clikt.parameters.options.validate
import com.github.ajalt.clikt.parameters.options.versionOption
import com.github.ajalt.clikt.parameters.types.choice
import httpwire.HttpUrl

/** The command line of `httpwire`: its options are in groups. Parsing makes an [order] of them. */
internal class CommandLine(environment: Map<String, String> = System.getenv()) : CliktCommand("httpwire") {
    private val words by argument("[METHOD] URL...").multiple()
        .help(
            "GET is the default, POST with -d, --json or -F; a method that is not in capitals goes with -X. A URL " +
                "without a scheme is http. Several URLs are asked for one after the other, over connections that are " +
                "used again. Without any argument: a tour of the library, on servers of its own.",
        )
    private val request by RequestOptions()
    private val outputs by OutputOptions()
    private val client by ClientOptions()
    private val cookies by CookieOptions()
    private val way by WayOptions(environment)
    private val security by SecurityOptions()
    private val watching by WatchOptions()

    @Suppress("unused") // It ends the command, as --help does.
    private val shell by option("--completion", metavar = "SHELL", eager = true).choice("bash", "zsh", "fish")
        .help("Prints a script that completes the command's options, for bash, zsh or fish.")
        .validate { throw PrintMessage(CompletionGenerator.generateCompletionForCommand(this@CommandLine, it)) }

    init {
        context {
            readArgumentFile = null // A word with @ in front is -d's business.
            helpFormatter = ::Help
        }
        versionOption(VERSION, message = { "httpwire $it" })
    }

    override fun help(context: Context): String = "Sends HTTP/1.1 requests and prints the bodies that come back."

    override fun helpEpilog(context: Context): String =
        "Exit status: 0 for any answer, 404 included, but with -C only for a file that is whole; 1 a local file or " +
            "pipe failed; 2 the command line is wrong; " +
            "3 the network, the server or the protocol failed, for one of the URLs at least; 4 with -f, the answer " +
            "was 400 or more."

    lateinit var order: Order
        private set

    override fun run() {
        val (method, urls) = methodAndUrls()
        order = Order(
            method = method,
            urls = urls,
            headers = request.headers(),
            body = request.body(),
            continueTimeout = request.continueTimeout,
            rawTarget = request.rawTarget,
            version = request.version(),
            isPipelined = request.isPipelined,
            isOnlyShown = request.isOnlyShown,
            way = way.way(),
            tls = security.tlsOptions(),
            timeout = way.timeout,
            outputs = outputs.files(urls),
            isNamedByServer = outputs.isNamedByServer,
            isFailing = outputs.isFailing,
            isSilent = outputs.isSilent,
            isContinued = outputs.isContinued,
            showsHead = outputs.showsHead,
            maxRedirects = client.redirects(),
            retries = client.retries,
            isDecoded = client.isDecoded,
            credentials = client.credentials(),
            cookies = cookies.order(),
            cacheFolder = client.cacheFolder,
            watches = watching.watches(),
        )
        order.requireConsistent()
    }

    private fun methodAndUrls(): Pair<String, List<HttpUrl>> {
        if (words.isEmpty()) throw UsageError("expected [METHOD] URL..., got nothing")
        val method = words.first().takeIf(METHOD::matches)
        if (method != null &&
            request.method != null
        ) {
            throw UsageError("-X and the method $method contradict each other")
        }
        val urls = if (method == null) words else words.drop(1)
        if (urls.isEmpty()) throw UsageError("expected a URL after $method")
        urls.firstOrNull(METHOD::matches)?.let { throw UsageError("$it is a method: write it before the URLs") }
        return (method ?: request.method ?: request.defaultMethod()) to urls.map(::urlOf)
    }

    private companion object {
        /** A first word of this form is no host: whoever means one writes it in small letters. */
        val METHOD = Regex("[A-Z][A-Z-]*")

        /** From the jar's manifest; there is none while the classes lie in a folder. */
        val VERSION: String = CommandLine::class.java.`package`.implementationVersion ?: "(not packaged)"
    }
}
