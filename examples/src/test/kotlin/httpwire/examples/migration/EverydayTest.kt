package httpwire.examples.migration

import httpwire.testing.Answer
import httpwire.testing.AnsweringPeer
import httpwire.testing.Received
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.engine.spec.tempfile
import io.kotest.matchers.shouldBe
import java.net.URLDecoder

private fun answer(request: Received): Answer = when {
    request.target == "/old" -> Answer.of(302, "Location: /new")

    request.target == "/missing" -> Answer.of(404).body("no page")

    request.target == "/users" -> Answer.of(201)

    request.target == "/private" && request.field("Authorization").isEmpty() ->
        Answer.of(401, "WWW-Authenticate: Basic realm=\"r\"")

    else -> Answer.ok("hi")
}

/** The last request as far as the libraries agree: they encode a blank and name a charset as they like. */
private fun AnsweringPeer.last(): List<String> = received().last().run {
    val type = field("Content-Type").substringBefore(';')
    listOf(method, URLDecoder.decode(target, Charsets.UTF_8), type, field("Authorization"), text())
}

/** The snippets of the pages for those who come from another client do the same with httpwire. */
class EverydayTest : FunSpec({
    val libraries = mapOf("httpwire" to ::Everyday, "OkHttp" to ::OkHttpCalls, "the JDK's client" to ::JdkCalls)

    withTests(nameFn = { it.key }, libraries.entries) { (_, create) ->
        AnsweringPeer.start(::answer).use { peer ->
            val calls = create("http://${peer.address()}")
            calls.get() shouldBe "hi"
            peer.last() shouldBe listOf("GET", "/search?q=Größe & more", "", "", "")
            peer.received().last().field("Accept") shouldBe "text/html"
            calls.post() shouldBe "201"
            peer.last() shouldBe listOf("POST", "/users", "application/json", "", "{\"name\":\"spam\"}")
            calls.withoutRedirects() shouldBe "/new"
            calls.auth() shouldBe "hi"
            peer.last() shouldBe listOf("GET", "/private", "", "Basic dXNlcjpzZWNyZXQ=", "")
            calls.proxy("127.0.0.1", peer.port()) shouldBe "hi"
            peer.received().last().target shouldBe "http://a.example/page"
            val file = tempfile()
            calls.download(file.toPath())
            file.readText() shouldBe "hi"
            calls.errors() shouldBe "404"
        }
    }
})
