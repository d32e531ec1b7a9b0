package httpwire.client

import httpwire.testing.Answer
import httpwire.testing.AnsweringPeer
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import java.util.concurrent.CountDownLatch
import java.util.concurrent.TimeUnit
import kotlin.concurrent.thread

class ReadAfterEndTest : FunSpec({
    test("a body that was read to its end is still at its end when its connection is in use again") {
        val isAsked = CountDownLatch(1)
        val goOn = CountDownLatch(1)
        AnsweringPeer.start {
            if (it.target == "/2") {
                isAsked.countDown()
                goOn.await(10, TimeUnit.SECONDS)
            }
            Answer.ok("first")
        }.use { peer ->
            HttpClient.builder().build().use { client ->
                val response = client.get(peer.url("/1"))
                response.source().readUtf8(5) shouldBe "first"
                val other = thread { client.get(peer.url("/2")).use { it.text() } }
                try {
                    isAsked.await(10, TimeUnit.SECONDS) shouldBe true
                    response.source().exhausted() shouldBe true
                    response.read().size shouldBe 0
                    response.readInto(ByteArray(1)) shouldBe -1
                    response.readLine().size shouldBe 0
                    response.peek(1).size shouldBe 0
                } finally {
                    goOn.countDown()
                    other.join()
                }
                peer.connectionCount() shouldBe 1
            }
        }
    }
})
