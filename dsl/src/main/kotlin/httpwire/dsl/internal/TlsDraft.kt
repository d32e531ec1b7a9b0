package httpwire.dsl.internal

import httpwire.dsl.TlsScope
import httpwire.transport.TlsOptions

/** Collects PEM texts. Each is parsed when it is given, so that a wrong one fails at its call. */
internal class TlsDraft : TlsScope {
    private var trusted: String? = null
    private var certificates: String? = null
    private var key: String? = null

    override fun trusting(pem: String) {
        TlsOptions.trusting(pem)
        trusted = listOfNotNull(trusted, pem).joinToString("\n")
    }

    override fun identity(certificates: String, key: String) {
        check(this.key == null) { "identity was already given: a connection presents one certificate" }
        TlsOptions.fromPem(certificates, key)
        this.certificates = certificates
        this.key = key
    }

    fun build(): TlsOptions =
        if (trusted == null && key == null) TlsOptions.DEFAULT else TlsOptions.fromPem(trusted, certificates, key)
}
