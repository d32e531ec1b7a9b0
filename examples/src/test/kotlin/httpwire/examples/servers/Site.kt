package httpwire.examples.servers

import httpwire.transport.TlsOptions
import httpwire.transport.TlsVersion
import okhttp3.tls.HandshakeCertificates
import okhttp3.tls.HeldCertificate
import java.io.RandomAccessFile
import java.nio.file.Files
import java.nio.file.Path
import java.nio.file.attribute.PosixFilePermissions
import javax.net.ssl.SSLContext
import kotlin.random.Random

/** What a server is asked over. */
internal enum class Carrier(val protocol: String?) {
    CLEAR(null),
    TLS_1_2("TLSv1.2"),
    TLS_1_3("TLSv1.3"),
    ;

    /** Trusts whoever shows [certificate], and speaks no other version of TLS. */
    fun trusting(certificate: HeldCertificate): TlsOptions {
        if (this != TLS_1_2) {
            val trusting = TlsOptions.trusting(certificate.certificatePem())
            return trusting.newBuilder().minimumVersion(TlsVersion.TLS_1_3).build()
        }
        // Which has an end at the top, as well.
        val trust = HandshakeCertificates.Builder().addTrustedCertificate(certificate.certificate).build().trustManager
        return TlsOptions.of(SSLContext.getInstance(protocol).apply { init(null, arrayOf(trust), null) })
    }
}

/**
 * A folder that any server can serve, and the certificate that it shows. `/hello.txt` has 6 bytes, `/big` 4 MiB, `/huge`
 * more than what buffers on the way hold; uploads go below `/up/`.
 */
internal class Site : AutoCloseable {
    val home: Path = Files.createTempDirectory("httpwire-site")
    val root: Path = Files.createDirectories(home.resolve("www"))
    val big = Random(15).nextBytes(BIG_BYTES)
    private val held =
        HeldCertificate.Builder().addSubjectAlternativeName("localhost").addSubjectAlternativeName("127.0.0.1").build()
    val certificate: Path = Files.writeString(home.resolve("certificate.pem"), held.certificatePem())
    val key: Path = Files.writeString(home.resolve("key.pem"), held.privateKeyPkcs8Pem())

    /** For a server in this process. */
    val context: SSLContext = HandshakeCertificates.Builder().heldCertificate(held).build().sslContext()

    init {
        Files.writeString(root.resolve("hello.txt"), HELLO)
        Files.write(root.resolve("big"), big)
        RandomAccessFile(root.resolve("huge").toFile(), "rw").use { it.setLength(HUGE_BYTES) }
        Files.createDirectory(root.resolve("up"))
        // Apache, started by root, gives up root's rights.
        val open = PosixFilePermissions.fromString("rwxrwxrwx")
        for (each in listOf(home, root, root.resolve("up"))) Files.setPosixFilePermissions(each, open)
    }

    fun tls(carrier: Carrier): TlsOptions = carrier.trusting(held)

    override fun close() {
        home.toFile().deleteRecursively()
    }

    companion object {
        const val HELLO = "hello\n"
        private const val BIG_BYTES = 4 shl 20
        const val HUGE_BYTES = 64L shl 20
    }
}
