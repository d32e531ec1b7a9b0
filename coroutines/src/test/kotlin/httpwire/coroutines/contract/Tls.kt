package httpwire.coroutines.contract

import httpwire.transport.TlsOptions
import okhttp3.tls.HandshakeCertificates
import okhttp3.tls.HeldCertificate

/** Two servers that are trusted, of which one is `example.org` and `origin.test`. */
internal object Tls {
    private val right = HeldCertificate.Builder().addSubjectAlternativeName("example.org")
        .addSubjectAlternativeName("origin.test").build()
    private val wrong = HeldCertificate.Builder().addSubjectAlternativeName("another.test").build()

    val server = context(right)
    val another = context(wrong)
    val trusting: TlsOptions = TlsOptions.trusting(right.certificatePem() + wrong.certificatePem())

    private fun context(held: HeldCertificate) =
        HandshakeCertificates.Builder().heldCertificate(held).build().sslContext()
}
