package httpwire.client.cookies

import httpwire.HttpUrl
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.nulls.shouldBeNull
import io.kotest.matchers.nulls.shouldNotBeNull
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.string.shouldNotContain
import io.kotest.property.Arb
import io.kotest.property.arbitrary.Codepoint
import io.kotest.property.arbitrary.int
import io.kotest.property.arbitrary.map
import io.kotest.property.arbitrary.string
import io.kotest.property.checkAll
import java.time.Instant

private fun cookie(name: String, value: String) = Cookie.builder(name, value).host("a.example")

class CookieTest : FunSpec({
    test("a builder's cookie has what it was given, and by default is for the session and all paths") {
        val plain = cookie("a", "b").build()
        listOf(plain.name, plain.value, plain.domain, plain.path) shouldBe listOf("a", "b", "a.example", "/")
        plain.expiry.shouldBeNull()
        plain.isPersistent shouldBe false
        plain.isHostOnly shouldBe true
        plain.isSecure || plain.isHttpOnly shouldBe false
        plain.sameSite shouldBe Cookie.SameSite.DEFAULT
        val other = plain.newBuilder().domain(".B.example").path("/x").expiry(Instant.EPOCH).secure(true).httpOnly(true)
            .sameSite(Cookie.SameSite.LAX).value("c").created(Instant.MIN).lastAccess(Instant.MAX).build()
        other.domain shouldBe "b.example"
        other.isHostOnly shouldBe false
        other.isPersistent shouldBe true
        other.newBuilder().build() shouldBe other
        other.newBuilder().build().hashCode() shouldBe other.hashCode()
        (other == plain) shouldBe false
    }

    val refused = listOf(
        "" to "", "a=b" to "c", " a" to "b", "a" to "b ", "a" to "\tb", "a" to "b;c", "a;b" to "c",
        "a" to "b\r\nX: y", "a\n" to "b", "a" to "b\u0000", "a" to "\u0001", "a" to "\u007f", "a" to "\u0100",
        "\u20ac" to "b",
        "a" to "v".repeat(4096), "" to "__Host-x", "" to "__secure-x",
    )
    for ((name, value) in refused) {
        test("T4: cannot be built: '${name.take(9)}' and '${value.take(9)}'") {
            val failure = shouldThrow<IllegalArgumentException> { cookie(name, value).build() }
            if (value.length > 1) failure.message!! shouldNotContain value
        }
    }
    val faults = mapOf(
        cookie("", "") to "a cookie can't be without name and value",
        cookie("n", "v".repeat(4096)) to "name and value of a cookie have more than 4096 bytes",
        cookie("=n", "v") to "the name of a cookie can't contain '='",
        cookie("n;", "v") to "the name of a cookie has a character that can't be sent",
        cookie("n", "v;") to "the value of a cookie has a character that can't be sent",
        Cookie.builder("n", "v") to "a cookie must have a host or a domain",
        cookie("n", "v").host("a b") to "the domain of a cookie is no host",
        cookie("n", "v").path("x") to "the path of a cookie must begin with '/'",
        cookie("n", "v").path("/\n") to "the path of a cookie has a control character",
        cookie("n", "v").sameSite(Cookie.SameSite.NONE) to "a cookie with SameSite=None must be secure",
        cookie("__Secure-n", "v") to "a cookie with the prefix __Secure- must be secure",
        cookie("__Host-n", "v") to
            "a cookie with the prefix __Host- must be secure, for its host only, and for path /",
        cookie("", "__Host-n") to "a cookie without a name looks like one with a prefix",
    )
    for ((builder, fault) in faults) {
        test("what is wrong is said: $fault") {
            shouldThrow<IllegalArgumentException> { builder.build() }.message shouldBe fault
        }
    }
    test("RFC 6265bis §5.6: what is just allowed can be built") {
        cookie("n", "v".repeat(4095)).build().value.length shouldBe 4095
        cookie("n\u00ff", "\u00ff").build().run { name + value } shouldBe "n\u00ff\u00ff"
        cookie("n", "v").host("a~b").path("/~").build().domain shouldBe "a~b"
    }

    test("T4: a domain or path that a file's line or a log could be broken by cannot be built") {
        for (domain in listOf("", ".", "a b", "a\tb", "a\nb", "a\u007f", "\u00e4.example")) {
            shouldThrow<IllegalArgumentException> { Cookie.builder("a", "b").domain(domain).build() }
        }
        for (path in listOf("", "a", "/\n", "/\u007f")) {
            shouldThrow<IllegalArgumentException> {
                cookie(
                    "a",
                    "b",
                ).path(path).build()
            }
        }
        shouldThrow<IllegalArgumentException> { Cookie.builder("a", "b").build() }
    }
    test("RFC 6265bis §5.7 steps 19 to 21: a promise that is not kept cannot be built") {
        shouldThrow<IllegalArgumentException> { cookie("__Secure-a", "b").build() }
        shouldThrow<IllegalArgumentException> { cookie("__Host-a", "b").secure(true).path("/x").build() }
        shouldThrow<IllegalArgumentException> { cookie("__HOST-a", "b").secure(true).domain("a.example").build() }
        shouldThrow<IllegalArgumentException> { cookie("a", "b").sameSite(Cookie.SameSite.NONE).build() }
        cookie("__Host-a", "b").secure(true).build()
        cookie("a", "b").secure(true).sameSite(Cookie.SameSite.NONE).build()
    }

    test("T4: whatever a server sends, the field that is sent back is one line of as many pairs as there are cookies") {
        val url = HttpUrl.parse("https://a.example/")
        checkAll(5_000, Arb.string(0..40, Arb.int(0..300).map(::Codepoint))) { text ->
            val cookie = Cookie.parse(url, text)
            if (cookie != null) {
                val field = Cookie.field(listOf(cookie, cookie))
                field.split("; ".toRegex()).size shouldBe 2
                field.all { (it >= ' ' || it == '\t') && it.code != 127 && it.code < 256 } shouldBe true
            }
        }
    }

    test("a text is parsed as if it had come from the URL now") {
        val url = HttpUrl.parse("http://www.a.example/x/y")
        val cookie = Cookie.parse(url, "a=b; Domain=a.example").shouldNotBeNull()
        cookie.toString() shouldBe "cookie 'a' of *.a.example/x"
        Cookie.parse(url, "a=b; Domain=b.example").shouldBeNull()
        Cookie.parse(url, "a=b; Secure").shouldBeNull()
    }

    test("T34: the text of a cookie does not show its value") {
        cookie("name", "secret-value").build().toString().let {
            it shouldContain "name"
            it shouldNotContain "secret-value"
        }
    }
})
