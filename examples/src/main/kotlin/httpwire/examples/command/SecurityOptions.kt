package httpwire.examples.command

import com.github.ajalt.clikt.core.UsageError
import com.github.ajalt.clikt.parameters.groups.OptionGroup
import com.github.ajalt.clikt.parameters.options.convert
import com.github.ajalt.clikt.parameters.options.flag
import com.github.ajalt.clikt.parameters.options.help
import com.github.ajalt.clikt.parameters.options.multiple
import com.github.ajalt.clikt.parameters.options.option
import httpwire.transport.ClientCertificate
import httpwire.transport.TlsOptions

/** Who is trusted over TLS, and what is shown of ourselves. */
internal class SecurityOptions : OptionGroup("TLS") {
    private val trusted by fileOption("--cacert").convert { pem(it).also(TlsOptions::trusting) }
        .help("Trusts these certificates (PEM) and no others.")
    private val isInsecure by option("-k", "--insecure").flag()
        .help("Trusts every certificate.")
    private val certificate by fileOption("-E", "--cert").convert { pem(it) }
        .help("Shows this certificate (PEM) to a server that asks for one.")
    private val key by fileOption("--key").convert { pem(it) }
        .help("The private key of --cert, if it is not in the same file.")
    private val pins by option("--pin", metavar = "sha256/BASE64").multiple()
        .help("Accepts the server only with one of these keys; at least two.")

    fun tlsOptions(): TlsOptions {
        val options = TlsOptions.builder()
        if (isInsecure && trusted != null) throw UsageError("--insecure and --cacert contradict each other")
        if (isInsecure) options.unverified()
        trusted?.let(options::trusting)
        if (key != null && certificate == null) throw UsageError("--key needs --cert")
        certificate?.let { options.clientCertificate(ClientCertificate.fromPem(it, key ?: it)) }
        if (pins.isNotEmpty()) options.pin("*", *pins.toTypedArray())
        return options.build()
    }
}
