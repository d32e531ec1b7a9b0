package httpwire.examples.recipes

import httpwire.Headers
import httpwire.Origin
import httpwire.Request
import httpwire.connection.HttpConnection
import httpwire.dsl.get
import httpwire.dsl.httpClient
import httpwire.testing.Answer
import httpwire.testing.AnsweringPeer
import httpwire.testing.Received
import httpwire.trace.ListenerChain
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.collections.shouldContainExactlyInAnyOrder
import io.kotest.matchers.ranges.shouldBeIn
import io.kotest.matchers.shouldBe
import io.opentelemetry.api.common.Attributes
import io.opentelemetry.sdk.metrics.SdkMeterProvider
import io.opentelemetry.sdk.metrics.data.MetricData
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader
import kotlin.time.DurationUnit
import kotlin.time.measureTime

private val answers = { request: Received ->
    when (request.path()) {
        "/gone" -> Answer.of(404)
        "/lost" -> Answer.reset()
        "/chat" -> Answer.of(101, "Upgrade: spam", "Connection: Upgrade").then(Answer.After.CLOSE)
        "/last" -> Answer.ok("spam").then(Answer.After.CLOSE)
        else -> Answer.ok("spam")
    }
}

private class Metrics {
    private val reader = InMemoryMetricReader.create()
    val meter = SdkMeterProvider.builder().registerMetricReader(reader).build()["httpwire"]

    fun named(name: String): MetricData = reader.collectAllMetrics().single { it.name == name }

    /** The counts of connections in each state, those in none left out. */
    fun open(): Map<String, Long> = named("http.client.open_connections").longSumData.points
        .filter { it.value != 0L }.associate { text(it.attributes) to it.value }
}

private fun text(attributes: Attributes): String =
    attributes.asMap().entries.map { "${it.key.key}=${it.value}" }.sorted().joinToString(" ")

class OpenTelemetryMetricsTest : FunSpec({
    test("durations, with the conventions' name, unit, buckets and attributes") {
        val metrics = Metrics()
        AnsweringPeer.start(answers).use { peer ->
            val elapsed = measureTime {
                httpClient { listener = openTelemetry(metrics.meter) }.use {
                    it.get(peer.url("/")).text()
                    it.get(peer.url("/gone")).text()
                    runCatching { it.get(peer.url("/lost")) }
                }
            }
            val server = "server.address=127.0.0.1 server.port=${peer.port()}"
            val duration = metrics.named("http.client.request.duration")
            duration.unit shouldBe "s"
            duration.histogramData.points.map { text(it.attributes) to it.count } shouldContainExactlyInAnyOrder listOf(
                "http.request.method=GET http.response.status_code=200 $server" to 1L,
                "error.type=404 http.request.method=GET http.response.status_code=404 $server" to 1L,
                "error.type=_OTHER http.request.method=GET $server" to 2L, // It was sent again, on a new connection.
            )
            val point = duration.histogramData.points.first()
            point.boundaries.take(3) shouldContainExactly listOf(0.005, 0.01, 0.025)
            duration.histogramData.points.sumOf { it.sum } shouldBeIn 1e-6..elapsed.toDouble(DurationUnit.SECONDS)
        }
    }

    test("the connections of a client's pool") {
        val metrics = Metrics()
        AnsweringPeer.start(answers).use { peer ->
            httpClient { }.use { client ->
                openConnections(metrics.meter, client).use {
                    client.get(peer.url("/")).text()
                    client.get(peer.url("/")).use {
                        val second = client.get(peer.url("/"))
                        metrics.open() shouldBe mapOf("http.connection.state=active" to 2L)
                        second.text()
                        metrics.open() shouldBe
                            mapOf("http.connection.state=active" to 1L, "http.connection.state=idle" to 1L)
                    }
                }
            }
        }
    }

    test("one connection, and how long it is open") {
        val metrics = Metrics()
        AnsweringPeer.start(answers).use { peer ->
            val origin = Origin.http(peer.address())
            val server = "server.address=127.0.0.1 server.port=${origin.port}"
            val listeners =
                listOf(openTelemetry(metrics.meter, origin), OpenTelemetryConnection(metrics.meter, origin))
            val connection = HttpConnection.builder(origin.host).port(origin.port)
                .listener(ListenerChain.of(listeners)).build()
            val idle = mapOf("http.connection.state=idle $server" to 1L)
            val active = mapOf("http.connection.state=active $server" to 1L)
            fun closedCount() = metrics.named("http.client.connection.duration").histogramData.points
                .associate { text(it.attributes) to it.count }

            connection.connect()
            metrics.open() shouldBe idle
            val pipeline = connection.pipeline(List(2) { Request.get("/") })
            pipeline.readResponse().text()
            metrics.open() shouldBe active
            pipeline.readResponse().text()
            metrics.open() shouldBe idle
            connection.close()
            connection.close()
            metrics.open() shouldBe mapOf()
            closedCount() shouldBe mapOf(server to 1L)

            connection.exchange("GET", "/last", Headers.EMPTY, null).text()
            metrics.open() shouldBe idle
            runCatching { connection.exchange("GET", "/lost", Headers.EMPTY, null) }
            metrics.open() shouldBe mapOf()

            val fields = Headers.of("Connection", "Upgrade", "Upgrade", "spam")
            connection.exchange("GET", "/chat", fields, null).upgrade().use { metrics.open() shouldBe mapOf() }
            connection.close()
            closedCount().keys shouldBe setOf(server)
        }
    }

    test("a connection that can't be opened was never open") {
        val metrics = Metrics()
        val origin = Origin.http("127.0.0.1:1")
        val watcher = OpenTelemetryConnection(metrics.meter, origin)
        HttpConnection.builder(origin.host).port(1).listener(watcher).build().use { connection ->
            runCatching { connection.request("GET", "/") }.isFailure shouldBe true
        }
        // What has counted nothing is not collected.
        runCatching { metrics.open() }.isFailure shouldBe true
    }
})
