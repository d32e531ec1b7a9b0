package httpwire.client.cookies

import httpwire.HttpUrl
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.collections.shouldContain
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.collections.shouldContainExactlyInAnyOrder
import io.kotest.matchers.collections.shouldHaveSize
import io.kotest.matchers.collections.shouldNotContain
import io.kotest.matchers.shouldBe
import okio.Buffer
import java.time.Duration
import java.time.Instant
import java.time.InstantSource
import java.util.concurrent.Executors
import java.util.concurrent.TimeUnit
import kotlin.random.Random

private const val LIST =
    "com\nexample\nco.example\n*.wild.example\n!city.wild.example\nsite.example.hosting\nhosting\ngithub.hosting\n"

/** A jar at a time that the test sets. */
private class Jar(val suffixes: PublicSuffixes = PublicSuffixes.read(Buffer().writeUtf8(LIST))) {
    var now: Instant = Instant.parse("2026-11-30T08:00:00Z")
    val jar = MemoryCookieJar(suffixes, InstantSource { now })

    fun store(url: String, vararg fields: String) = jar.store(HttpUrl.parse(url), fields.toList())

    fun sent(url: String): String = Cookie.field(jar.cookiesFor(HttpUrl.parse(url)))

    fun names() = jar.list().map { it.name }

    fun later(seconds: Long) = apply { now = now.plusSeconds(seconds) }
}

private const val SECURE = "https://www.site.example/dir/page"
private const val PLAIN = "http://www.site.example/dir/page"

class MemoryCookieJarTest : FunSpec({
    /** From where, the field, and to where it is sent or not. */
    val reach = listOf(
        // Host only.
        listOf(
            PLAIN,
            "a=b",
            "+http://www.site.example/dir/x",
            "-http://site.example/dir/x",
            "-http://a.www.site.example/dir/x",
        ),
        // With a domain.
        listOf(
            PLAIN,
            "a=b; Domain=site.example; Path=/",
            "+http://site.example/",
            "+http://www.site.example/",
            "+http://a.b.site.example/",
            "-http://badsite.example/",
            "-http://example/",
        ),
        listOf(PLAIN, "a=b; Domain=.SITE.example; Path=/", "+http://a.site.example/"),
        listOf(PLAIN, "a=b; Domain=; Path=/", "+$PLAIN", "-http://site.example/"),
        // Of another host.
        listOf(PLAIN, "a=b; Domain=other.example", "-http://other.example/dir/", "-$PLAIN"),
        listOf(PLAIN, "a=b; Domain=a.www.site.example", "-http://a.www.site.example/dir/", "-$PLAIN"),
        listOf(PLAIN, "a=b; Domain=ite.example", "-http://ite.example/dir/", "-$PLAIN"),
        listOf(PLAIN, "a=b; Domain=..site.example", "-$PLAIN"),
        listOf(PLAIN, "a=b; Domain=s\u00efte.example", "-$PLAIN"),
        // Ports and schemes do not matter.
        listOf(PLAIN, "a=b; Path=/", "+http://www.site.example:8080/", "+https://www.site.example/"),
        // Addresses.
        listOf("http://127.0.0.1/", "a=b; Domain=127.0.0.1", "+http://127.0.0.1/", "-http://127.0.0.2/"),
        listOf("http://127.0.0.1/", "a=b; Domain=0.0.1", "-http://127.0.0.1/"),
        listOf("http://[::1]/", "a=b", "+http://[::1]/", "-http://[::2]/"),
        // Paths.
        listOf(
            PLAIN,
            "a=b; Path=/x",
            "+http://www.site.example/x",
            "+http://www.site.example/x/y?z",
            "-http://www.site.example/xy",
            "-$PLAIN",
        ),
        listOf(PLAIN, "a=b; Path=x", "+$PLAIN", "-http://www.site.example/x"),
        // Secure.
        listOf(SECURE, "a=b; Secure; Path=/", "+$SECURE", "-$PLAIN", "+https://www.site.example:8443/"),
        listOf(PLAIN, "a=b; Secure", "-$SECURE", "-$PLAIN"),
        listOf("http://localhost/", "a=b; Secure", "+http://localhost/", "+https://localhost/"),
        // What scripts may see is of no matter here, and neither is the site.
        listOf(PLAIN, "a=b; HttpOnly; SameSite=Strict", "+$PLAIN"),
    )
    for (row in reach) {
        test("RFC 6265bis §5.7, §5.8.3: '${row[1]}' of ${row[0]}: ${row.drop(2).joinToString()}") {
            for (target in row.drop(2)) {
                val jar = Jar().apply { store(row[0], row[1]) }
                jar.sent(target.drop(1)) shouldBe if (target[0] == '+') "a=b" else ""
            }
        }
    }

    context("T42: RFC 6265bis §5.7 step 9: a public suffix") {
        val rows = listOf(
            "http://a.com/" to "com",
            "http://a.co.example/" to "co.example",
            "http://a.b.wild.example/" to "b.wild.example",
            "http://a.wild.example/" to "example",
            "http://a.github.hosting/" to "github.hosting",
            "http://a.github.hosting/" to "GitHub.Hosting",
            "http://a.unlisted/" to "unlisted",
        )
        for ((url, domain) in rows) {
            test("$domain is refused as the domain of $url") {
                val jar = Jar().apply { store(url, "a=b; Domain=$domain") }
                jar.jar.list().shouldBeEmpty()
            }
        }
        for (host in listOf("github.hosting", "com", "localhost", "b.wild.example", "com.")) {
            test("$host can set a cookie for itself only, even if it says Domain") {
                val jar = Jar().apply { store("http://$host/", "a=b; Domain=$host") }
                jar.jar.list().single().isHostOnly shouldBe true
                jar.sent("http://$host/") shouldBe "a=b"
                jar.sent("http://victim.$host/") shouldBe ""
            }
        }
        test("an exception is not a public suffix") {
            val jar = Jar().apply { store("http://a.city.wild.example/", "a=b; Domain=city.wild.example") }
            jar.sent("http://b.city.wild.example/") shouldBe "a=b"
        }
        test("a domain that has become a public suffix since gets nothing (§5.8.3 step 3)") {
            val old = Cookie.builder("a", "b").domain("co.example").build()
            val jar = Jar().apply { jar.put(old) }
            jar.sent("http://x.co.example/") shouldBe ""
            jar.sent("http://co.example/") shouldBe ""
        }
        test("without a list one label is a public suffix, and co.uk is not") {
            val jar = Jar(PublicSuffixes.CONSERVATIVE)
            jar.store("http://a.co.uk/", "a=b; Domain=uk", "c=d; Domain=co.uk")
            jar.names() shouldContainExactly listOf("c")
        }
    }

    context("RFC 6265bis §5.7 steps 19 to 22: prefixes and SameSite=None") {
        val refused = listOf(
            "__Secure-SID=12345; Domain=site.example",
            "__secure-SID=12345; Domain=site.example",
            "__SECURE-SID=12345; Domain=site.example",
            "__Host-SID=12345",
            "__host-SID=12345; Secure",
            "__host-SID=12345; Domain=site.example",
            "__HOST-SID=12345; Domain=site.example; Path=/",
            "__Host-SID=12345; Secure; Domain=site.example; Path=/",
            "__host-SID=12345; Secure; Domain=site.example; Path=/",
            "__HOST-SID=12345; Secure; Domain=site.example; Path=/",
            "__Host-SID=12345; Secure; Path=/dir",
            "__Host-SID=12345; Path=/",
            "=__Host-SID=12345; Secure; Path=/",
            "=__secure-SID; Secure",
            "__HOST-; Secure; Path=/",
            "__Secure-x; Secure",
            "a=b; SameSite=None",
            "=",
            "; Path=/",
        )
        for (field in refused) {
            test("refused: $field") {
                Jar().apply { store("https://site.example/", field) }.jar.list().shouldBeEmpty()
            }
        }
        val accepted = listOf(
            "__Secure-SID=12345; Domain=site.example; Secure",
            "__secure-SID=12345; Domain=site.example; Secure",
            "__SECURE-SID=12345; Domain=site.example; Secure",
            "__Host-SID=12345; Secure; Path=/",
            "__host-SID=12345; Secure; Path=/",
            "__HOST-SID=12345; Secure; Path=/",
            "__Host-SID=12345; Secure; Path=/; Domain=",
            "__HostSID=12345",
            "a=__Host-SID",
            "x__Host-SID=1",
            "a=b; SameSite=None; Secure",
        )
        for (field in accepted) {
            test("accepted: $field") {
                Jar().apply { store("https://site.example/", field) }.jar.list() shouldHaveSize 1
            }
        }
        test("the path must be said: the default path / is not enough for __Host-") {
            val jar = Jar()
            jar.store(
                "https://site.example/page",
                "__Host-a=b; Secure",
                "__Host-c=d; Secure; Path=x",
                "__Host-e=f; Secure; Path=/",
            )
            // The text asks for an attribute Path and the path /: Path=x means the default path, which is / here.
            jar.names() shouldContainExactly listOf("__Host-c", "__Host-e")
        }
        test("names that differ in case are two cookies") {
            val jar = Jar()
            jar.store("https://site.example/", "__Secure-foo=bar; Secure", "__secure-foo=baz; Secure")
            jar.names() shouldContainExactly listOf("__Secure-foo", "__secure-foo")
        }
    }

    context("RFC 6265bis §5.7 step 16: a secure cookie is not overlaid from an insecure connection") {
        val overlays = listOf(
            Triple(
                "https://site.example/login",
                "a=1; Secure; Path=/login",
                "http://site.example/" to "a=2; Path=/login",
            ),
            Triple(
                "https://site.example/login",
                "a=1; Secure; Path=/login",
                "http://site.example/" to "a=2; Path=/login/en",
            ),
            Triple("https://site.example/", "a=1; Secure; Path=/", "http://site.example/" to "a=2; Path=/login"),
            Triple(
                "https://site.example/",
                "a=1; Secure; Path=/; Domain=site.example",
                "http://www.site.example/" to "a=2; Path=/",
            ),
            Triple(
                "https://www.site.example/",
                "a=1; Secure; Path=/",
                "http://site.example/" to "a=2; Path=/; Domain=site.example",
            ),
            Triple("https://www.site.example/", "a=1; Secure; Path=/", "http://b.www.site.example/" to "a=2; Path=/"),
        )
        for ((url, secure, plain) in overlays) {
            test("'${plain.second}' of ${plain.first} is refused after '$secure' of $url") {
                val jar = Jar().apply { store(url, secure) }
                jar.store(plain.first, plain.second)
                jar.jar.list().map { it.value } shouldContainExactly listOf("1")
                jar.store(plain.first.replace("http:", "https:"), plain.second)
                (jar.jar.list().map { it.value } == listOf("1")) shouldBe false
            }
        }
        val others = listOf(
            "a=2; Path=/",
            "a=2; Path=/foo",
            "a=2; Path=/loginx",
            "b=2; Path=/login",
            "A=2; Path=/login",
        )
        for (field in others) {
            test("'$field' is accepted after a secure cookie with the path /login") {
                val jar = Jar().apply { store("https://site.example/login", "a=1; Secure; Path=/login") }
                jar.store("http://site.example/", field)
                jar.jar.list() shouldHaveSize 2
            }
        }
        test("after the secure cookie has expired it is accepted") {
            val jar = Jar().apply { store("https://site.example/", "a=1; Secure; Max-Age=10") }
            jar.later(11).store("http://site.example/", "a=2")
            jar.sent("http://site.example/") shouldBe "a=2"
        }
    }

    context("RFC 6265bis §5.7 steps 23 and 24: one cookie in place of another") {
        test("the same name, domain, reach and path: the new value, the old creation time and place") {
            val jar = Jar().apply { store(PLAIN, "a=1", "b=2") }
            val created = jar.now
            jar.later(60).store(PLAIN, "a=3; HttpOnly")
            val cookie = jar.jar.list().first()
            cookie.value shouldBe "3"
            cookie.created shouldBe created
            cookie.lastAccess shouldBe jar.now
            cookie.isHttpOnly shouldBe true
            jar.sent(PLAIN) shouldBe "a=3; b=2"
        }
        test("another name, reach or path: another cookie") {
            val jar = Jar()
            jar.store(
                PLAIN,
                "a=1",
                "A=1",
                "a=1; Path=/",
                "a=1; Domain=www.site.example",
                "a=1; Domain=site.example",
                "=a",
            )
            jar.jar.list() shouldHaveSize 6
        }
        test("a cookie that has expired already removes the old one") {
            for (gone in listOf("Max-Age=0", "Max-Age=-1", "Expires=Thu, 01 Jan 1970 00:00:00 GMT")) {
                val jar = Jar().apply { store(PLAIN, "a=1", "b=2") }
                jar.store(PLAIN, "a=; $gone")
                jar.names() shouldContainExactly listOf("b")
            }
        }
        test("what has expired and was set anew is a new cookie") {
            val jar = Jar().apply { store(PLAIN, "a=1; Max-Age=10", "b=2") }
            jar.later(11).store(PLAIN, "a=3")
            jar.sent(PLAIN) shouldBe "b=2; a=3"
        }
    }

    test("RFC 6265bis §5.7: a cookie expires when its time is in the past") {
        val jar = Jar().apply { store(PLAIN, "a=1; Max-Age=10", "b=2") }
        jar.later(10).sent(PLAIN) shouldBe "a=1; b=2"
        jar.now = jar.now.plusNanos(1)
        jar.sent(PLAIN) shouldBe "b=2"
        jar.names() shouldContainExactly listOf("b")
    }

    test("RFC 6265bis §5.7: each cookie expires in its own time") {
        val jar = Jar().apply { store(PLAIN, "c=3; Max-Age=30", "a=1; Max-Age=10", "b=2; Max-Age=20") }
        jar.later(11).sent(PLAIN) shouldBe "c=3; b=2"
        jar.later(10).sent(PLAIN) shouldBe "c=3"
        jar.later(10).sent(PLAIN) shouldBe ""
    }

    test("RFC 6265bis §5.5: no cookie stays for more than 400 days") {
        val jar = Jar().apply { store(PLAIN, "a=1; Max-Age=99999999", "b=2; Expires=Fri, 31 Dec 9999 23:59:59 GMT") }
        jar.jar.list().map { it.expiry } shouldContainExactly List(2) { jar.now + Duration.ofDays(400) }
        jar.later(Duration.ofDays(400).seconds + 1).names().shouldBeEmpty()
    }

    context("RFC 6265bis §6.1, §5.7: limits, and who goes first") {
        test("50 cookies of a domain stay; with one more the one that was used least recently goes") {
            val jar = Jar()
            for (i in 1..50) jar.later(1).store("http://a.site.example/p$i/x", "c$i=v")
            jar.names() shouldHaveSize 50
            jar.later(1).sent("http://a.site.example/p1/x") shouldBe "c1=v"
            jar.later(1).store("http://a.site.example/", "c51=v")
            jar.names() shouldHaveSize 50
            jar.store("http://a.site.example/", "c52=v; Max-Age=0")
            jar.names() shouldHaveSize 50
            jar.names() shouldNotContain "c2"
            jar.names() shouldContain "c1"
        }
        test("cookies that are not secure go before secure ones, and expired ones before all") {
            val jar = Jar()
            jar.store("https://a.site.example/", "old=v; Secure")
            jar.later(1).store("https://a.site.example/", "expired=v; Secure; Max-Age=1000", "plain=v")
            for (i in 1..47) jar.later(1).store("https://a.site.example/", "c$i=v; Secure")
            jar.names() shouldHaveSize 50
            jar.later(2000).store("https://a.site.example/", "d=v; Secure")
            jar.names() shouldContain "plain"
            jar.names() shouldNotContain "expired"
            jar.later(1).store("https://a.site.example/", "e=v; Secure")
            jar.names() shouldNotContain "plain"
            jar.names() shouldContain "old"
            jar.later(1).store("https://a.site.example/", "f=v; Secure")
            jar.names() shouldNotContain "old"
        }
        test("a domain and its subdomain are counted apart") {
            val jar = Jar()
            for (i in 1..50) jar.store("http://a.site.example/", "a$i=v", "b$i=v; Domain=site.example")
            jar.names() shouldHaveSize 100
        }
        test("3000 cookies stay; with one more the one that was used least recently goes, of any domain") {
            val jar = Jar()
            for (host in 0 until 60) {
                for (i in 1..50) {
                    jar.later(1).store(
                        "https://h$host.site.example/",
                        "c$host-$i=v; Secure",
                    )
                }
            }
            jar.names() shouldHaveSize 3000
            jar.later(1).store("http://other.example/", "plain=v")
            jar.names() shouldHaveSize 3000
            jar.names() shouldNotContain "c0-1"
            jar.names() shouldContain "plain"
            jar.later(1).store("https://other.example/", "other=v; Secure")
            jar.names() shouldNotContain "c0-2"
            jar.later(1).store("http://other.example/", "plain=w")
            jar.names() shouldHaveSize 3000
        }
    }

    context("RFC 6265bis §5.8.3: retrieval") {
        test("step 4: longer paths first, then in the order of their creation") {
            val jar = Jar()
            val url = "http://www.site.example/a/b/c"
            jar.store(url, "root1=v; Path=/", "long=v; Path=/a/b")
            jar.later(1).store(url, "mid=v; Path=/a", "root2=v; Path=/; Domain=site.example", "root3=v; Path=/")
            jar.later(1).store(url, "root1=w; Path=/")
            jar.sent(url) shouldBe "long=v; mid=v; root1=w; root2=v; root3=v"
        }
        test("step 5: the time of the last access is that of the retrieval") {
            val jar = Jar().apply { store(PLAIN, "a=b", "c=d; Path=/elsewhere") }
            val set = jar.now
            jar.later(60).sent(PLAIN)
            jar.jar.list().map { it.lastAccess } shouldContainExactly listOf(jar.now, set)
        }
        test("step 6: a cookie without a name is its value, one without a value ends with '='") {
            val jar = Jar().apply { store(PLAIN, "nameless", "empty=", "a=b=c") }
            jar.sent(PLAIN) shouldBe "nameless; empty=; a=b=c"
        }
        test("there is none for a host without cookies") {
            Jar().sent(PLAIN) shouldBe ""
        }
    }

    test("the owner puts, lists, removes and clears") {
        val jar = Jar()
        val cookie = Cookie.builder("a", "b").host("elsewhere.example").build()
        jar.jar.putAll(
            listOf(
                cookie,
                Cookie.builder(
                    "c",
                    "d",
                ).domain("site.example").expiry(jar.now.plusSeconds(9)).build(),
            ),
        )
        jar.names() shouldContainExactlyInAnyOrder listOf("a", "c")
        jar.sent("http://elsewhere.example/") shouldBe "a=b"
        jar.jar.remove(cookie) shouldBe true
        jar.jar.remove(cookie) shouldBe false
        jar.store(PLAIN, "session=v")
        jar.jar.endSession()
        jar.names() shouldContainExactly listOf("c")
        jar.jar.clear()
        jar.names().shouldBeEmpty()
        jar.store(PLAIN, "a=b")
        jar.sent(PLAIN) shouldBe "a=b"
    }

    test("the cookies of all domains are listed in the order of their creation") {
        val jar = Jar()
        val hosts = ('a'..'j').flatMap { listOf("$it.example", "www.$it.example") }.shuffled(Random(1))
        for (host in hosts) jar.later(1).store("http://$host/", "$host=v")
        jar.names() shouldContainExactly hosts
    }

    test("a list of the jar does not change with it") {
        val jar = Jar().apply { store(PLAIN, "a=b") }
        val list = jar.jar.list()
        jar.jar.clear()
        list shouldHaveSize 1
    }

    test("the text of a jar has no cookie in it") {
        val jar = Jar().apply { store(PLAIN, "a=b", "c=d", "e=f; Domain=site.example") }
        jar.jar.toString() shouldBe "cookie jar with 3 cookies of 2 domains"
    }

    test("several threads store, retrieve and list at once; each cookie is there in the end") {
        val jar = MemoryCookieJar(PublicSuffixes.CONSERVATIVE)
        val threads = Executors.newFixedThreadPool(4)
        val tasks = (0 until 8).map { thread ->
            threads.submit {
                for (i in 0 until 300) {
                    val url = HttpUrl.parse("http://h$thread.site.example/")
                    jar.store(url, listOf("c${i % 40}=$i"))
                    jar.cookiesFor(url).forEach { it.value }
                    if (i % 5 == 0) jar.list()
                }
            }
        }
        tasks.forEach { it.get(60, TimeUnit.SECONDS) }
        threads.shutdown()
        jar.list() shouldHaveSize 320
    }
})
