package httpwire.examples.recipes

import httpwire.Origin
import httpwire.connection.HttpConnection
import httpwire.dsl.delete
import httpwire.dsl.get
import httpwire.dsl.httpClient
import httpwire.dsl.request
import httpwire.testing.Answer
import httpwire.testing.AnsweringPeer
import httpwire.testing.Received
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.collections.shouldContainExactlyInAnyOrder
import io.kotest.matchers.ranges.shouldBeIn
import io.kotest.matchers.shouldBe
import io.micrometer.core.instrument.MeterRegistry
import io.micrometer.core.instrument.simple.SimpleMeterRegistry
import java.time.Duration
import java.util.concurrent.TimeUnit
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.DurationUnit
import kotlin.time.measureTime

private val answers = { request: Received ->
    when (request.path()) {
        "/moved" -> Answer.of(302, "Location: /")
        "/cut" -> Answer.ok("spam").cutAfter(2)
        "/lost" -> Answer.reset()
        "/gone" -> Answer.of(404)
        else -> Answer.ok("spam")
    }
}

/** The tags of each timer, and how often it has counted. */
private fun MeterRegistry.rows(): List<String> = get("http.client.requests").timers().map { timer ->
    timer.id.tags.joinToString(" ") { "${it.key}=${it.value}" } + ": ${timer.count()}"
}

class MicrometerMetricsTest : FunSpec({
    test("a client: one for each exchange") {
        val registry = SimpleMeterRegistry()
        AnsweringPeer.start(answers).use { peer ->
            val client = httpClient {
                redirects()
                listener = micrometer(registry)
            }
            client.use {
                it.get(peer.url("/moved")).text()
                it.get(peer.url("/")).text()
                runCatching { it.get(peer.url("/cut")).text() }
                runCatching { it.delete(peer.url("/lost")) }
                it.get(peer.url("/gone")).close()
                it.request("PARROT", peer.url("/")).text()
                runCatching { it.get("http://127.0.0.1:1/") }
            }
        }
        registry.rows() shouldContainExactlyInAnyOrder listOf(
            "client.name=127.0.0.1 error=none method=GET outcome=REDIRECTION status=302: 1",
            "client.name=127.0.0.1 error=none method=GET outcome=SUCCESS status=200: 2",
            "client.name=127.0.0.1 error=_OTHER method=GET outcome=SUCCESS status=200: 1",
            "client.name=127.0.0.1 error=_OTHER method=DELETE outcome=UNKNOWN status=IO_ERROR: 1",
            "client.name=127.0.0.1 error=404 method=GET outcome=CLIENT_ERROR status=404: 1",
            "client.name=127.0.0.1 error=none method=_OTHER outcome=SUCCESS status=200: 1",
            "client.name=127.0.0.1 error=_OTHER method=GET outcome=UNKNOWN status=IO_ERROR: 1",
        )
    }

    test("a connection: its exchanges, and that it can't be opened") {
        val registry = SimpleMeterRegistry()
        AnsweringPeer.start(answers).use { peer ->
            val origin = Origin.http(peer.address())
            HttpConnection.builder(origin.host).port(origin.port).listener(micrometer(registry, origin)).build().use {
                repeat(2) { i ->
                    it.request("GET", "/$i")
                    it.readResponse().read()
                }
                it.request("GET", "/")
                it.cancel()
                runCatching { it.readResponse() }
            }
        }
        val nowhere = Origin.http("localhost:1")
        HttpConnection.builder("localhost").port(1).listener(micrometer(registry, nowhere)).build().use {
            runCatching { it.connect() }
            runCatching { it.request("GET", "/") }
        }
        registry.rows() shouldContainExactlyInAnyOrder listOf(
            "client.name=127.0.0.1 error=none method=GET outcome=SUCCESS status=200: 2",
            "client.name=127.0.0.1 error=cancelled method=GET outcome=UNKNOWN status=IO_ERROR: 1",
            "client.name=localhost error=_OTHER method=_OTHER outcome=UNKNOWN status=IO_ERROR: 1",
        )
    }

    test("the time is that of the whole exchange, body included") {
        val registry = SimpleMeterRegistry()
        val pause = Duration.ofMillis(20)
        val elapsed = AnsweringPeer.start { Answer.ok("spam").drip(pause) }.use { peer ->
            val client = httpClient { listener = micrometer(registry) }
            client.use { measureTime { it.get(peer.url("/")).text() } }
        }
        registry.get("http.client.requests").timer().totalTime(TimeUnit.NANOSECONDS) shouldBeIn
            60e6..elapsed.toDouble(DurationUnit.NANOSECONDS)
    }

    test("who waits for a connection in vain is not an exchange") {
        val registry = SimpleMeterRegistry()
        AnsweringPeer.start(answers).use { peer ->
            val client = httpClient {
                pool {
                    maxPerOrigin = 1
                    waitTimeout = 1.milliseconds
                }
                listener = micrometer(registry)
            }
            client.use {
                val first = it.get(peer.url("/"))
                repeat(3) { runCatching { client.get(peer.url("/")) } }
                first.text()
            }
        }
        registry.rows() shouldBe listOf("client.name=127.0.0.1 error=none method=GET outcome=SUCCESS status=200: 1")
    }

    withTests(
        nameFn = { (method, known) -> "$method is counted as $known" },
        "GET" to "GET",
        "QUERY" to "QUERY",
        "get" to "_OTHER",
        "PARROT" to "_OTHER",
        null to "_OTHER",
    ) { (method, known) -> knownMethod(method) shouldBe known }
})
