package httpwire.dsl.internal

import httpwire.dsl.TlsScope
import httpwire.transport.ClientCertificate
import httpwire.transport.TlsOptions
import httpwire.transport.TlsVersion

/** A view of the Java builder. Each text is parsed when it is given, so that a wrong one fails at its call. */
internal class TlsDraft : TlsScope {
    private val values = TlsOptions.builder()
    private var hasIdentity = false

    override fun trusting(pem: String) {
        values.trusting(pem)
    }

    override fun identity(certificates: String, key: String) {
        check(!hasIdentity) { "identity was already given: a connection presents one certificate" }
        values.clientCertificate(ClientCertificate.fromPem(certificates, key))
        hasIdentity = true
    }

    override fun clientCertificate(certificate: ClientCertificate, host: String) {
        values.clientCertificate(host, certificate)
    }

    override fun pin(host: String, vararg pins: String) {
        values.pin(host, *pins)
    }

    override fun minimumVersion(version: TlsVersion) {
        values.minimumVersion(version)
    }

    override fun unverified() {
        values.unverified()
    }

    fun build(): TlsOptions = values.build()
}
