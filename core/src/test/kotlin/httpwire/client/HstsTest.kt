package httpwire.client

import httpwire.HttpException
import httpwire.HttpException.UnexpectedResponse
import httpwire.HttpUrl
import httpwire.Request
import httpwire.client.hsts.HstsEntry
import httpwire.client.hsts.HstsStore
import httpwire.testing.Answer
import httpwire.testing.AnsweringPeer
import httpwire.testing.Received
import httpwire.testing.SelfSigned
import httpwire.transport.Dialer
import httpwire.transport.TlsOptions
import httpwire.transport.loopbackDialer
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import java.time.Instant

private val IDENTITY = SelfSigned.forHosts("a.test", "b.test", "sub.a.test", "127.0.0.1")

/** All hosts, with TLS and without, as one server each. */
private class Servers(answers: (Received) -> Answer) : AutoCloseable {
    val plain: AnsweringPeer = AnsweringPeer.start { answers(it) }
    val secure: AnsweringPeer = AnsweringPeer.start(IDENTITY.serverContext())
    val store: HstsStore = HstsStore.inMemory()

    init {
        secure.otherwise { answers(it) }
    }

    fun client(build: HttpClientBuilder.() -> Unit = {}): HttpClient = HttpClient.builder()
        .tls(TlsOptions.trusting(IDENTITY.certificatePem()))
        .hsts(store)
        .dialer(dialer())
        .apply(build)
        .build()

    private fun dialer() = Dialer { origin ->
        loopbackDialer.dial(HttpUrl.parse((if (origin.isSecure) secure else plain).url("/")).origin())
    }

    fun know(host: String) = store.put(HstsEntry(host, false, Instant.parse("2999-01-01T00:00:00Z")))

    override fun close() {
        plain.close()
        secure.close()
    }
}

private fun strict(field: String) = Answer.ok("ok").header("Strict-Transport-Security", field)

private fun moved(to: String) = Answer.of(302, "Location: $to").body("moved")

class HstsTest : FunSpec({
    test(
        "T45: RFC 6797 §8.1, §8.3: after its word over TLS a host is asked over TLS, and nothing is sent before that",
    ) {
        Servers { strict("max-age=100") }.use { servers ->
            servers.client().use { client ->
                client.get("http://a.test/before").text() shouldBe "ok"
                client.get("https://a.test/word").text() shouldBe "ok"
                client.get("http://a.test/after").use { response ->
                    response.url shouldBe "https://a.test/after"
                    response.request!!.target shouldBe "https://a.test/after"
                }
                client.get("http://b.test/other").text()
            }
            servers.plain.received().map { it.target } shouldContainExactly listOf("/before", "/other")
            servers.secure.received().map { it.target } shouldContainExactly listOf("/word", "/after")
        }
    }

    test("RFC 6797 §8.1: the word of a response without TLS is not heard, nor that of an address") {
        Servers { strict("max-age=100; includeSubDomains") }.use { servers ->
            servers.client().use { client ->
                client.get("http://a.test/").text()
                client.get("https://127.0.0.1/").text()
            }
            servers.store.list().shouldBeEmpty()
        }
    }

    test("RFC 6797 §8.1: where certificates are not checked, no word is heard; known hosts are asked over TLS") {
        Servers { strict("max-age=100") }.use { servers ->
            servers.client { tls(TlsOptions.builder().unverified().build()) }.use { client ->
                client.get("https://a.test/").text()
                servers.store.list().shouldBeEmpty()
                servers.know("b.test")
                client.get("http://b.test/").url shouldBe "https://b.test/"
            }
        }
    }

    test("RFC 6797 §8.1: of two fields the first one counts, even if it is damaged") {
        Servers {
            val first = if (it.target == "/damaged") "max-age=x" else "max-age=100"
            strict(first).header("Strict-Transport-Security", "max-age=200; includeSubDomains")
        }.use { servers ->
            servers.client().use { client ->
                client.get("https://a.test/damaged").text()
                servers.store.list().shouldBeEmpty()
                client.get("https://a.test/").text()
                servers.store.list().single().includesSubdomains shouldBe false
            }
        }
    }

    test("RFC 6797 §8.1: refusals and redirects count, and max-age=0 ends it") {
        Servers {
            when (it.target) {
                "/404" -> Answer.of(404).header("Strict-Transport-Security", "max-age=100").body("no")
                "/302" -> moved("https://b.test/end").header("Strict-Transport-Security", "max-age=100")
                else -> strict("max-age=0")
            }
        }.use { servers ->
            servers.client { redirects() }.use { client ->
                client.get("https://a.test/404").text()
                servers.store.isKnown("a.test") shouldBe true
                client.get("https://a.test/end").text()
                servers.store.isKnown("a.test") shouldBe false
                client.get("https://a.test/302").text()
                servers.store.isKnown("a.test") shouldBe true
            }
        }
    }

    test("RFC 6797 §8.4: a known host whose certificate is not good is not asked at all") {
        val servers = Servers { Answer.ok("ok") }
        servers.know("unnamed.test")
        servers.client().use { client -> shouldThrow<HttpException.TlsFailed> { client.get("http://unnamed.test/") } }
        servers.plain.received().shouldBeEmpty()
        servers.plain.close()
        shouldThrow<AssertionError> { servers.secure.close() }.message!! shouldContain "TLS failed"
    }

    test("T34: a redirect to http of a known host is no downgrade: it is followed over TLS, with its secrets") {
        Servers { if (it.target == "/a") moved("http://a.test/b") else Answer.ok("b") }.use { servers ->
            servers.know("a.test")
            servers.client { redirects() }.use { client ->
                val request = Request.builder("GET", "https://a.test/a").header("Authorization", "Bearer t").build()
                client.send(request).use { response ->
                    response.text() shouldBe "b"
                    response.url shouldBe "https://a.test/b"
                }
            }
            servers.plain.received().shouldBeEmpty()
            servers.secure.received().map { it.field("Authorization") } shouldContainExactly
                listOf("Bearer t", "Bearer t")
        }
    }

    test("T34: a redirect from https to http of an unknown host is refused, even after the call began with http") {
        Servers { moved("http://b.test/b") }.use { servers ->
            servers.know("a.test")
            servers.client { redirects() }.use { client ->
                for (url in listOf("https://a.test/a", "http://a.test/a")) {
                    shouldThrow<UnexpectedResponse> { client.get(url) }.message!! shouldContain "from https to http"
                }
            }
            servers.plain.received().shouldBeEmpty()
        }
    }

    test("T34: secrets of a call that began with http and was upgraded stay with the origin that was asked") {
        Servers { if (it.target == "/a") moved("https://a.test/b") else Answer.ok("b") }.use { servers ->
            servers.know("a.test")
            servers.client { redirects() }.use { client ->
                val request = Request.builder("GET", "http://a.test/a").header("Authorization", "Bearer t").build()
                client.send(request).text() shouldBe "b"
            }
            servers.secure.received().map { it.field("Authorization") } shouldContainExactly
                listOf("Bearer t", "Bearer t")
        }
    }

    test("T32: a redirect from https to http of the same known host, and so on, ends as a circle") {
        Servers { moved("http://a.test/a") }.use { servers ->
            servers.know("a.test")
            servers.client { redirects() }.use { client ->
                shouldThrow<HttpException.TooManyRedirects> { client.get("http://a.test/a") }
            }
            servers.secure.received().size shouldBe 1
        }
    }

    test("a host that gives its word in a redirect is asked over TLS at once, in the same call") {
        Servers {
            if (it.target ==
                "/a"
            ) {
                moved("http://a.test/b").header("Strict-Transport-Security", "max-age=9")
            } else {
                Answer.ok("b")
            }
        }.use { servers ->
            servers.client { redirects() }.use { it.get("https://a.test/a").text() shouldBe "b" }
            servers.plain.received().shouldBeEmpty()
        }
    }

    test("clients share the store with those that are made of them; hsts() makes a new one, and null none") {
        Servers { Answer.ok("ok") }.use { servers ->
            servers.client().use { client ->
                client.newBuilder().hsts shouldBe servers.store
                (client.newBuilder().hsts().hsts == servers.store) shouldBe false
                client.newBuilder().hsts(null).hsts shouldBe null
            }
        }
    }
})
