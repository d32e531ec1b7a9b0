package httpwire.dsl

import httpwire.HttpException
import httpwire.HttpVersion
import httpwire.Limits
import httpwire.Timeouts
import httpwire.connection.HttpConnection
import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import httpwire.trace.ByteListener
import httpwire.trace.ConnectionListener
import httpwire.trace.Moment
import httpwire.transport.Dialer
import httpwire.transport.TlsOptions
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.shouldBe
import okhttp3.tls.HandshakeCertificates
import okhttp3.tls.HeldCertificate
import okio.ByteString
import java.net.InetAddress
import java.net.ServerSocket
import kotlin.time.Duration
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.seconds
import kotlin.time.toJavaDuration

private object NoListener : ConnectionListener

private object NoDialer : Dialer {
    override fun dial(peer: httpwire.Origin) = throw UnsupportedOperationException()
}

/** Each way to change an option, and what reads as it then. */
private val changes: Map<String, OptionsScope.() -> Unit> =
    mapOf(
        "host" to { host = "other.org" },
        "port" to { port = 81 },
        "timeout" to { timeout = 5.seconds },
        "timeouts" to { timeouts = Timeouts.NONE },
        "timeouts { }" to { timeouts { deadline = 1.seconds } },
        "limits" to { limits = limits.withMaxFields(7) },
        "limits { }" to { limits { maxFields = 7 } },
        "tls { }" to { tls { } },
        "listener { }" to { listener { } },
        "tls" to { tls = TlsOptions.DEFAULT },
        "blockSize" to { blockSize = 7 },
        "version" to { version = HttpVersion.HTTP_1_0 },
        "autoOpen" to { autoOpen = false },
        "dialer" to { dialer = NoDialer },
        "listener" to { listener = NoListener },
        "sourceAddress" to { sourceAddress("127.0.0.1") },
        "tunnel" to { tunnel("origin.test") },
    )

class OptionsTest :
    FunSpec({
        withTests(nameFn = { "$it: refused at its line once the connection is made" }, changes.keys) { name ->
            http("example.org") {
                changes.getValue(name)()
                connection
                shouldThrow<IllegalStateException> { changes.getValue(name)() }.message shouldBe
                    "options must be set before the first request, which creates the connection"
            }
        }

        test("options read as the builder has them, and as they were set") {
            val defaults = HttpConnection.builder("example.org")
            http("example.org") {
                listOf(host, port, timeouts, limits, tls, blockSize, version, autoOpen, dialer, listener) shouldBe
                    with(defaults) {
                        listOf(host, null, timeouts, limits, tls, blockSize, version, isAutoOpen, dialer, listener)
                    }
                timeout shouldBe 60.seconds
                for ((name, change) in changes) if (" { }" !in name && name != "timeouts") change()
                timeout shouldBe 5.seconds
                timeouts shouldBe
                    Timeouts.DEFAULT.run {
                        5.seconds.toJavaDuration().let { withConnect(it).withWrite(it).withRead(it) }
                    }
                limits shouldBe Limits.DEFAULT.withMaxFields(7)
                listOf(host, port, blockSize, version, autoOpen, dialer, listener) shouldBe
                    listOf("other.org", 81, 7, HttpVersion.HTTP_1_0, false, NoDialer, NoListener)
                port = null
                port shouldBe null
                timeout = null
                timeout shouldBe null
            }
        }

        test("timeouts { } changes what it names and leaves the rest; each bound is its own") {
            http("example.org") {
                timeout = 5.seconds
                timeouts {
                    read = null
                    deadline = 9.seconds
                }
                timeouts shouldBe
                    Timeouts.NONE
                        .withConnect(5.seconds.toJavaDuration())
                        .withWrite(5.seconds.toJavaDuration())
                        .withDeadline(9.seconds.toJavaDuration())
                timeouts {
                    resolve = 1.seconds
                    connect = 2.seconds
                    tls = 3.seconds
                    tunnel = 4.seconds
                    write = 5.seconds
                    firstByte = 6.seconds
                    read = 7.seconds
                    listOf(resolve, connect, tls, tunnel, write, firstByte, read, deadline) shouldBe
                        listOf(1, 2, 3, 4, 5, 6, 7, 9).map { it.seconds }
                }
                with(timeouts) { listOf(resolve, connect, tls, tunnel, write, firstByte, read, deadline) } shouldBe
                    listOf(1L, 2, 3, 4, 5, 6, 7, 9).map(java.time.Duration::ofSeconds)
            }
        }

        test("an invalid timeout or limit is refused at its line") {
            http("example.org") {
                shouldThrow<IllegalArgumentException> { timeout = Duration.ZERO }
                shouldThrow<IllegalArgumentException> { timeouts { read = (-1).seconds } }
                shouldThrow<IllegalArgumentException> { timeouts { read = Duration.INFINITE } }
                shouldThrow<IllegalArgumentException> { blockSize = 0 }
            }
        }

        test("a bound that runs out is a Timeout of ours") {
            talk(Script.start().expectHead().ignoreInput()) {
                timeouts { firstByte = 50.milliseconds }
                shouldThrow<HttpException.Timeout> { get("/") }.phase shouldBe httpwire.Phase.HEAD
            }
        }

        test("no host: the first request says so") {
            shouldThrow<IllegalStateException> { http { get("/") } }
            shouldThrow<IllegalStateException> { https { connection } }
        }

        test("the listener sees the head, and the version is what requests carry") {
            val heads = mutableListOf<ByteString>()
            talk(expecting("GET / HTTP/1.0\r\n$AUTO\r\n")) {
                version = HttpVersion.HTTP_1_0
                listener = object : ByteListener {
                    override fun headBytesSent(moment: Moment, head: ByteString) {
                        heads += head
                    }
                }
                get("/").text()
            }
            heads.map { it.utf8() } shouldBe listOf("GET / HTTP/1.0\r\n$AUTO\r\n")
        }

        test("sourceAddress is where the connection comes from") {
            ServerSocket(0, 1, InetAddress.getLoopbackAddress()).use { server ->
                http("127.0.0.1") {
                    port = server.localPort
                    sourceAddress("127.0.0.2")
                    connection.localAddress shouldBe null
                    connection.connect()
                    server.accept().use {
                        it.inetAddress.hostAddress shouldBe "127.0.0.2"
                        connection.localAddress shouldBe it.remoteSocketAddress
                    }
                }
            }
        }

        test("https, and tls that makes it https") {
            val held = HeldCertificate.Builder().addSubjectAlternativeName("localhost").build()
            val server = HandshakeCertificates.Builder().heldCertificate(held).build().sslContext()
            val script = Script.start().expectHead().reply(OK)
            ScriptedPeer.listening(server, script, script, script).use { peer ->
                val trusting = TlsOptions.trusting(held.certificatePem())
                https("localhost:${peer.port()}") {
                    tls = trusting
                    get("/").text()
                } shouldBe "hi"
                https {
                    host = "localhost:${peer.port()}"
                    tls = trusting
                    get("/").text()
                } shouldBe "hi"
                http("localhost:${peer.port()}") {
                    tls = trusting
                    get("/").text()
                } shouldBe "hi"
            }
            http("example.org") { connection.port } shouldBe 80
            https("example.org") { connection.port } shouldBe 443
        }
    })
