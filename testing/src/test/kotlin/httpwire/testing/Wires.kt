package httpwire.testing

import okhttp3.tls.HandshakeCertificates
import okhttp3.tls.HeldCertificate
import okio.IOException
import okio.Socket
import okio.asOkioSocket
import okio.buffer
import java.util.concurrent.TimeUnit
import javax.net.ssl.SSLSocket

/** A certificate for localhost and a.test, and a client that trusts it. */
object Certificates {
    private val held =
        HeldCertificate
            .Builder()
            .addSubjectAlternativeName("localhost")
            .addSubjectAlternativeName("a.test")
            .build()
    val server = HandshakeCertificates.Builder().heldCertificate(held).build()
    val client = HandshakeCertificates.Builder().addTrustedCertificate(held.certificate).build()
    val distrustful = HandshakeCertificates.Builder().addPlatformTrustedCertificates().build()
}

/** The client's end of one connection to a peer. Reads that take ten seconds fail. */
class Client(
    socket: Socket,
) : AutoCloseable {
    private val sink = socket.sink.buffer()
    val source = socket.source.buffer()

    init {
        source.timeout().timeout(10, TimeUnit.SECONDS)
        sink.timeout().timeout(10, TimeUnit.SECONDS)
    }

    fun send(text: String) {
        sink.writeString(text, Charsets.ISO_8859_1).flush()
    }

    fun read(byteCount: Long): String = source.readString(byteCount, Charsets.ISO_8859_1)

    fun readAll(): String = source.readString(Charsets.ISO_8859_1)

    fun endOutput() = sink.close()

    override fun close() {
        runCatching { source.close() }
        runCatching { sink.close() }
    }
}

/** The ways to reach a peer. */
enum class Way {
    IN_MEMORY {
        override fun peer(script: Script) = ScriptedPeer.inMemory(script)

        override fun connect(peer: ScriptedPeer) = (peer as InMemoryPeer).socket()
    },
    TCP {
        override fun peer(script: Script) = ScriptedPeer.listening(script)

        override fun connect(peer: ScriptedPeer) = tcp(peer).asOkioSocket()
    },
    TLS {
        override fun peer(script: Script) = ScriptedPeer.listening(Certificates.server.sslContext(), script)

        override fun connect(peer: ScriptedPeer) = tls(tcp(peer)).asOkioSocket()
    },
    TLS_IN_MEMORY {
        override fun peer(script: Script) = ScriptedPeer.inMemory(script.inside(Certificates.server.sslContext()))

        override fun connect(peer: ScriptedPeer) = tls(JavaSocketView((peer as InMemoryPeer).socket())).asOkioSocket()
    }, ;

    /** A peer that plays [script] on its one connection. */
    abstract fun peer(script: Script): ScriptedPeer

    abstract fun connect(peer: ScriptedPeer): Socket

    /** Plays [script] against [client] and checks it: what a test of a real client does. */
    fun play(script: Script, client: Client.() -> Unit): Transcript = peer(script).use { peer ->
        Client(connect(peer)).use(client)
        peer.verify()
        peer
    }.transcript()

    /** Plays [script] against [client] and returns the report that it must end in. */
    fun fail(script: Script, client: Client.() -> Unit): String {
        val peer = peer(script)
        Client(connect(peer)).use(client)
        return reportOf { peer.close() }
    }
}

fun tcp(peer: ScriptedPeer) = java.net.Socket("127.0.0.1", (peer as ListeningPeer).port())

fun tls(
    below: java.net.Socket,
    certificates: HandshakeCertificates = Certificates.client,
    protocol: String = "TLSv1.3",
): SSLSocket {
    val socket = certificates.sslSocketFactory().createSocket(below, "a.test", 443, true) as SSLSocket
    socket.enabledProtocols = arrayOf(protocol)
    socket.startHandshake()
    return socket
}

/** The message of the assertion error that [block] must throw. */
fun reportOf(block: () -> Unit): String = try {
    block()
    null
} catch (e: AssertionError) {
    e.message
} ?: throw IllegalStateException("the peer did not complain")

/** Whether reading on ends in an I/O error, rather than in an end. */
fun Client.breaksOff(): Boolean = try {
    source.readByteString()
    false
} catch (e: IOException) {
    e.message != "timeout"
}
