package httpwire.client

import httpwire.HttpException
import httpwire.Request
import httpwire.RequestBody
import httpwire.auth.Credentials
import httpwire.client.redirect.Redirects
import httpwire.testing.Answer
import httpwire.testing.AnsweringPeer
import httpwire.testing.Received
import httpwire.trace.Moment
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.string.shouldNotContain
import okio.Buffer
import okio.Source
import java.time.Duration
import java.util.concurrent.CopyOnWriteArrayList

private fun moved(location: String, status: Int = 302) = Answer.of(status, "Location: $location").body("moved")

private fun following(build: HttpClientBuilder.() -> Unit = {}): HttpClient =
    HttpClient.builder().redirects().apply(build).build()

/** One server whose paths are answered by [paths], and else with the path. */
private fun withPaths(vararg paths: Pair<String, Answer>, block: (AnsweringPeer) -> Unit) {
    val answers = paths.toMap()
    AnsweringPeer.start { answers[it.target] ?: Answer.ok(it.toString()) }.use(block)
}

class RedirectTest : FunSpec({
    context("RFC 9110 15.4: the method and the body of the request that follows") {
        val kept = listOf("GET", "HEAD", "PUT", "DELETE", "QUERY", "PATCH", "BREW")
        val rows = buildList {
            for (status in listOf(301, 302)) {
                for (method in kept) add(Triple(status, method, method))
                add(Triple(status, "POST", "GET"))
            }
            for (method in kept + "POST") add(Triple(303, method, if (method == "HEAD") "HEAD" else "GET"))
            for (status in listOf(307, 308)) for (method in kept + "POST") add(Triple(status, method, method))
        }
        for ((status, method, followed) in rows) {
            test("$status after $method is followed with $followed") {
                val hasBody = method in setOf("PUT", "POST", "QUERY", "PATCH")
                withPaths("/a" to moved("/b", status)) { server ->
                    following().use { client ->
                        val request = Request.builder(method, server.url("/a"))
                        if (hasBody) request.body(RequestBody.of("text"))
                        client.send(request.build()).close()
                        val last = server.received().last()
                        last.toString() shouldBe "$followed /b"
                        val keeps = hasBody && followed == method
                        last.text() shouldBe if (keeps) "text" else ""
                        (last.field("Content-Type") != "") shouldBe keeps
                    }
                }
            }
        }
        for (status in listOf(300, 304, 305, 306, 309, 399, 200, 401)) {
            test("$status is not followed") {
                val bare = Answer.of(status, "Location: /b").then(Answer.After.CLOSE)
                withPaths("/a" to bare) { server ->
                    following().use { it.get(server.url("/a")).use { response -> response.status shouldBe status } }
                    server.received().size shouldBe 1
                }
            }
        }
    }

    test("without redirects() the response is returned") {
        withPaths("/a" to moved("/b")) { server ->
            HttpClient.builder().build().use { it.get(server.url("/a")).text() shouldBe "moved" }
        }
    }

    test("the history has the responses before, the request is the last one, and one connection did it all") {
        withPaths("/a" to moved("/b"), "/b" to moved("/c", 307)) { server ->
            following().use { client ->
                val response = client.get(server.url("/a"))
                response.history.map { it.status } shouldContainExactly listOf(302, 307)
                response.history.map { it.url } shouldContainExactly listOf(server.url("/a"), server.url("/b"))
                response.url shouldBe server.url("/c")
                response.request!!.target shouldBe server.url("/c")
                response.text() shouldBe "GET /c"
                server.connectionCount() shouldBe 1
                client.statistics().run { listOf(leased, idle) } shouldContainExactly listOf(0, 1)
            }
        }
    }

    context("what Location may be") {
        val rows = listOf(
            "b" to "GET /d/b",
            "./b" to "GET /d/b",
            "../b" to "GET /b",
            "?q" to "GET /d/a?q",
            "/b#part" to "GET /b",
            "/b c" to "GET /b%20c",
            "/\u00e4" to "GET /%C3%A4",
            "//HOST/b" to "GET /b",
            "http://HOST/b" to "GET /b",
            "HTTP://HOST/b" to "GET /b",
            " /b " to "GET /b",
            "/%7euser/./b" to "GET /%7euser/b",
        )
        for ((location, followed) in rows) {
            test("'$location' is followed with $followed") {
                var host = ""
                AnsweringPeer.start {
                    if (it.target != "/d/a") return@start Answer.ok(it.toString())
                    // As a server sends it: UTF-8 as it is.
                    moved(location.replace("HOST", host))
                }.use { server ->
                    host = server.address()
                    following().use { it.get(server.url("/d/a")).text() shouldBe followed }
                }
            }
        }
        for (location in listOf("ftp://x/", "http://", "http://u:p@x/", "http://x:99999/", "mailto:a@b", "//")) {
            test("'$location' can't be followed, so the response is returned") {
                withPaths("/a" to moved(location)) { server ->
                    following().use { it.get(server.url("/a")).status shouldBe 302 }
                }
            }
        }
        test("none, and two that differ, are not followed either") {
            val none = Answer.of(302)
            val two = Answer.of(302, "Location: /b", "Location: /c")
            val same = Answer.of(302, "Location: /b", "Location: /b")
            withPaths("/none" to none, "/two" to two, "/same" to same) { server ->
                following().use { client ->
                    client.get(server.url("/none")).use { it.status shouldBe 302 }
                    client.get(server.url("/two")).use { it.status shouldBe 302 }
                    client.get(server.url("/same")).use { it.status shouldBe 200 }
                }
            }
        }
    }

    test("T32: a circle is refused, and more than the limit too") {
        withPaths("/a" to moved("/b"), "/b" to moved("/a")) { server ->
            following().use { client ->
                val circle = shouldThrow<HttpException.TooManyRedirects> { client.get(server.url("/a")) }
                circle.url shouldBe server.url("/a")
                circle.message!! shouldContain "redirect 2 leads in a circle"
                client.statistics().leased shouldBe 0
            }
        }
        AnsweringPeer.start { moved("/${it.target.drop(1).toInt() + 1}") }.use { server ->
            following().use { client ->
                shouldThrow<HttpException.TooManyRedirects> { client.get(server.url("/0")) }.url shouldBe
                    server.url("/21")
                server.received().size shouldBe 21
            }
            following { redirects(Redirects.DEFAULT.withMaxCount(0)) }.use { client ->
                shouldThrow<HttpException.TooManyRedirects> { client.get(server.url("/100")) }
            }
        }
    }

    test("a login that redirects to itself with a cookie is no circle") {
        var count = 0
        AnsweringPeer.start {
            if (count++ == 0) Answer.of(302, "Location: /a", "Set-Cookie: s=1") else Answer.ok("in")
        }.use { server -> following().use { it.get(server.url("/a")).text() shouldBe "in" } }
    }

    test("a body that can be sent once stops the chain with the redirect, unless it is dropped") {
        withPaths("/a" to moved("/b", 307), "/c" to moved("/b", 303)) { server ->
            following().use { client ->
                fun once() = RequestBody.of(Buffer().writeUtf8("text") as Source)
                client.post(server.url("/a"), once()).use { it.status shouldBe 307 }
                client.post(server.url("/c"), once()).text() shouldBe "GET /b"
            }
        }
    }

    context("T34, T35: secrets stay with the origin that they are for") {
        // Through the same or another origin, and back: what is dropped stays dropped.
        val secrets = listOf("Authorization", "Cookie", "Proxy-Authorization", "X-Marked")
        for (way in listOf("same", "port", "port, back")) {
            test("after a redirect to: $way") {
                val urls = mutableMapOf<String, String>()
                val first = AnsweringPeer.start {
                    when (it.target) {
                        "/same" -> moved("/end")
                        "/port" -> moved(urls["second"] + "/end", 307)
                        "/port,%20back" -> moved(urls["second"] + "/back", 308)
                        else -> Answer.ok("ok")
                    }
                }
                val second =
                    AnsweringPeer.start { if (it.target == "/back") moved(urls["first"] + "/end") else Answer.ok("ok") }
                urls += mapOf("first" to first.url(""), "second" to second.url(""))
                first.use {
                    second.use {
                        following { header("X-Plain", "p") }.use { client ->
                            val request = Request.builder("GET", first.url("/" + way.replace(" ", "%20")))
                                .header("Authorization", "Bearer t").header("Cookie", "c=d")
                                .secretHeader("X-Marked", "m")
                            client.send(request.build()).close()
                            val last = (second.received() + first.received()).last { it.target == "/end" }
                            for (name in secrets.minus("Proxy-Authorization")) {
                                withClue(name) { (last.field(name) != "") shouldBe (way == "same") }
                            }
                            last.field("X-Plain") shouldBe "p"
                            for (each in second.received()) for (name in secrets) each.field(name) shouldBe ""
                        }
                    }
                }
            }
        }

        test("a default Authorization of the client does not follow, and its credentials do not") {
            AnsweringPeer.start { Answer.ok("ok") }.use { second ->
                AnsweringPeer.start { moved(second.url("/")) }.use { first ->
                    following { header("Authorization", "Bearer d") }.use { it.get(first.url("/")).close() }
                    following { auth(Credentials.basic("u", "p").forOrigin(first.url("/"))) }
                        .use { it.get(first.url("/")).close() }
                    first.received().map { it.field("Authorization") } shouldContainExactly
                        listOf("Bearer d", Credentials.basic("u", "p").basicHeader())
                    second.received().map { it.field("Authorization") } shouldContainExactly listOf("", "")
                }
            }
        }
    }

    test("the body of a redirect is not read for ever, nor what is long") {
        val long = Answer.of(302, "Location: /b").body("x".repeat(200_000))
        withPaths("/a" to long) { server ->
            following().use { client ->
                client.get(server.url("/a")).text() shouldBe "GET /b"
                server.connectionCount() shouldBe 2
                client.statistics().leased shouldBe 0
            }
        }
    }

    test("one deadline is for all exchanges, and the failure says in which it ran out") {
        AnsweringPeer.start {
            Thread.sleep(60)
            moved("/${it.target.drop(1).toInt() + 1}")
        }.use { server ->
            following { deadline(Duration.ofMillis(300)) }.use { client ->
                val start = System.nanoTime()
                val late = shouldThrow<HttpException.Timeout> { client.get(server.url("/0")) }
                ((System.nanoTime() - start) / 1_000_000 in 290..2_000) shouldBe true
                late.message!! shouldContain "deadline"
                val hop = late.circumstances?.hop
                if (hop != null) (hop > 1) shouldBe true
                if (hop != null) late.toString() shouldContain "in exchange $hop of the call"
                client.statistics().leased shouldBe 0
            }
        }
    }

    test("the listener hears of each redirect") {
        val heard = CopyOnWriteArrayList<String>()
        val listener = object : ClientListener {
            override fun redirected(moment: Moment, status: Int, from: httpwire.HttpUrl, to: httpwire.HttpUrl) {
                heard += "$status ${from.target} ${to.target} ${moment.exchangeNumber}"
            }
        }
        withPaths("/a" to moved("/b"), "/b" to moved("/c", 308)) { server ->
            following { listener(listener) }.use { it.get(server.url("/a")).close() }
            heard shouldContainExactly listOf("302 /a /b 1", "308 /b /c 2")
        }
    }

    test("T7: no message has a secret of the URL") {
        withPaths("/a" to moved("/a?token=hush")) { server ->
            following { redirects(Redirects.DEFAULT.withMaxCount(0)) }.use { client ->
                val thrown = shouldThrow<HttpException.TooManyRedirects> { client.get(server.url("/a")) }
                thrown.message!! shouldNotContain "hush"
            }
            HttpClient.builder().build().use { it.get(server.url("/a")).history.shouldBeEmpty() }
        }
    }
})
