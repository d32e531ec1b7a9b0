package httpwire.cost

import httpwire.client.HttpClient
import httpwire.client.HttpClientBuilder
import httpwire.client.cache.Cache
import httpwire.client.cookies.CookieJar
import httpwire.client.pool.PoolOptions
import httpwire.process.TestJvm
import httpwire.testing.Answer
import httpwire.testing.AnsweringPeer
import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import httpwire.torture.BOUND
import httpwire.torture.Harm
import httpwire.torture.KINDS
import httpwire.torture.Kind
import httpwire.torture.Plan
import httpwire.torture.Scene
import httpwire.torture.Server
import httpwire.transport.Identities
import httpwire.transport.Proxy
import httpwire.transport.Threads
import httpwire.transport.loopbackDialer
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.shouldBe
import jdk.jfr.Recording
import jdk.jfr.consumer.RecordedEvent
import jdk.jfr.consumer.RecordingFile
import okio.ByteString
import okio.ByteString.Companion.decodeHex
import okio.Path.Companion.toOkioPath
import java.nio.file.Path
import java.time.Duration
import kotlin.concurrent.thread
import kotlin.io.path.createTempDirectory
import kotlin.io.path.createTempFile
import kotlin.io.path.deleteExisting

/** The kinds of exchange that the torture has, and those that wait for something else than their own connection. */
private val WAITING_KINDS: Map<String, (Path) -> Unit> = mapOf(
    "a name that the system looks up" to { _ -> withServer { get(it.url("/").replace("127.0.0.1", "localhost")) } },
    "a place in the pool that is waited for" to { _ ->
        withServer({ pool(PoolOptions.DEFAULT.withMaxPerOrigin(1)) }) { server ->
            val first = client.get(server.url("/"))
            // Gives the only connection back when the other call waits for it.
            val giving = thread {
                while (client.statistics().waiting == 0) Thread.onSpinWait()
                first.close()
            }
            get(server.url("/"))
            giving.join()
        }
    },
    "a SOCKS proxy" to { _ ->
        val script = Script.start().expect("050100".hex()).reply("0500".hex())
            .expectBytes(SOCKS_REQUEST_BYTES).reply("05000001000000000000".hex())
            .expectHead().reply("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ntext")
        ScriptedPeer.listening(script).use { peer ->
            val proxy = Proxy.socks5h("127.0.0.1:${peer.port()}")
            HttpClient.builder().proxy(proxy).build().use { it.get("http://a.test/").text() shouldBe "text" }
        }
    },
    "a cache in files" to { folder ->
        withServer({ cache(Cache.directory(folder.resolve("cache").toOkioPath(), 1L shl 20)) }) { server ->
            repeat(3) { get(server.url("/")) }
        }
    },
    "cookies in a file" to { folder ->
        withServer({
            cookies(CookieJar.file(folder.resolve("cookies")))
        }) { server -> repeat(3) { get(server.url("/")) } }
    },
)

/** Greeting aside: `CONNECT` to `a.test`, port 80. */
private const val SOCKS_REQUEST_BYTES = 13L

private fun String.hex(): ByteString = decodeHex()

private class Asking(val client: HttpClient) {
    fun get(url: String) = client.get(url).text() shouldBe "text"
}

private fun withServer(configure: HttpClientBuilder.() -> Unit = {}, block: Asking.(AnsweringPeer) -> Unit) {
    AnsweringPeer.start {
        Answer.of(200, "Set-Cookie: a=b; Max-Age=60", "Cache-Control: max-age=0", "ETag: \"1\"").body("text")
    }
        .use { peer -> HttpClient.builder().apply(configure).build().use { Asking(it).block(peer) } }
}

private fun play(kind: Kind) {
    val unharmed = Plan(Int.MAX_VALUE, Harm.FAILS)
    val server = Server()
    val peer = if (kind.isSecure) AnsweringPeer.start(Identities.good) else AnsweringPeer.start()
    peer.otherwise(server::answer)
    try {
        val builder = HttpClient.builder().dialer(loopbackDialer).timeout(BOUND).baseUrl(peer.url("/"))
        kind.configure(builder, unharmed)
        builder.build().use { client ->
            Scene(client, loopbackDialer, peer.port(), if (kind.isSecure) "https" else "http", unharmed).run {
                kind.run(this)
                delivered.toString() shouldBe kind.expected
            }
        }
    } finally {
        peer.abandon()
        peer.close()
    }
}

/** Runs all kinds, each in a thread of its own, virtual if there are such; prints what has held a carrier. */
internal object PinningExchanges {
    @JvmStatic
    fun main(args: Array<String>) {
        // Whoever uses a class first holds its carrier while the class is initialized: of the JVM's, and our events.
        pinnedWhile(::playAll)
        pinnedWhile(::playAll).forEach { println("pinned: $it") }
        println("played ${KINDS.size + WAITING_KINDS.size}")
    }

    private fun playAll() {
        val folder = createTempDirectory()
        val threads = Threads.available.last()
        KINDS.values.forEach { threads.run { play(it) } }
        WAITING_KINDS.values.forEach { threads.run { it(folder) } }
        folder.toFile().deleteRecursively()
    }

    private fun pinnedWhile(block: () -> Unit): List<RecordedEvent> {
        val file = createTempFile(suffix = ".jfr")
        try {
            Recording().use { recording ->
                recording.enable("jdk.VirtualThreadPinned").withThreshold(Duration.ZERO).withStackTrace()
                recording.start()
                block()
                recording.stop()
                recording.dump(file)
            }
            return RecordingFile.readAllEvents(file).filter { it.isOurs() }
        } finally {
            file.deleteExisting()
        }
    }

    private fun RecordedEvent.isOurs() = eventType.name == "jdk.VirtualThreadPinned" &&
        stackTrace?.frames.orEmpty().any { it.method.type.name.startsWith("httpwire.") }
}

/** Virtual threads with one carrier, which nothing may hold: else the run hangs, and is ended after two minutes. */
class PinningTest : FunSpec({
    val hasVirtualThreads = Runtime.version().feature() >= 21

    test(if (hasVirtualThreads) "no exchange pins its virtual thread" else "each kind of exchange, in its own thread") {
        val one = listOf("jdk.virtualThreadScheduler.parallelism", "jdk.virtualThreadScheduler.maxPoolSize")
        val printed = TestJvm.run(PinningExchanges::class.java, options = one.map { "-D$it=1" })
        printed.filter { it.startsWith("pinned") }.shouldBeEmpty()
        printed.last() shouldBe "played ${KINDS.size + WAITING_KINDS.size}"
    }
})
