package httpwire

import io.kotest.assertions.throwables.shouldThrow
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.kotest.matchers.shouldNotBe
import io.kotest.matchers.string.shouldContain
import io.kotest.property.Arb
import io.kotest.property.arbitrary.arbitrary
import io.kotest.property.checkAll
import java.net.IDN
import java.nio.file.Path
import kotlin.io.path.readText

/** An authority, and the host and port that it means for `http`. */
private val GOOD = listOf(
    Triple("example.com", "example.com", 80),
    Triple("example.com:8080", "example.com", 8080),
    Triple("example.com:", "example.com", 80),
    Triple("example.com:00080", "example.com", 80),
    Triple("example.com:1", "example.com", 1),
    Triple("example.com:65535", "example.com", 65535),
    Triple("Example.COM", "Example.COM", 80),
    Triple("example.com.", "example.com.", 80),
    Triple("localhost", "localhost", 80),
    Triple("a_b-c~d.e!$&'()*+,;=f", "a_b-c~d.e!$&'()*+,;=f", 80),
    Triple("127.0.0.1:81", "127.0.0.1", 81),
    Triple("0.0.0.0", "0.0.0.0", 80),
    Triple("255.255.255.255", "255.255.255.255", 80),
    Triple("1.2.3.4.a", "1.2.3.4.a", 80),
    Triple("1e100.net", "1e100.net", 80),
    Triple("0xg", "0xg", 80),
    Triple("3com", "3com", 80),
    Triple("a.b1", "a.b1", 80),
    Triple("1.a.", "1.a.", 80),
    Triple("[::1]", "::1", 80),
    Triple("[::]:81", "::", 81),
    Triple("[::1]:", "::1", 80),
    Triple("[2001:db8::1:2]:81", "2001:db8::1:2", 81),
    Triple("[2001:DB8:0:0:0:0:0:1]", "2001:DB8:0:0:0:0:0:1", 80),
    Triple("[::ffff:127.0.0.1]", "::ffff:127.0.0.1", 80),
    Triple("[fe80::1%eth0]:81", "fe80::1%eth0", 81),
    Triple("[fe80::1%25eth0]:81", "fe80::1%eth0", 81),
    Triple("[fe80::1%25lo]", "fe80::1%lo", 80),
    Triple("[fe80::1%2]", "fe80::1%2", 80),
    Triple("[fe80::1%252]", "fe80::1%2", 80),
    Triple("[fe80::1%2510]", "fe80::1%10", 80),
    Triple("[fe80::1%2525]", "fe80::1%25", 80),
    Triple("[fe80::1%25eth0.100]", "fe80::1%eth0.100", 80),
    Triple("b\u00fccher.example", "xn--bcher-kva.example", 80),
    Triple("B\u00dcCHER.example:81", "xn--bcher-kva.example", 81),
    Triple("\u4f8b\u3048.jp", "xn--r8jz45g.jp", 80),
    Triple("\uff45xample.com", "example.com", 80),
    Triple("\uff11\uff12\uff17.0.0.1", "127.0.0.1", 80),
    Triple("127\u30020\u30020\u30021", "127.0.0.1", 80),
    Triple("xn--bcher-kva.example", "xn--bcher-kva.example", 80),
    Triple("XN--BCHER-kva.example", "XN--BCHER-kva.example", 80),
    // What is refused as text can be said: fa\u00df, a Greek word with its final sigma, a joiner; emoji.
    Triple("xn--fa-hia.de", "xn--fa-hia.de", 80),
    Triple("xn--zca", "xn--zca", 80),
    Triple("xn--hxarsa0b", "xn--hxarsa0b", 80),
    Triple("xn--a-ugn", "xn--a-ugn", 80),
    Triple("xn--ls8h.la", "xn--ls8h.la", 80),
    Triple("a".repeat(63), "a".repeat(63), 80),
    Triple("a.".repeat(126) + "a", "a.".repeat(126) + "a", 80),
    Triple("a.".repeat(126) + "a.", "a.".repeat(126) + "a.", 80),
)

/** What must not become a host: each was read as two different hosts by some two programs. */
private val HOSTILE =
    listOf("", ":", ":80", " ", "\t", "\r\n", "a b", " a", "a ", "a\tb", "a\u0000", "a\r\nX: y", "a\rb", "a\nb") +
        listOf("a\u007fb", "a\u001fb", "user@a", "user:pw@a", "@a", "a@", "a:80@b", "a@b:80", "user@[::1]", "a%40b") +
        listOf("a%2Fb", "a%00", "%61", "a%", "a%0d%0ab", "127.0.0.1%23.example", "%5b::1%5d", "a/b", "a?b", "a#b") +
        listOf("a\\b", "http://a", "//a", "a:80/b", "a<b", "a>b", "a\"b", "a^b", "a`b", "a{b}", "a|b", "a:b", "a:+80") +
        listOf("a:-80", "a: 80", "a:80 ", "a:8 0", "a:0x50", "a:80:80", "a::80", "a:0", "a:65536") +
        listOf("a:99999999999999999999", "a:4294967376", "a:\u0668\u0660", "a:80\r\nX: y", "a:80#", "a:80?", "a:8e1") +
        listOf("a:80.", "a:8,0", "a:80\r\n", "a:\u0000", "a:\u0085", "::1", "::", "2001:db8::1", "1:2:3:4:5:6:7:8") +
        listOf("fe80::1%eth0", "[]", "[", "]", "[]:80", "[::1", "::1]", "[::1]80", "[::1]x", "[::1]x:80", "x[::1]") +
        listOf("[::1]:80:80", "[[::1]]", "[::1][::2]", "[a]", "[127.0.0.1]", "[example.com]", "[:]", "[:::]", "[1:2]") +
        listOf("[g::1]", "[::1 ]", "[ ::1]", "[::1\n]", "[::12345]", "[1:2:3:4:5:6:7:8:9]", "[::1%]", "[::1%a b]") +
        listOf("[::1%a/b]", "[::1%25%2f]", "[::1%a]b]", "[v1.a]", "[::127.0.0]", "[::256.0.0.1]", "a]", "a]b") +
        listOf("a]:80", "a[b]", "a\uff0fb", "\uff20a", "a\u2100b", "a\u2048b", "a\uff1a80", "\u2474.com", "a\u3000b") +
        listOf("a\u00adb\u2028", "\ud83d", "\ud83d\ude00", "a\u00a0b", "a\u0085b", "a\ufffdb", "\u212b\uff03") +
        listOf("\u0130\uff05", "a".repeat(256), "b\u00fc".repeat(60) + ".example") +
        listOf("a".repeat(64), "a." + "b".repeat(64) + ".c", "a.".repeat(127) + "a", ".", "..", ".a", "a..", "a..b") +
        listOf("[::%31]", "[fe80::1%10]", "[fe80::1%25]", "[fe80::1%ab]", "[fe80::1%2525%]", "[fe80::1%31lo]") +
        listOf("[fe80::1%25%31]") +
        listOf("[::ffff:127.0.0.01]", "[::ffff:1.2.3]", "[1.2.3.4::]", "[00001::]", "[1:2:3:4:5:6:7::8]", "[::1::]")

/** A last label that is a number: resolvers read some of these as addresses, others as names. */
private val NUMBERS =
    listOf("1", "0", "127.1", "2130706433", "127.0.0.01", "0177.0.0.1", "127.0.0.00", "127.0.0.1.", "127.0.0.1..") +
        listOf("256.256.256.256", "1.2.3.256", "1.2.3.4.5", "1.2.3", "1.2.3.4444", "0x7f000001", "0x7F.0.0.1", "0x") +
        listOf("foo.0x4", "foo.0X", "foo.1", "foo.1.", "a.0", "\uff10\uff58\uff14", "1.2.3.0x04", "a.09") +
        listOf("99999999999999")

/** IDNA 2003 makes one name of these, UTS 46, which browsers follow, another. */
private val AMBIGUOUS = mapOf(
    "fa\u00df.de" to "U+00DF (offset 2)",
    "\u03b2\u03cc\u03bb\u03bf\u03c2.com" to "U+03C2 (offset 4)",
    "a\u200db.example" to "U+200D (offset 1)",
    "\u200cb.example" to "U+200C (offset 0)",
    "\u04c0.example" to "U+04C0 (offset 0)",
    "\u10a0.example" to "U+10A0 (offset 0)",
    "\u10c5.example" to "U+10C5 (offset 0)",
    "a\u2132.example" to "U+2132 (offset 1)",
    "a\ud87e\udc68.example" to "U+2F868 (offset 1)",
)

/** Labels with the prefix of an A-label that stand for nothing, for ASCII, or for something else. */
private val NO_A_LABELS =
    listOf("xn--", "xn--pokxncvks", "xn--a", "xn--a-", "xn--abc-", "xn---", "xn--\$a", "xn--99999999", "xn--a-ecp.ru") +
        listOf("a.xn--", "xn--.a", "XN--", "xn--0.pt", "xn--tda-", "xn--B-cla0K") +
        // Capital U umlaut, a full-width letter, a ligature, a turned capital F: no mapping leaves these as they are.
        listOf("xn--wca", "xn--mi7c", "xn--jm6c", "xn--f3g")

private val ANY = "ab.:[]@%25x-n/\\#? \t\r\n0189-_\u0000\u00e9\u00df\u0130\u2100\uff0f\uff1a\u3002\u200d\ud83d\ude00f"

private val authorities: Arb<String> = arbitrary { source ->
    (0 until source.random.nextInt(14)).map { ANY[source.random.nextInt(ANY.length)] }.joinToString("")
}

class OriginTest : FunSpec({
    for ((authority, host, port) in GOOD) {
        test("read: ${authority.take(40)} (${authority.length})") {
            Origin.http(authority) shouldBe Origin("http", host, port)
            Origin.http(authority).host shouldBe host
            val isPortGiven = authority.substringAfterLast(']').substringAfter(':', "").isNotEmpty()
            Origin.https(authority) shouldBe Origin("https", host, if (isPortGiven) port else 443)
        }
    }

    for (authority in HOSTILE) {
        test("T2: refused: ${shown(authority)} (${authority.length})") {
            val failure = shouldThrow<HttpException.InvalidUrl> { Origin.http(authority) }
            failure.fault shouldBe HttpException.Fault.CALLER
            failure.message!!.all { it in ' '..'~' } shouldBe true
            shouldThrow<HttpException.InvalidUrl> { Origin.https(authority) }
        }
    }

    for (host in NUMBERS) {
        test("T2: a host that ends in a number is an IPv4 address in strict form: ${shown(host)} is not") {
            for (authority in listOf(host, "$host:81")) {
                shouldThrow<HttpException.InvalidUrl> { Origin.http(authority) }.message shouldContain
                    if (host.endsWith("..")) "an empty label" else "four numbers from 0 to 255 without leading zeros"
            }
            shouldThrow<HttpException.InvalidUrl> { Origin.of("http", host, 81) }
        }
    }

    for ((host, found) in AMBIGUOUS) {
        test("T2: a name that means two hosts is refused, and its A-label is the way: ${shown(host)}") {
            shouldThrow<HttpException.InvalidUrl> { Origin.http(host) }.message shouldBe
                "the host can't contain $found, which means different names to different programs: " +
                "write the label as an A-label (xn--...)"
        }
    }

    test("hosts in other scripts are read as docs/connecting.md says, and IDNA 2003 is what it says") {
        val page = Path.of("").toAbsolutePath().resolveSibling("docs").resolve("connecting.md").readText()
        val rows = page.substringAfter("<!-- hosts -->\n").substringBefore("\n\n").lines().drop(2)
        rows.size shouldBe 12
        for (row in rows) {
            val (first, here, idna2003) = row.removePrefix("| ").split(" | ").map { it.removeSurrounding("`") }
            val host = Regex("\\\\u([0-9A-F]{4})").replace(first.drop(1).substringBefore('`')) {
                "${it.groupValues[1].toInt(16).toChar()}"
            }
            withClue(row) {
                val read = try {
                    Origin.http(host).host()
                } catch (_: HttpException.InvalidUrl) {
                    "refused"
                }
                read shouldBe here
                val old = try {
                    IDN.toASCII(host, IDN.USE_STD3_ASCII_RULES)
                } catch (_: IllegalArgumentException) {
                    "not a name"
                }
                if (idna2003 ==
                    "the same"
                ) {
                    old shouldBe (if (here == "refused") host else here)
                } else {
                    old shouldBe idna2003
                }
            }
        }
        Origin.http("B\u00dcCHER.example").host() shouldBe "xn--bcher-kva.example"
    }

    for (host in NO_A_LABELS) {
        test("not an A-label: ${shown(host)}") {
            shouldThrow<HttpException.InvalidUrl> { Origin.http(host) }.message shouldContain "is not an A-label"
        }
    }

    test("a URL in the place of a host is told where it belongs") {
        for (url in listOf("http://a", "https://a/", "http://user:secret@a:80/x", "http://[::1]/")) {
            for (refused in listOf({ Origin.http(url) }, { Origin.of("http", url, 81) })) {
                shouldThrow<HttpException.InvalidUrl> { refused() }.message shouldBe
                    "HTTP host must be host or host:port, got a URL: use Http.get(url) or HttpUrl.parse"
            }
            shouldThrow<HttpException.InvalidUrl> { Origin.https(url) }.message shouldContain "HTTPS host must be"
        }
    }

    test("addresses and names are told apart") {
        for (host in listOf("127.0.0.1", "[::1]", "[fe80::1%25lo]", "1.2.3.4:5")) {
            Origin.http(host).isAddress shouldBe true
        }
        for (host in listOf("a", "localhost", "1.2.3.4.a", "1e100.net")) Origin.http(host).isAddress shouldBe false
    }

    test("whatever is not refused reads the same again") {
        checkAll(20_000, authorities) { authority ->
            val origin = try {
                Origin.http(authority)
            } catch (_: HttpException.InvalidUrl) {
                null
            }
            if (origin != null) {
                Origin.http(origin.authority()) shouldBe origin.withoutZone()
                Origin.http(origin.hostHeader()) shouldBe origin.withoutZone()
                Origin.of("http", origin.host(), origin.port()) shouldBe origin
                HttpUrl.parse(origin.toString()).origin() shouldBe origin
                origin.authority().all { it in '!'..'~' && it !in "@/?#%\\" } shouldBe true
            }
        }
    }

    test("the port given apart: the host is taken whole") {
        Origin.of("http", "a", -1) shouldBe Origin("http", "a", 80)
        Origin.of("https", "a", -1) shouldBe Origin("https", "a", 443)
        Origin.of("http", "::1", 81) shouldBe Origin("http", "::1", 81)
        Origin.of("http", "[::1]", 81) shouldBe Origin("http", "::1", 81)
        Origin.of("http", "fe80::1%10", 81) shouldBe Origin("http", "fe80::1%10", 81)
        Origin.of("http", "[fe80::1%2510]", 81) shouldBe Origin("http", "fe80::1%10", 81)
        for (host in listOf("a:80", "a@b", "[a]", "[]", "", "[::1", "a b", "[::1]:80")) {
            shouldThrow<HttpException.InvalidUrl> { Origin.of("http", host, 81) }
        }
        for (port in listOf(0, -2, 65_536, Int.MAX_VALUE, Int.MIN_VALUE)) {
            shouldThrow<HttpException.InvalidUrl> { Origin.of("http", "a", port) }.message shouldBe
                "port out of range: $port"
        }
    }

    test("no origin is made past the parser") {
        for (host in listOf("", "a b", "a@b", "[::1]", "a:80", "\u00e9", "a\r\n", "127.1", "xn--", "a..b")) {
            shouldThrow<IllegalArgumentException> { Origin("http", host, 80) }
        }
        for (port in listOf(0, -1, 65_536)) shouldThrow<IllegalArgumentException> { Origin("http", "a", port) }
        for (scheme in listOf("", "HTTP", "ftp", "ws", "http:")) {
            shouldThrow<IllegalArgumentException> { Origin(scheme, "a", 80) }
        }
    }

    test("the Host field leaves the scheme's own port out, the authority never does") {
        Origin.http("a").hostHeader() shouldBe "a"
        Origin.http("a:80").hostHeader() shouldBe "a"
        Origin.http("a:443").hostHeader() shouldBe "a:443"
        Origin.https("a:443").hostHeader() shouldBe "a"
        Origin.https("a:80").hostHeader() shouldBe "a:80"
        Origin.https("a").authority() shouldBe "a:443"
        Origin.http("[::1]").hostHeader() shouldBe "[::1]"
        Origin.http("[::1]:81").hostHeader() shouldBe "[::1]:81"
        Origin.http("[fe80::1%eth0]:81").hostHeader() shouldBe "[fe80::1]:81"
        Origin.http("[fe80::1%eth0]").authority() shouldBe "[fe80::1]:80"
        Origin.http("[fe80::1%eth0]:81").toString() shouldBe "http://[fe80::1%25eth0]:81"
        Origin.https("a:8443").toString() shouldBe "https://a:8443"
    }

    test("a host is an address or a name") {
        for (address in listOf("127.0.0.1", "255.255.255.255", "0.0.0.0", "::1", "2001:db8::a:1", "fe80::1%eth0")) {
            withClue(address) { Origin("http", address, 80).isAddress shouldBe true }
        }
        for (name in listOf("localhost", "a.test", "a.test.", "1.2.3.4.test", "1.2.3.four")) {
            withClue(name) { Origin("http", name, 80).isAddress shouldBe false }
        }
    }

    test("equal is the same scheme and port and, without case, host") {
        Origin.http("A.example") shouldBe Origin.http("a.EXAMPLE:80")
        Origin.http("A.example").hashCode() shouldBe Origin.http("a.EXAMPLE:80").hashCode()
        Origin.http("a") shouldNotBe Origin.http("a:81")
        Origin.http("a:443") shouldNotBe Origin.https("a")
        Origin.http("a") shouldNotBe Origin.http("a.")
        Origin.https("a").isSecure shouldBe true
        Origin.http("a").isSecure shouldBe false
    }

    test("a name outside US-ASCII may be of any length") {
        for (length in listOf(64, 1_000, 1_001, 70_000)) {
            shouldThrow<HttpException.InvalidUrl> { Origin.http("\u00fc".repeat(length)) }
        }
    }

    test("T7: a refusal never shows the user information") {
        val failure = shouldThrow<HttpException.InvalidUrl> { Origin.http("user:secret@a") }
        failure.message shouldBe "a host can't carry user information: give it as Credentials"
    }
})

private fun Origin.withoutZone() = Origin(scheme, host.substringBefore('%'), port)

private fun shown(text: String) =
    text.map { if (it in '!'..'~') "$it" else "<%X>".format(it.code) }.joinToString("").take(60)
