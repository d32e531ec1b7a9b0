package httpwire.client.redirect

import httpwire.Headers
import httpwire.Request
import httpwire.RequestBody
import httpwire.connection.HttpResponse
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.nulls.shouldNotBeNull
import io.kotest.matchers.shouldBe

private val ASKED = Request.get("http://a.test/d/a")

private fun moved() = HttpResponse.builder(302).headers(Headers.of("Location", "b"))

private fun followed(response: HttpResponse) = Redirects.DEFAULT.newStep().after(ASKED, response).request?.target

class RedirectStepTest : FunSpec({
    test("Location is resolved against the URL that was asked in fact") {
        val secure = moved().request(Request.get("https://a.test/d/a")).build()
        followed(secure) shouldBe "https://a.test/d/b"
    }

    test(
        "Location of a response that has no URL, as an interceptor may make it, is resolved against that of the request",
    ) {
        followed(moved().build()) shouldBe "http://a.test/d/b"
        followed(moved().request(Request.get("/path")).build()) shouldBe "http://a.test/d/b"
    }

    test("RFC 9110 §15.4: the fields that describe the body go with it, and no others") {
        val describing = listOf(
            "Content-Type", "Content-Encoding", "Content-Language", "Content-Location", "Content-Digest", "Content-MD5",
            "Repr-Digest", "Digest", "Last-Modified",
        )
        val asked = Request.builder("POST", "http://a.test/d/a").body(RequestBody.of("x")).header("X", "y")
        for (name in describing) asked.header(name, "z")
        val other = HttpResponse.builder(303).headers(Headers.of("Location", "b")).build()
        val next = Redirects.DEFAULT.newStep().after(asked.build(), other).request.shouldNotBeNull()
        next.method shouldBe "GET"
        next.headers.names() shouldBe setOf("X")
    }
})
