package httpwire.connection

import httpwire.HttpException
import httpwire.internal.wire.ArrayReads
import httpwire.transport.Arrival
import httpwire.transport.Identities
import httpwire.transport.LOOPBACK
import httpwire.transport.Running
import httpwire.transport.TlsOptions
import httpwire.transport.Transport
import httpwire.transport.loopbackDialer
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import okhttp3.CertificatePinner
import okhttp3.tls.HeldCertificate
import okio.Buffer
import java.net.Socket
import java.security.Principal
import java.security.PrivateKey
import java.time.Duration
import java.util.concurrent.Semaphore
import java.util.concurrent.TimeUnit
import javax.net.ssl.SSLContext
import javax.net.ssl.SSLServerSocket
import javax.net.ssl.SSLSocket
import javax.net.ssl.X509ExtendedKeyManager
import kotlin.concurrent.thread

private const val ROUNDS = 3
private const val HEAD_BYTES = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n".length

/** Shows the first certificate in the first handshake, and the second one from then on. */
private class TwoFaced(vararg certificates: HeldCertificate) : X509ExtendedKeyManager() {
    private val certificates = certificates.withIndex().associate { (index, it) -> "$index" to it }
    private var handshakeCount = 0

    fun context(): SSLContext = SSLContext.getInstance("TLS").apply { init(arrayOf(this@TwoFaced), null, null) }

    override fun chooseServerAlias(keyType: String, issuers: Array<Principal>?, socket: Socket): String? =
        if (keyType == "EC") "${if (handshakeCount++ == 0) 0 else 1}" else null

    override fun getCertificateChain(alias: String) = arrayOf(certificates.getValue(alias).certificate)

    override fun getPrivateKey(alias: String): PrivateKey = certificates.getValue(alias).keyPair.private

    override fun getServerAliases(keyType: String, issuers: Array<Principal>?) = null

    override fun getClientAliases(keyType: String, issuers: Array<Principal>?) = null

    override fun chooseClientAlias(keyTypes: Array<String>, issuers: Array<Principal>?, socket: Socket) = null
}

/** Answers each request in two halves, with a handshake between them and one begun after them. */
private fun answer(socket: SSLSocket) {
    val requests = Semaphore(0)
    val handshakes = Semaphore(0)
    socket.addHandshakeCompletedListener { handshakes.release() }
    // A handshake goes on only while somebody reads.
    thread(isDaemon = true) {
        val lines = socket.inputStream.bufferedReader(Charsets.ISO_8859_1).lineSequence()
        runCatching { lines.filter { it.isEmpty() }.forEach { _ -> requests.release() } }
        listOf(requests, handshakes).forEach { it.release(ROUNDS + 1) }
    }
    fun await(semaphore: Semaphore) = check(semaphore.tryAcquire(20, TimeUnit.SECONDS))
    await(requests)
    await(handshakes)
    for (round in 1..ROUNDS) {
        if (round > 1) await(requests)
        socket.outputStream.write("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nab".encodeToByteArray())
        socket.startHandshake()
        await(handshakes)
        socket.outputStream.write("cd".encodeToByteArray())
        socket.startHandshake()
    }
}

/** A server at which one connection is served by [answer]; [use] gets its address. */
private fun <T> serving(first: HeldCertificate, second: HeldCertificate, use: (String) -> T): T {
    val factory = TwoFaced(first, second).context().serverSocketFactory
    return (factory.createServerSocket(0, 1, LOOPBACK) as SSLServerSocket).use { listening ->
        listening.enabledProtocols = arrayOf("TLSv1.2")
        val server = Running { (listening.accept() as SSLSocket).use(::answer) }
        // The client is gone when the last handshake is to begin, or earlier.
        use("a.test:${listening.localPort}").also { server.outcome() }
    }
}

private fun connectionTo(address: String, tls: TlsOptions): HttpConnection =
    HttpConnection.builder(address).dialer(loopbackDialer).tls(tls).build()

/** Otherwise the next handshake would resume the session, and show no certificate. */
private fun HttpConnection.forgetSession() = transport!!.tlsSession!!.invalidate()

/** Which of the certificates a client with these options sees at last; what it reads is in [bodies]. */
private fun read(first: HeldCertificate, second: HeldCertificate, tls: TlsOptions, bodies: Buffer): String =
    serving(first, second) { address ->
        connectionTo(address, tls).use { connection ->
            repeat(ROUNDS) {
                connection.request("GET", "/")
                val source = connection.readResponse().source()
                connection.forgetSession()
                while (source.read(bodies, 1) >= 0) continue
            }
            val shown = connection.transport!!.tlsSession!!.peerCertificates[0]
            if (shown == second.certificate) "the second" else "the first"
        }
    }

/** A second handshake within a connection, which TLS 1.2 has and TLS 1.3 has not. */
class RenegotiationTest : FunSpec({
    fun pin(of: HeldCertificate) = CertificatePinner.pin(of.certificate)

    val trusting = Identities.trusting
    val first = Identities.issue("a.test")
    val second = Identities.issue("a.test")
    val stranger = HeldCertificate.Builder().addSubjectAlternativeName("b.test").build()
    val pinned = trusting.newBuilder().pin("*", pin(first), pin(stranger)).build()

    test("F35: a server of TLS 1.2 shakes hands again in the middle of a body, and while the connection is idle") {
        fun read(second: HeldCertificate, tls: TlsOptions) {
            val bodies = Buffer()
            read(first, second, tls, bodies) shouldBe "the second"
            bodies.readUtf8() shouldBe "abcd".repeat(ROUNDS)
        }
        read(first, trusting)
        read(second, trusting)
        read(first, pinned)
        read(stranger, TlsOptions.builder().unverified().build())
    }

    val wrong = listOf(
        Triple("not pinned", second, "none of its keys is pinned"),
        Triple("for another host", Identities.issue("b.test"), "No subject alternative DNS name"),
        Triple(
            "for the host as a common name only",
            Identities.issue {
                commonName("a.test")
            },
            "its common name does not",
        ),
        Triple("of an unknown authority", stranger, "unable to find valid certification path"),
    )
    withTests(nameFn = {
        "T37: a certificate that is ${it.first} ends the connection in the middle of a body"
    }, wrong) {
        val bodies = Buffer()
        val options = if (it.second == second) pinned else trusting
        shouldThrow<HttpException> { read(first, it.second, options, bodies) }.message shouldContain it.third
        bodies.readUtf8() shouldBe "ab"
    }

    fun failure(read: () -> Unit): String? = runCatching(read).exceptionOrNull()?.message

    val ways = mapOf<String, (Transport) -> String?>(
        "reading" to { transport ->
            failure { transport.source.readUtf8(1) }.also { transport.source.buffer.size shouldBe 0 }
        },
        "reading into an array" to { transport -> failure { (transport as ArrayReads).read(ByteArray(9), 0, 9) } },
        "polling" to { transport ->
            var arrival = transport.poll(Duration.ofSeconds(10))
            while (arrival == Arrival.NOTHING) arrival = transport.poll(Duration.ofSeconds(10))
            arrival shouldBe Arrival.END
            failure { transport.source.readUtf8(1) }
        },
    )
    withTests(nameFn = { "T37: another certificate is noticed by $it" }, ways.keys) {
        serving(first, second) { address ->
            connectionTo(address, pinned).use { connection ->
                connection.connect()
                connection.forgetSession()
                val transport = connection.transport!!
                transport.sink.writeUtf8("GET / HTTP/1.1\r\n\r\n").flush()
                transport.source.skip(HEAD_BYTES + 2L)
                ways.getValue(it)(transport) shouldContain "none of its keys is pinned"
            }
        }
    }
})
