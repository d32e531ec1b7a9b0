package httpwire.client.cache

import httpwire.CacheOutcome
import httpwire.Headers
import httpwire.HttpDate
import httpwire.Request
import httpwire.RequestBody
import httpwire.client.HttpClient
import httpwire.client.HttpClientBuilder
import httpwire.testing.Answer
import httpwire.testing.AnsweringPeer
import httpwire.testing.Received
import java.time.Duration
import java.time.Instant
import java.time.InstantSource

/** A clock that stands still unless it is told otherwise. */
internal class TestClock : InstantSource {
    @Volatile
    var now: Instant = Instant.parse("2026-01-01T00:00:00Z")

    override fun instant(): Instant = now

    fun pass(seconds: Long) {
        now = now.plusSeconds(seconds)
    }

    /** As an HTTP date, so many seconds from now. */
    fun date(seconds: Long = 0): String = HttpDate.format(now.plusSeconds(seconds))
}

/** What the caller got. */
internal class Got(val outcome: CacheOutcome?, val status: Int, val headers: Headers, val text: String) {
    fun age(): Long? = headers.get("Age")?.toLong()
}

/** A server whose answers are functions in turn, and a client with a cache whose clock the test moves. */
internal class CacheScene(
    options: CacheOptions.() -> CacheOptions = { this },
    storage: CacheStorage? = null,
    build: HttpClientBuilder.() -> Unit = {},
) : AutoCloseable {
    val clock = TestClock()
    private val settings = CacheOptions.DEFAULT.withClock(clock).options()
    val cache: Cache = if (storage == null) Cache.inMemory(1 shl 20, settings) else Cache.of(storage, settings)

    @Volatile
    var answers: (Received) -> Answer = { error("no answer") }
    val server: AnsweringPeer = AnsweringPeer.start { answers(it) }
    val client: HttpClient = HttpClient.builder().cache(cache).apply(build).build()

    /** From now on the server sends this. `@-5` in a field is a date five seconds ago. */
    fun answer(status: Int, vararg fields: String, body: String = "") {
        val withDates = fields.map { dated(it) }.toTypedArray()
        answers = { Answer.of(status, *withDates).body(body) }
    }

    fun dated(field: String): String = field.replace(Regex("@(-?\\d+)")) { clock.date(it.groupValues[1].toLong()) }

    fun get(path: String = "/a", vararg fields: String): Got = send("GET", path, *fields)

    fun send(method: String, path: String = "/a", vararg fields: String, body: String? = null): Got {
        val request = Request.builder(method, server.url(path))
        for (field in fields) {
            request.header(field.substringBefore(':'), dated(field.substringAfter(':').trim()))
        }
        if (body != null) request.body(RequestBody.of(body))
        return client.send(request.build()).use { Got(it.cacheOutcome, it.status, it.headers, it.read().utf8()) }
    }

    fun lastRequest(): Received = server.received().last()

    fun requestCount(): Int = server.received().size

    override fun close() {
        client.close()
        server.close()
        cache.close()
    }
}

internal fun scene(
    options: CacheOptions.() -> CacheOptions = { this },
    storage: CacheStorage? = null,
    build: HttpClientBuilder.() -> Unit = {},
    block: CacheScene.() -> Unit,
) = CacheScene(options, storage, build).use(block)

internal val HOUR: Duration = Duration.ofHours(1)
