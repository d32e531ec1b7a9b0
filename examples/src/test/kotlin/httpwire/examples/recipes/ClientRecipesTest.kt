package httpwire.examples.recipes

import httpwire.HttpException
import httpwire.HttpException.UnexpectedResponse
import httpwire.client.HttpClient
import httpwire.dsl.get
import httpwire.dsl.httpClient
import httpwire.dsl.post
import httpwire.examples.JavaRest
import httpwire.testing.Answer
import httpwire.testing.AnsweringPeer
import httpwire.testing.Received
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.collections.shouldContainExactlyInAnyOrder
import io.kotest.matchers.longs.shouldBeInRange
import io.kotest.matchers.longs.shouldBePositive
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldStartWith
import okio.Buffer
import java.io.ByteArrayInputStream
import java.io.PrintStream
import java.util.concurrent.CyclicBarrier
import java.util.concurrent.TimeUnit
import kotlin.time.Duration

private inline fun <R> serving(noinline answers: (Received) -> Answer, use: (AnsweringPeer) -> R): R =
    AnsweringPeer.start(answers).use(use)

private val lost = Answer.nothing(Answer.After.RESET)

class ClientRecipesTest : FunSpec({
    context("JSON") {
        val users = { request: Received ->
            when {
                request.field("Accept") != "application/json" && request.method == "GET" -> Answer.of(406)

                request.target == "/v1/users" && request.method == "GET" -> Answer.ok(
                    """[{"id":"1","name":"eggs","age":3}]""",
                )

                request.text() == "{\"name\":\"spam\"}" -> Answer.of(201).body("""{"id":"7","name":"spam"}""")

                else -> Answer.of(422).body("no name")
            }
        }

        test("with kotlinx.serialization: what was made, and what there is") {
            serving(users) { peer ->
                addUser(peer.address(), "spam") shouldBe listOf("eggs", "spam is 7")
                peer.received().first().field("Content-Type") shouldBe "application/json"
                peer.received().first().field("Accept-Encoding") shouldStartWith "gzip"
            }
        }

        test("with kotlinx.serialization: an answer that is no success") {
            serving(users) { peer ->
                addUser(peer.address(), "") shouldBe listOf("422: no name")
                httpwire.coroutines.httpClient().use { client ->
                    shouldThrow<UnexpectedResponse> {
                        client.getJson<List<String>>(peer.url("/v1/users"))
                    }.status shouldBe
                        406
                }
            }
        }

        test("with Jackson") {
            val user = "{\"id\":\"7\",\"name\":\"spam\"}"
            serving({ if (it.target == "/7") Answer.ok(user) else Answer.of(404).body("no user") }) { peer ->
                HttpClient.create().use { client ->
                    val spam = JavaRest.User("7", "spam")
                    JavaRest.get(client, peer.url("/7"), JavaRest.User::class.java) shouldBe spam
                    JavaRest.post(client, peer.url("/7"), spam, JavaRest.User::class.java) shouldBe spam
                    peer.received().last().run { field("Content-Type") to text() } shouldBe ("application/json" to user)
                    shouldThrow<UnexpectedResponse> {
                        JavaRest.get(client, peer.url("/8"), JavaRest.User::class.java)
                    }.status shouldBe 404
                    shouldThrow<UnexpectedResponse> {
                        JavaRest.post(client, peer.url("/8"), spam, JavaRest.User::class.java)
                    }.status shouldBe 404
                }
            }
        }
    }

    test("twenty threads on four connections, all four in use at once") {
        val four = CyclicBarrier(4)
        val out = Buffer()
        serving({
            four.await(20, TimeUnit.SECONDS)
            Answer.ok(it.target)
        }) { peer ->
            val pages = loadWithThreads(peer.address(), PrintStream(out.outputStream(), true))
            pages shouldContainExactly (1..20).map { "/page/$it" }
            peer.connectionCount() shouldBe 4
            out.readUtf8() shouldStartWith "PoolStatistics[leased=0, idle=4, waiting=0, opened=4, reused=16, resent=0,"
        }
    }

    test("a crawler asks for each page of the site once, comes back when the site says so, and reads robots.txt") {
        var isBusy = true
        val site = { request: Received ->
            when (request.target) {
                "/robots.txt" -> Answer.ok(
                    "User-Agent: other\nDisallow: /\nUser-agent: *\nDisallow: /private # secret\n",
                )

                "/" -> Answer.ok(
                    "<a href=\"/a\"><a href='x'><a class=\"c\" href=\"b?q=1\"><a href=\"/private/p\">" +
                        "<a href=\"http://other.example/\"><a href=\"/a#top\"><a href=\"http://[\"><a href=\"/gone\">",
                )

                "/a" -> if (isBusy) Answer.of(429, "Retry-After: 0").also { isBusy = false } else Answer.ok("a")

                "/gone" -> Answer.of(404)

                else -> Answer.ok("<a href=\"/\"><a href=\"/last\">")
            }
        }
        val pages = mutableMapOf<String, String?>()
        serving(site) { peer ->
            PoliteCrawler(pause = Duration.ZERO).crawl(peer.url("/"), 4) { url, text ->
                pages[url.removePrefix(peer.url(""))] = text?.take(1)
            }
            peer.received().map { it.target } shouldContainExactly
                listOf("/robots.txt", "/", "/a", "/a", "/b?q=1", "/gone")
            peer.connectionCount() shouldBe 1
        }
        pages shouldBe mapOf("/" to "<", "/a" to "a", "/b?q=1" to "<", "/gone" to null)
    }

    test("one record for each call, without secrets, also if it fails") {
        val records = mutableListOf<CallRecord>()
        serving({ if (it.target.startsWith("/a")) Answer.of(302, "Location: /b") else Answer.ok("hi") }) { peer ->
            val client = httpClient {
                redirects()
                interceptor(LogCalls(records::add))
            }
            client.use { it.get(peer.url("/a?token=1234&q=spam")).text() }
            records.single().nanos.shouldBePositive()
            records.single().copy(nanos = 0) shouldBe
                CallRecord("GET", peer.url("/a?token=██&q=spam"), 200, 0, hops = 1)
        }
        serving({ lost }) { peer ->
            httpClient { interceptor(LogCalls(records::add)) }.use { client ->
                shouldThrow<HttpException> { client.post(peer.url("/")) { body("spam") } }
            }
            records.last().copy(nanos = 0) shouldBe CallRecord("POST", peer.url("/"), null, 0, hops = 0)
        }
    }

    test("a 303 after a POST, with its history") {
        serving({ if (it.method == "POST") Answer.of(303, "Location: /seen") else Answer.ok("hi") }) { peer ->
            postThenSee(peer.url("/new")) shouldContainExactly
                listOf("POST ${peer.url("/new")}: 303", "GET ${peer.url("/seen")}: 200", "hi")
            peer.received().map { "${it.method} ${it.target} ${it.text()}" } shouldContainExactlyInAnyOrder
                listOf("POST /new title=spam", "GET /seen ")
        }
    }
})
