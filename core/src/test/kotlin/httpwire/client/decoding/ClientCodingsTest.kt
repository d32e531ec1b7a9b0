package httpwire.client.decoding

import httpwire.client.HttpClient
import httpwire.testing.Answer
import httpwire.testing.AnsweringPeer
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import okio.BufferedSource
import okio.Source
import java.util.concurrent.atomic.AtomicInteger

class ClientCodingsTest : FunSpec({
    test("a client collects its codings once, not for each call") {
        val askedCount = AtomicInteger()
        val own = object : ContentDecoder {
            override fun getCodings(): List<String> {
                askedCount.incrementAndGet()
                return listOf("own")
            }

            override fun decode(coded: BufferedSource): Source = coded
        }
        AnsweringPeer.start { Answer.ok(it.field("Accept-Encoding")) }.use { peer ->
            HttpClient.builder().decoding(Decoding.DEFAULT.with(own)).build().use { client ->
                val countOfClient = askedCount.get()
                repeat(3) { client.get(peer.url("/")).text() shouldBe "own, gzip, deflate, br, zstd" }
                askedCount.get() shouldBe countOfClient
            }
        }
    }
})
