package httpwire.torture

import httpwire.HttpException
import httpwire.Request
import httpwire.RequestBody
import httpwire.Timeouts
import httpwire.client.HttpClient
import httpwire.testing.Answer
import httpwire.testing.AnsweringPeer
import httpwire.transport.Identities
import httpwire.transport.LOOPBACK
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.ints.shouldBeGreaterThan
import io.kotest.matchers.shouldBe
import java.io.IOException
import java.net.InetSocketAddress
import java.net.ServerSocket
import java.net.Socket
import java.time.Duration
import java.util.concurrent.CopyOnWriteArrayList
import java.util.concurrent.locks.LockSupport
import kotlin.concurrent.thread
import kotlin.random.Random

/** What a network does to the bytes that go one way. */
internal enum class Roughness {
    /** They come in pieces of a few bytes. */
    SLICES,

    /** Each piece comes late. */
    DELAYS,

    /** Some pieces have a wrong bit. */
    CORRUPTS,

    /** The connection breaks at some byte. */
    BREAKS,
}

/** Stands between clients and the server at [port], on this machine. */
private class RoughNetwork(private val port: Int, private val roughness: Roughness, seed: Int) : AutoCloseable {
    private val random = Random(seed)
    private val server = ServerSocket().apply { bind(InetSocketAddress(LOOPBACK, 0)) }
    private val sockets = CopyOnWriteArrayList<Socket>()
    val address = "127.0.0.1:${server.localPort}"

    init {
        thread(isDaemon = true) {
            while (true) connect(runCatching { server.accept() }.getOrNull() ?: break)
        }
    }

    private fun connect(client: Socket) {
        val origin = Socket(LOOPBACK, port)
        sockets += listOf(client, origin)
        val seeds = synchronized(random) { random.nextInt() to random.nextInt() }
        thread(isDaemon = true) { carry(client, origin, Random(seeds.first)) }
        thread(isDaemon = true) { carry(origin, client, Random(seeds.second)) }
    }

    private fun carry(from: Socket, to: Socket, random: Random) {
        try {
            val buffer = ByteArray(4_096)
            while (true) {
                val count = from.getInputStream().read(buffer, 0, if (roughness == Roughness.SLICES) 7 else buffer.size)
                if (count < 0) break
                if (roughness == Roughness.DELAYS) LockSupport.parkNanos(random.nextLong(3_000_000))
                val isHit = random.nextInt(8) == 0
                if (isHit && roughness == Roughness.BREAKS) throw IOException("planted")
                if (isHit && roughness == Roughness.CORRUPTS) {
                    val at = random.nextInt(count)
                    buffer[at] = (buffer[at].toInt() xor (1 shl random.nextInt(8))).toByte()
                }
                to.getOutputStream().write(buffer, 0, count)
            }
            to.shutdownOutput()
        } catch (e: IOException) {
            from.close()
            to.close()
        }
    }

    override fun close() {
        server.close()
        sockets.forEach { it.close() }
    }
}

/** A network that is no good: what comes of it is right, or a failure. */
class RoughNetworkTest : FunSpec({
    withTests(
        nameFn = { (roughness, isSecure) ->
            "F62: $roughness, ${if (isSecure) "TLS" else "TCP"}: the right bytes, or an error"
        },
        // Without TLS nobody can tell that a byte was changed.
        Roughness.entries.flatMap { listOf(it to true, it to false) } - listOf(Roughness.CORRUPTS to false),
    ) { (roughness, isSecure) ->
        val answers = { request: httpwire.testing.Received -> Answer.ok(request.body.utf8() + BODY).chunked(5_000) }
        val peer = if (isSecure) {
            AnsweringPeer.start(Identities.good).apply {
                otherwise(answers)
            }
        } else {
            AnsweringPeer.start(answers)
        }
        var rightCount = 0
        var failureCount = 0
        try {
            RoughNetwork(peer.port(), roughness, seed = 1).use { network ->
                HttpClient.builder().tls(
                    Identities.trusting,
                ).timeouts(Timeouts.of(Duration.ofSeconds(5))).build().use { client ->
                    repeat(20) {
                        val scheme = if (isSecure) "https" else "http"
                        val request = Request.builder(
                            "POST",
                            "$scheme://${network.address}/",
                        ).body(RequestBody.of("$it")).build()
                        try {
                            client.send(request).text() shouldBe "$it$BODY"
                            rightCount++
                        } catch (e: HttpException) {
                            failureCount++
                        }
                    }
                    client.statistics().run { listOf(leased.toLong(), leaked) } shouldBe listOf(0L, 0L)
                }
            }
        } finally {
            peer.abandon()
            peer.close()
        }
        if (roughness == Roughness.SLICES || roughness == Roughness.DELAYS) failureCount shouldBe 0
        if (roughness == Roughness.CORRUPTS || roughness == Roughness.BREAKS) failureCount shouldBeGreaterThan 0
    }
})
