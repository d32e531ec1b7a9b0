package httpwire.examples.samples.dsl

import httpwire.client.HttpClient
import httpwire.testing.Answer
import httpwire.testing.AnsweringPeer
import io.kotest.core.spec.style.FunSpec
import io.kotest.engine.spec.tempdir
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import okio.ByteString.Companion.encodeUtf8
import okio.Path.Companion.toOkioPath
import kotlin.time.Duration.Companion.seconds
import kotlin.time.toJavaDuration

class EventSamplesTest : FunSpec({
    test("events, eventsWithOptions, eventsResumed") {
        AnsweringPeer.start().use { peer ->
            peer.on("GET /").where { it.field("X-Topic") == "prices" }
                .reply(200, "retry: 1\ndata: 7\n\n", "Content-Type: text/event-stream").reply(204)
            peer.on("POST /mcp").reply(204)
            HttpClient.create().use { client ->
                val seen = mutableListOf<String>()
                events(client, peer.url("/"), seen::add)
                seen shouldContainExactly listOf("7")
                eventsResumed(client, peer.url("/mcp"), "1").use { it.readEvent() shouldBe null }
            }
        }
        eventsWithOptions().reconnection().delay() shouldBe 1.seconds.toJavaDuration()
    }

    test("downloadWithOptions, downloadAnew") {
        AnsweringPeer.start { Answer.ok("hi") }.use { peer ->
            HttpClient.create().use { client ->
                val target = tempdir().resolve("f").toOkioPath()
                val sha256 = "hi".encodeUtf8().sha256().hex()
                downloadWithOptions(client, peer.url("/"), target, sha256).byteCount shouldBe 2
            }
        }
        downloadAnew().isResumed shouldBe false
    }
})
