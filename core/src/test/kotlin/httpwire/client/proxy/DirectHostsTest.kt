package httpwire.client.proxy

import httpwire.Origin
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.shouldBe
import io.kotest.property.Arb
import io.kotest.property.arbitrary.Codepoint
import io.kotest.property.arbitrary.byte
import io.kotest.property.arbitrary.byteArray
import io.kotest.property.arbitrary.constant
import io.kotest.property.arbitrary.element
import io.kotest.property.arbitrary.int
import io.kotest.property.arbitrary.string
import io.kotest.property.checkAll
import java.net.InetAddress

/** The list of Go's tests of golang.org/x/net/http/httpproxy. */
private const val GO =
    "foobar.com, .barbaz.net, *.wildcard.io, 192.168.1.1, 192.168.1.2:81, 192.168.1.3:80, 10.0.0.0/30, " +
        "2001:db8::52:0:1, [2001:db8::52:0:2]:443, [2001:db8::52:0:3]:80, 2002:db8:a::45/64"

/** The list of Python's test_urllib. */
private const val PYTHON = "localhost, anotherdomain.com, newdomain.com:1234, .d.o.t"

/** An authority of an `http` URL, a list, and whether it has the authority's host. */
private val ROWS = listOf(
    // curl's test 1614.
    Triple("www.example.com", "localhost,.example.com,.example.de", true),
    Triple("www.example.com.", "localhost,.example.com,.example.de", true),
    Triple("example.com", "localhost,.example.com,.example.de", true),
    Triple("example.com.", "localhost,.example.com,.example.de", true),
    Triple("www.example.com", "localhost,.example.com.,.example.de", true),
    Triple("www.example.com", "localhost,www.example.com.,.example.de", true),
    Triple("example.com", "localhost,example.com,.example.de", true),
    Triple("example.com.", "localhost,example.com,.example.de", true),
    Triple("www.example.com", "localhost,example.com,.example.de", true),
    Triple("127.0.0.1", "127.0.0.1,localhost", true),
    Triple("127.0.0.1", "127.0.0.1,localhost,", true),
    Triple("127.0.0.1", "127.0.0.1/8,localhost,", true),
    Triple("127.0.0.1", "127.0.0.1/28,localhost,", true),
    Triple("127.0.0.1", "127.0.0.1/31,localhost,", true),
    Triple("127.0.0.1", "localhost,127.0.0.1", true),
    Triple("127.0.0.1", "localhost,${"127.0.0.1.".repeat(12)}127.0.0.", false),
    Triple("localhost", "localhost,127.0.0.1", true),
    Triple("localhost", "127.0.0.1,localhost", true),
    Triple("foobar", "barfoo", false),
    Triple("foobar", "foobar", true),
    Triple("192.168.0.1", "foobar", false),
    Triple("192.168.0.1", "192.168.0.0/16", true),
    Triple("192.168.0.1", "192.168.0.0/24", true),
    Triple("192.168.0.1", "192.168.0.0/32", false),
    Triple("192.168.0.1", "192.168.0.0", false),
    Triple("192.168.1.1", "192.168.0.0/24", false),
    Triple("192.168.1.1", "foo, bar, 192.168.0.0/24", false),
    Triple("192.168.1.1", "foo, bar, 192.168.0.0/16", true),
    Triple("[::1]", "foo, bar, 192.168.0.0/16", false),
    Triple("[::1]", "foo, bar, ::1/64", true),
    Triple("bar", "foo, bar, ::1/64", true),
    Triple("BAr", "foo, bar, ::1/64", true),
    Triple("BAr", "foo,,,,,              bar, ::1/64", true),
    Triple("www.example.com", "foo, .example.com", true),
    Triple("www.example.com", "www2.example.com, .example.net", false),
    Triple("example.com", ".example.com, .example.net", true),
    Triple("nonexample.com", ".example.com, .example.net", false),
    // The blocks of curl's test 1614; but /0 is every address, as in RFC 4632, and not the one that is written.
    Triple("192.160.0.1", "192.160.0.1/33", false),
    Triple("192.160.0.1", "192.160.0.1/32", true),
    Triple("192.160.0.1", "192.160.0.1/0", true),
    Triple("192.160.0.1", "192.160.0.1/26", true),
    Triple("192.160.0.1", "192.160.0.1/12", true),
    Triple("192.160.0.1", "10.0.0.1/8", false),
    Triple("192.160.0.1", "10.0.0.1/32", false),
    Triple("192.160.0.1", "10.0.0.1/0", true),
    Triple("[::1]", "::1/0", true),
    Triple("[::1]", "::1/128", true),
    Triple("[::1]", "0:0::1/128", true),
    Triple("[::1]", "0:0::1/129", false),
    Triple("[fe80::ab47:4396:55c9:8474]", "fe80::ab47:4396:55c9:8474/64", true),
    // Go's table; but no host is direct that is not listed, and .barbaz.net and *.wildcard.io mean the bare name too.
    Triple("localhost", GO, false),
    Triple("127.0.0.1", GO, false),
    Triple("[::1]", GO, false),
    Triple("192.168.1.1", GO, true),
    Triple("192.168.1.2", GO, false),
    Triple("192.168.1.3", GO, true),
    Triple("192.168.1.4", GO, false),
    Triple("10.0.0.2", GO, true),
    Triple("[2001:db8::52:0:1]", GO, true),
    Triple("[2001:db8::52:0:2]", GO, false),
    Triple("[2001:db8::52:0:3]", GO, true),
    Triple("[2002:db8:a::123]", GO, true),
    Triple("[fe80::424b:c8be:1643:a1b6]", GO, false),
    Triple("barbaz.net", GO, true),
    Triple("www.barbaz.net", GO, true),
    Triple("foobar.com", GO, true),
    Triple("www.foobar.com", GO, true),
    Triple("foofoobar.com", GO, false),
    Triple("baz.com", GO, false),
    Triple("localhost.net", GO, false),
    Triple("local.localhost", GO, false),
    Triple("barbarbaz.net", GO, false),
    Triple("wildcard.io", GO, true),
    Triple("nested.wildcard.io", GO, true),
    Triple("awildcard.io", GO, false),
    Triple("example.com", "ample.com", false),
    Triple("foo.example.com", "example.com", true),
    Triple("example.com", ".foo.com", false),
    Triple("www.\u793a\u4f8b.com", ".\u793a\u4f8b.com", true),
    Triple("www.\u793a\u4f8b.com", "xn--fsq092h.com", true),
    Triple("www.xn--fsq092h.com", "\u793a\u4f8b.com", true),
    Triple("www.xn--fsq092h.com", "XN--FSQ092H.com", true),
    Triple("[1000::%25.example.com]:123", "example.com", false),
    Triple("example.com", ":1", false),
    // Python's test_urllib.
    Triple("localhost", PYTHON, true),
    Triple("LocalHost", PYTHON, true),
    Triple("LOCALHOST", PYTHON, true),
    Triple("newdomain.com:1234", PYTHON, true),
    Triple("www.newdomain.com:1234", PYTHON, true),
    Triple("foo.d.o.t", PYTHON, true),
    Triple("d.o.t", PYTHON, true),
    Triple("anotherdomain.com:8888", PYTHON, true),
    Triple("prelocalhost", PYTHON, false),
    Triple("newdomain.com", PYTHON, false),
    Triple("newdomain.com:1235", PYTHON, false),
    Triple("newdomain.com", "*", true),
    Triple("newdomain.com:1234", "*", true),
    Triple("anotherdomain.com", "*, anotherdomain.com", true),
    Triple("newdomain.com", "*, anotherdomain.com", false),
    // Separators.
    Triple("b", "a b c d", true),
    Triple("b", "a\tb", true),
    Triple("b", "a\r\nb", true),
    Triple("b", " , ,b, ", true),
    Triple("b", "a;b", false),
    Triple("b", "", false),
    Triple("b", ",", false),
    // Case, and dots at the ends.
    Triple("a.B", "A.b", true),
    Triple("a.b", "..b", false),
    Triple("a.b", ".", false),
    Triple("a.b", "*.", false),
    Triple("a.b", "*b", false),
    Triple("a.b", "a.*", false),
    Triple("a.b", "**", false),
    // Ports.
    Triple("a", "a:80", true),
    Triple("a:80", "a:80", true),
    Triple("b.a", ".a:80", true),
    Triple("a", "a:080", true),
    Triple("a", "a:443", false),
    Triple("a:81", "a", true),
    Triple("a", "a:", false),
    Triple("a", "a:x", false),
    Triple("a", "a:0", false),
    Triple("a", "a:65616", false),
    Triple("a", "a:80:80", false),
    Triple("[::1]:81", "[::1]:81", true),
    Triple("[::1]:81", "[::1]:82", false),
    Triple("[::1]:81", "[::1]", true),
    Triple("[::1]", "::1", true),
    Triple("[::1]", "::1:80", false),
    // Addresses in whatever form, and what looks like one.
    Triple("[2001:DB8:0:0::1]", "2001:db8::1", true),
    Triple("[::ffff:10.1.2.3]", "10.0.0.0/8", true),
    Triple("[::ffff:a01:203]", "10.1.2.3", true),
    Triple("10.1.2.3", "::ffff:10.1.2.3", true),
    Triple("10.1.2.3", "::ffff:10.0.0.0/104", true),
    Triple("11.1.2.3", "::ffff:10.0.0.0/104", false),
    Triple("10.1.2.3", "::ffff:10.0.0.0/90", false),
    Triple("10.1.2.3", "::/0", false),
    Triple("[::1]", "0.0.0.0/0", false),
    Triple("[fe80::1%25eth0]", "fe80::1", true),
    Triple("[fe80::1%25eth0]", "fe80::/10", true),
    Triple("[fe80::1]", "[fe80::1%eth0]", true),
    Triple("[fd00::1]", "[fd00::]/8", true),
    Triple("[fd00::1]", "[fd00::/8]", false),
    Triple("1.2.3.4", "3.4", false),
    Triple("1.2.3.4", ".2.3.4", false),
    Triple("1.2.3.4", "1.2.3.4.", false),
    Triple("1.2.3.4", "01.2.3.4", false),
    Triple("1.2.3.4", "1.2.3.0/", false),
    Triple("1.2.3.4", "1.2.3.0/-1", false),
    Triple("1.2.3.4", "1.2.3.0/+24", false),
    Triple("1.2.3.4", "1.2.3.0/2x", false),
    Triple("1.2.3.4", "1.2.3.0/255.255.255.0", false),
    Triple("1.2.3.4", "1.2.3/24", false),
    Triple("1.2.3.4", "1.2.3.*", false),
    Triple("a", "a/8", false),
    Triple("1.2.3.4.a", "1.2.3.4", false),
    // Not entries at all.
    Triple("[::1]", "[::1", false),
    Triple("[::1]", "::1]", false),
    Triple("a", "[a]", false),
    Triple("a", "[]", false),
    Triple("a", "[", false),
    Triple("a", "]", false),
    Triple("a", "http://a", false),
    Triple("a", "user@a", false),
    Triple("a", "<local>", false),
    // Written with a letter that is two hosts to two programs, so that nobody can tell which is meant.
    Triple("fass.de", "fa\u00df.de", false),
    Triple("xn--fa-hia.de", "fa\u00df.de", false),
)

class DirectHostsTest :
    FunSpec({
        withTests(
            nameFn = { (host, list, isDirect) -> "$host is ${if (isDirect) "" else "not "}in '${shown(list)}'" },
            ROWS,
        ) { (host, list, isDirect) ->
            DirectHosts.parse(list).contains(Origin.http(host)) shouldBe isDirect
        }

        test("an entry without a port is for https too, one with a port for that only") {
            val hosts = DirectHosts.parse("a,b:443,c:80")
            listOf("a", "b", "c").map { hosts.contains(Origin.https(it)) } shouldBe listOf(true, true, false)
            listOf("a", "b", "c").map { hosts.contains(Origin.http(it)) } shouldBe listOf(true, false, true)
        }

        test("a block has the addresses that begin with its bits") {
            for (size in listOf(4, 16)) {
                checkAll(2_000, bytes(size), Arb.int(0..size * 8), Arb.int(0 until size * 8)) { bytes, bits, flipped ->
                    // Not an IPv4 address in IPv6, which is another family.
                    if (size == 16) bytes[0] = 0x20
                    val other = bytes.clone()
                    other[flipped / 8] = (other[flipped / 8].toInt() xor (0x80 shr flipped % 8)).toByte()
                    val isSame = flipped >= bits
                    val block = DirectHosts.parse("${InetAddress.getByAddress(bytes).hostAddress}/$bits")
                    val host = InetAddress.getByAddress(other).hostAddress
                    withClue("$host in $block") { block.contains(Origin.of("http", host, 80)) shouldBe isSame }
                }
            }
        }

        test("no text is more than a list that has no host") {
            val entries = Arb.string(0..6, delimiters)
            checkAll(10_000, entries) { text ->
                DirectHosts.parse(text).contains(Origin.http("z.test")) shouldBe
                    (text == "*")
            }
        }
    })

private val delimiters: Arb<Codepoint> = Arb.element("[]:/.,*% 19af\u00df".map { Codepoint(it.code) })

private fun bytes(size: Int) = Arb.byteArray(Arb.constant(size), Arb.byte())

private fun shown(text: String) = text.map { if (it in ' '..'~') "$it" else "<%X>".format(it.code) }.joinToString("")
