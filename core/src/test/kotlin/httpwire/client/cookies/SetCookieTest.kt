package httpwire.client.cookies

import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.nulls.shouldBeNull
import io.kotest.matchers.nulls.shouldNotBeNull
import io.kotest.matchers.shouldBe
import io.kotest.property.Arb
import io.kotest.property.arbitrary.Codepoint
import io.kotest.property.arbitrary.int
import io.kotest.property.arbitrary.map
import io.kotest.property.arbitrary.string
import io.kotest.property.checkAll
import java.time.Duration
import java.time.Instant

private val NOW = Instant.parse("2026-11-30T08:00:00Z")

private fun parse(text: String) = SetCookie.parse(text, NOW)

private fun parsed(text: String) = parse(text).shouldNotBeNull()

class SetCookieTest : FunSpec({
    val pairs = listOf(
        "a=b" to ("a" to "b"),
        "a=b; Path=/" to ("a" to "b"),
        "a=" to ("a" to ""),
        "=b" to ("" to "b"),
        "b" to ("" to "b"),
        "" to ("" to ""),
        "=" to ("" to ""),
        ";a=b" to ("" to ""),
        " \t a \t = \t b \t ; Path=/" to ("a" to "b"),
        "a b = c d" to ("a b" to "c d"),
        "a=b=c" to ("a" to "b=c"),
        "==b" to ("" to "=b"),
        "a=\"b; c\"" to ("a" to "\"b"),
        "a=b,c=d" to ("a" to "b,c=d"),
        "a=%0d%3b" to ("a" to "%0d%3b"),
        "a=b\tc" to ("a" to "b\tc"),
        "a=\u00e4\u00ff" to ("a" to "\u00e4\u00ff"),
        "a ; b=c" to ("" to "a"),
    )
    for ((text, pair) in pairs) {
        test("RFC 6265bis §5.6: name and value of '$text'") {
            parsed(text).let { it.name to it.value } shouldBe pair
        }
    }

    for (code in (0..0x1F) + 0x7F) {
        test("T42: RFC 6265bis §5.6 step 1: control character $code in any place, except the tab") {
            val control = code.toChar()
            for (text in listOf(
                "a=b${control}c",
                "a${control}c=b",
                "a=b; Path=/$control",
                "a=b; x${control}y",
                "a=b;$control",
            )) {
                (parse(text) == null) shouldBe (code != 9)
            }
        }
    }

    val lengths = listOf(4095 to 1, 1 to 4095, 0 to 4096, 4096 to 0)
    for ((name, value) in lengths) {
        test("RFC 6265bis §5.6 step 5: $name bytes of name and $value of value are the most") {
            val text = "n".repeat(name) + "=" + "v".repeat(value)
            parse(text).shouldNotBeNull()
            parse(text.replace("=", "=v")).shouldBeNull()
            parse(text.replace("=", " = ") + "; Path=/" + "p".repeat(5000)).shouldNotBeNull()
        }
    }

    test("RFC 6265bis §5.6: attributes are found in any case, with blanks, and without a value") {
        val cookie = parsed(
            "a=b;dOmAiN = .Example.COM ;\tPATH\t=\t/x ;SECURE;httponly=yes;SameSite = LAX ; Unknown=1;;=x;",
        )
        cookie.domain shouldBe "example.com"
        cookie.path shouldBe "/x"
        cookie.isSecure shouldBe true
        cookie.isHttpOnly shouldBe true
        cookie.sameSite shouldBe Cookie.SameSite.LAX
    }

    test("RFC 6265bis §5.6 step 6: a value of 1024 bytes is taken, a longer one is as if it were absent") {
        for (attribute in listOf("Domain", "Path")) {
            for (length in listOf(1023, 1024, 1025)) {
                val long = "/" + "x".repeat(length - 1)
                val cookie = parsed("a=b; $attribute=/first; $attribute=$long")
                val expected = if (length <= 1024) long else "/first"
                (if (attribute == "Path") cookie.path else cookie.domain) shouldBe expected
            }
        }
        parsed("a=b; Secure=" + "x".repeat(1025)).isSecure shouldBe false
        parsed("a=b; Max-Age=" + "0".repeat(1025)).expiry.shouldBeNull()
    }

    val forever = NOW + Duration.ofDays(400)
    val ages = listOf(
        "1" to NOW.plusSeconds(1),
        "007" to NOW.plusSeconds(7),
        "0" to Instant.MIN,
        "-1" to Instant.MIN,
        "-0" to Instant.MIN,
        "-99999999999999999999" to Instant.MIN,
        "34560000" to forever,
        "34560001" to forever,
        "9".repeat(1024) to forever,
        "0".repeat(1000) + "5" to NOW.plusSeconds(5),
        "" to null,
        "-" to null,
        "+1" to null,
        "1.5" to null,
        "1 2" to null,
        "x" to null,
        "1x" to null,
        "--1" to null,
        "\u0660" to null,
        "\"1\"" to null,
    )
    for ((text, expiry) in ages) {
        test("RFC 6265bis §5.6.2: Max-Age '${text.take(30)}'") {
            parsed("a=b; Max-Age=$text").expiry shouldBe expiry
        }
    }

    val year = "Expires=Mon, 30 Nov 2026 09:00:00 GMT"
    val hour = Instant.parse("2026-11-30T09:00:00Z")
    val expiries = listOf(
        year to hour,
        "Expires=\"Mon, 30 Nov 2026 09:00:00 GMT\"" to hour,
        "Expires=Thu, 01 Jan 1970 00:00:00 GMT" to Instant.EPOCH,
        "Expires=Fri, 31 Dec 9999 23:59:59 GMT" to forever,
        "Expires=never" to null,
        "Expires" to null,
        "$year; Expires=never" to hour,
        "Expires=01 Jan 1999 00:00:00; $year" to hour,
        "$year; Max-Age=5" to NOW.plusSeconds(5),
        "Max-Age=5; $year" to NOW.plusSeconds(5),
        "Max-Age=x; $year" to hour,
        "Max-Age=5; Max-Age=6" to NOW.plusSeconds(6),
        "Max-Age=5; Max-Age=x" to NOW.plusSeconds(5),
    )
    for ((attributes, expiry) in expiries) {
        test("RFC 6265bis §5.6.1, §5.5: $attributes") {
            parsed("a=b; $attributes").expiry shouldBe expiry
        }
    }

    val domains = listOf(
        "Domain=example.com" to "example.com",
        "Domain=.example.com" to "example.com",
        "Domain=..example.com" to ".example.com",
        "Domain=EXAMPLE.com" to "example.com",
        "Domain=example.com." to "example.com.",
        "Domain=." to "",
        "Domain=" to "",
        "Domain" to "",
        "Domain=a.example; Domain=b.example" to "b.example",
        "Domain=a.example; Domain=" to "",
    )
    for ((attributes, domain) in domains) {
        test("RFC 6265bis §5.6.3: $attributes") { parsed("a=b; $attributes").domain shouldBe domain }
    }

    val paths = listOf(
        "Path=/a" to "/a",
        "Path=/a b" to "/a b",
        "Path=a" to "",
        "Path=" to "",
        "Path" to "",
        "Path=\"/a\"" to "",
        "Path=/a; Path=/b" to "/b",
        "Path=/a; Path=b" to "",
        "Secure" to null,
    )
    for ((attributes, path) in paths) {
        test("RFC 6265bis §5.6.4: $attributes") { parsed("a=b; $attributes").path shouldBe path }
    }

    val sites = listOf(
        "SameSite=none" to Cookie.SameSite.NONE,
        "SameSite=LAX" to Cookie.SameSite.LAX,
        "samesite=Strict" to Cookie.SameSite.STRICT,
        "SameSite" to Cookie.SameSite.DEFAULT,
        "SameSite=unknown" to Cookie.SameSite.DEFAULT,
        "SameSite=Lax; SameSite=Strict" to Cookie.SameSite.STRICT,
        "SameSite=Lax; SameSite=unknown" to Cookie.SameSite.DEFAULT,
        "Path=/" to Cookie.SameSite.DEFAULT,
    )
    for ((attributes, site) in sites) {
        test("RFC 6265bis §5.6.7: $attributes") { parsed("a=b; $attributes").sameSite shouldBe site }
    }

    test("no text makes it throw") {
        checkAll(5_000, Arb.string(0..80, Arb.int(0..255).map(::Codepoint))) { parse(it) }
        checkAll(
            2_000,
            Arb.string(
                0..40,
                Arb.int(0..255).map(::Codepoint),
            ),
        ) { parse("a=b; Max-Age=$it; Domain=$it; Path=$it") }
    }

    test("each beginning of a field is read") {
        val text =
            "a=b; Expires=Mon, 30 Nov 2026 09:00:00 GMT; Max-Age=5; Domain=a.example; Path=/; Secure; SameSite=Lax"
        for (length in 0..text.length) parse(text.take(length)).shouldNotBeNull()
    }

    test("T31: 64 KiB of semicolons take linear time: each character is looked at a few times") {
        // 20 times 64 Ki characters; a quadratic search would look at 40 thousand million.
        repeat(20) { parsed("a=b" + ";".repeat(65_536)) }
    }
})
