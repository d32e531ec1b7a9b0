package httpwire.examples.recipes

import httpwire.client.cookies.CookieJar
import httpwire.coroutines.httpClient
import httpwire.examples.JavaCookies
import httpwire.testing.Answer
import httpwire.testing.AnsweringPeer
import httpwire.testing.Received
import io.kotest.core.spec.style.FunSpec
import io.kotest.engine.spec.tempdir
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import okio.Path.Companion.toOkioPath

private fun site(request: Received): Answer = when {
    request.target == "/login" && request.text() == "user=me&password=secret" ->
        Answer.of(204).header("Set-Cookie", "sid=31d4; Max-Age=86400; Path=/; HttpOnly; SameSite=Lax")

    request.target == "/account" && request.field("Cookie") == "sid=31d4" -> Answer.ok("hello, me")

    else -> Answer.of(401).body("who?")
}

class StayLoggedInTest : FunSpec({
    val folder = tempdir().toPath()

    test("logs in once, keeps the cookie in a file, and is logged in after a restart") {
        AnsweringPeer.start(::site).use { server ->
            val file = folder.resolve("cookies").toOkioPath()
            repeat(2) { stayLoggedIn(server.address(), file) shouldBe "hello, me" }
            server.received().map { it.target } shouldContainExactly listOf(
                "/account",
                "/login",
                "/account",
                "/account",
            )
        }
    }

    test("in Java and in a coroutine the same file does") {
        AnsweringPeer.start(::site).use { server ->
            val file = folder.resolve("shared")
            stayLoggedIn(server.address(), file.toOkioPath())
            JavaCookies.get(server.url("/account"), file) shouldBe "hello, me"
            val jar = CookieJar.file(file)
            httpClient { cookies = jar }.use { client ->
                client.get(server.url("/account")).text() shouldBe "hello, me"
            }
            server.received().count { it.target == "/login" } shouldBe 1
        }
    }
})
