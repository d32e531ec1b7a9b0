package httpwire.examples.samples

import httpwire.Request
import httpwire.coroutines.httpClient
import httpwire.examples.samples.coroutines.clientDownload
import httpwire.examples.samples.coroutines.clientDownloadOfRequest
import httpwire.examples.samples.coroutines.clientEvents
import httpwire.examples.samples.coroutines.clientEventsOfRequest
import httpwire.examples.samples.coroutines.clientEventsOfResponse
import httpwire.testing.Answer
import httpwire.testing.AnsweringPeer
import io.kotest.core.spec.style.FunSpec
import io.kotest.engine.spec.tempdir
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import kotlinx.coroutines.flow.map
import kotlinx.coroutines.flow.toList
import okio.Path.Companion.toOkioPath

class EventSamplesTest : FunSpec({
    test("clientEvents, clientEventsOfRequest, clientEventsOfResponse, clientDownload, clientDownloadOfRequest") {
        AnsweringPeer.start().use { peer ->
            val stream = Answer.of(200, "Content-Type: text/event-stream").body("retry: 1\ndata: 7\n\n")
            peer.on("GET /f").reply(200, "hi").times(2)
            peer.on("GET /").reply(stream).reply(204)
            peer.on("POST /").reply(stream)
            httpClient().use { client ->
                val seen = mutableListOf<String>()
                clientEvents(client, peer.url("/"), seen::add)
                seen shouldContainExactly listOf("7")
                clientEventsOfRequest(client, peer.url("/")).map { it.data }.toList() shouldContainExactly listOf("7")
                val post = Request.builder("POST", peer.url("/")).build()
                clientEventsOfResponse(client, post) shouldBe "7"
                val target = tempdir().resolve("f").toOkioPath()
                clientDownload(client, peer.url("/f"), target).byteCount shouldBe 2
                clientDownloadOfRequest(client, peer.url("/f"), target).byteCount shouldBe 2
            }
        }
    }
})
