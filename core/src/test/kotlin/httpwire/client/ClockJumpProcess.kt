package httpwire.client

import httpwire.Request
import httpwire.Timeouts
import httpwire.client.cache.Cache
import httpwire.client.cookies.CookieJar
import httpwire.client.cookies.PublicSuffixes
import httpwire.client.hsts.HstsStore
import httpwire.testing.Answer
import httpwire.testing.AnsweringPeer
import java.nio.file.Files
import java.nio.file.Path
import java.nio.file.StandardCopyOption
import java.time.Duration
import java.time.Instant
import kotlin.io.path.writeText

/** A process whose clock of the day jumps while it works, and which tells what came of it; [file] says how far. */
internal class ClockJumpProcess(private val file: Path) {
    private val jar = CookieJar.inMemory(PublicSuffixes.CONSERVATIVE)
    private val hosts = HstsStore.inMemory()
    private val cache = Cache.inMemory(1 shl 20)
    private val peer = AnsweringPeer.start { request ->
        when (request.target()) {
            "/cached" -> Answer.ok("cached").header("Cache-Control", "max-age=3600").header("ETag", "\"v\"")
            "/jump" -> Answer.ok("jumped").also { jump(checkNotNull(request.field("X-To"))) }
            "/silent" -> Answer.stall()
            else -> Answer.ok(request.field("Cookie")).header("Set-Cookie", "c=1; Max-Age=3600")
        }
    }
    private val client = HttpClient.builder().cache(cache).cookies(jar)
        .timeouts(Timeouts.DEFAULT.withRead(Duration.ofSeconds(20))).build()

    private fun jump(to: String) {
        // Whoever reads it sees the old text or the new one.
        val next = file.resolveSibling("next").also { it.writeText(to) }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE)
    }

    private fun get(path: String) = client.get(peer.url(path)).text()

    private fun cached(): String {
        val requested = peer.received().size
        check(get("/cached") == "cached")
        return if (peer.received().size == requested) "fresh" else "asked"
    }

    private fun silence(): String {
        val start = System.nanoTime()
        val silent = Timeouts.DEFAULT.withRead(Duration.ofMillis(300))
        val request = Request.builder("GET", peer.url("/silent")).timeouts(silent).build()
        val failure = runCatching { client.send(request) }.exceptionOrNull()
        val millis = (System.nanoTime() - start) / 1_000_000
        return "${failure?.javaClass?.simpleName} ${millis in 300..15_000}"
    }

    /** The cookie that was sent, whether the cache asked, whether the host is known, and how a silent server ended. */
    private fun report(year: String) {
        println("$year: ${get("/")}, ${cached()}, ${hosts.isKnown("site.example")}, ${silence()}")
    }

    /** The clock jumps while a response is waited for. */
    private fun jumpWhileWaiting(to: String, year: String) {
        val request = Request.builder("GET", peer.url("/jump")).header("X-To", to).build()
        client.send(request).text()
        report("$year ${Instant.now().isAfter(Instant.parse("2040-01-01T00:00:00Z"))}")
    }

    private fun run() {
        get("/")
        get("/cached")
        hosts.note("site.example", "max-age=3600")
        report("now")
        jumpWhileWaiting("+20y", "later")
        jumpWhileWaiting("+0", "back")
        jumpWhileWaiting("-20y", "earlier")
        jumpWhileWaiting("+0", "again")
        println(
            "${client.statistics().run {
                "$leased leased, $leaked leaked"
            }}, ${peer.connectionCount()} connections",
        )
    }

    companion object {
        @JvmStatic
        fun main(arguments: Array<String>) {
            val process = ClockJumpProcess(Path.of(arguments[0]))
            process.run()
            process.client.close()
            process.peer.close()
        }
    }
}
