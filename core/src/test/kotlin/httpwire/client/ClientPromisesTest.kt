package httpwire.client

import httpwire.HttpUrl
import httpwire.Request
import httpwire.client.decoding.Decoding
import httpwire.client.pool.PoolOptions
import httpwire.client.proxy.ProxyChooser
import httpwire.client.redirect.Redirects
import httpwire.testing.Answer
import httpwire.testing.AnsweringPeer
import httpwire.trace.Moment
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import java.time.Duration

/** What `docs/client.md` says of the whole client, and no spec of a part holds. */
class ClientPromisesTest : FunSpec({
    test("the defaults are those of the page") {
        PoolOptions.DEFAULT shouldBe PoolOptions(0, 64, Duration.ofSeconds(30), null, Integer.MAX_VALUE, null)
        Redirects.DEFAULT shouldBe Redirects(20, false)
        Decoding.DEFAULT shouldBe Decoding(200, 5, 8 shl 20, listOf())
        HttpClient.builder().defaults().run { redirects to decoding } shouldBe (Redirects.DEFAULT to Decoding.DEFAULT)
    }

    test("a builder switches nothing on; create() follows redirects and asks for codings") {
        AnsweringPeer.start { if (it.target == "/a") Answer.of(302, "Location: /b") else Answer.ok("b") }.use { peer ->
            HttpClient.builder().build().use { it.get(peer.url("/a")).use { response -> response.status shouldBe 302 } }
            val fields = peer.received().single().fields().map { it.key }
            fields shouldContainExactly listOf("Host", "Accept-Encoding", "User-Agent")
            peer.received().single().field("Accept-Encoding") shouldBe "identity"
            HttpClient.create().use { it.get(peer.url("/a")).text() shouldBe "b" }
            peer.received().last().field("Accept-Encoding") shouldBe "gzip, deflate, br, zstd"
        }
    }

    test("the connection used last is used next") {
        AnsweringPeer.start { Answer.ok("${it.connection}") }.use { peer ->
            HttpClient.builder().build().use { client ->
                val (first, second) = List(2) { client.get(peer.url("/")) }
                second.text()
                val latest = first.text()
                List(3) { client.get(peer.url("/")).text() } shouldContainExactly List(3) { latest }
                client.statistics().idle shouldBe 2
            }
        }
    }

    test("an idle connection to another origin makes room for a new one") {
        AnsweringPeer.start { Answer.ok("one") }.use { one ->
            AnsweringPeer.start { Answer.ok("other") }.use { other ->
                val pool = PoolOptions.DEFAULT.withMaxConnections(1)
                HttpClient.builder().pool(pool).build().use { client ->
                    client.get(one.url("/")).text() shouldBe "one"
                    client.get(other.url("/")).text() shouldBe "other"
                    client.statistics().run { listOf(opened, evicted, idle.toLong()) } shouldContainExactly
                        listOf(2, 1, 1)
                }
            }
        }
    }

    test("a chooser is asked for each exchange, in the thread of the call, and what it throws goes to the caller") {
        AnsweringPeer.start { if (it.target == "/a") Answer.of(302, "Location: /b") else Answer.ok("b") }.use { peer ->
            val asked = mutableListOf<String>()
            val caller = Thread.currentThread()
            val chooser = ProxyChooser { url ->
                asked += "${url.target} ${Thread.currentThread() === caller}"
                check(url.target != "/no") { "not there" }
                listOf()
            }
            HttpClient.builder().redirects().proxies(chooser).build().use { client ->
                client.get(peer.url("/a")).text() shouldBe "b"
                shouldThrow<IllegalStateException> { client.get(peer.url("/no")) }.message shouldBe "not there"
                client.statistics().leased shouldBe 0
            }
            asked shouldContainExactly listOf("/a true", "/b true", "/no true")
        }
    }

    test("a second listener replaces the first one") {
        val heard = mutableListOf<String>()
        fun listener(name: String) = object : ClientListener {
            override fun exchangeStarted(moment: Moment, request: Request) {
                heard += "$name ${HttpUrl.parse(request.target).target}"
            }
        }
        AnsweringPeer.start { Answer.ok("b") }.use { peer ->
            HttpClient.builder().listener(listener("first")).listener(listener("second")).build().use {
                it.get(peer.url("/a")).text()
            }
        }
        heard shouldContainExactly listOf("second /a")
    }
})
