package httpwire.transport

import okhttp3.tls.HandshakeCertificates
import okhttp3.tls.HeldCertificate
import java.util.concurrent.TimeUnit
import javax.net.ssl.SSLContext

/** Certificates of one authority that the tests trust, and of others that they do not. */
internal object Identities {
    val authority: HeldCertificate =
        HeldCertificate
            .Builder()
            .certificateAuthority(0)
            .commonName("httpwire tests")
            .build()

    /** Trusts [authority] and nobody else. */
    val trusting: TlsOptions = TlsOptions.trusting(authority.certificatePem())

    /** Good for the names and addresses of every test. */
    val good: SSLContext = server(issue("a.test", "proxy.test", "single", "127.0.0.1", "::1"))

    private val day = TimeUnit.DAYS.toMillis(1)

    fun issue(vararg names: String, configure: HeldCertificate.Builder.() -> Unit = {}): HeldCertificate =
        HeldCertificate
            .Builder()
            .signedBy(authority)
            .apply { names.forEach(::addSubjectAlternativeName) }
            .apply(configure)
            .build()

    fun expired(): HeldCertificate = issue("a.test") { validityInterval(now() - 2 * day, now() - day) }

    fun notYetValid(): HeldCertificate = issue("a.test") { validityInterval(now() + day, now() + 2 * day) }

    fun selfSigned(): HeldCertificate = HeldCertificate.Builder().addSubjectAlternativeName("a.test").build()

    /** A server with that certificate, which trusts clients of [trusted] if it asks for theirs. */
    fun server(certificate: HeldCertificate, trusted: HeldCertificate = authority): SSLContext = HandshakeCertificates
        .Builder()
        .heldCertificate(certificate)
        .addTrustedCertificate(trusted.certificate)
        .build()
        .sslContext()

    private fun now() = System.currentTimeMillis()
}
