package httpwire.client.cookies

import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.engine.spec.tempfile
import io.kotest.matchers.nulls.shouldBeNull
import io.kotest.matchers.shouldBe
import io.kotest.matchers.types.shouldBeSameInstanceAs
import io.kotest.property.Arb
import io.kotest.property.arbitrary.Codepoint
import io.kotest.property.arbitrary.int
import io.kotest.property.arbitrary.map
import io.kotest.property.arbitrary.string
import io.kotest.property.checkAll
import okio.Buffer
import java.io.IOException
import java.time.LocalDate

private val LIST = """
    // VERSION: 2026-08-19_19-18-36_UTC
    // ===BEGIN ICANN DOMAINS===
    com
    uk	a comment after a blank
    co.uk and another
    *.ck
    !www.ck
    jp
    *.kawasaki.jp
    !city.kawasaki.jp
    UPPER.com
    // xn--85x722f.com.cn
    com.cn
    公司.cn
    xn--55qx5d.hk
    // ===BEGIN PRIVATE DOMAINS===
    github.io
""".trimIndent()

private fun rules(text: String) = PublicSuffixes.read(Buffer().writeUtf8(text))

class PublicSuffixesTest : FunSpec({
    val rows = mapOf(
        "com" to true, "example.com" to false, "COM" to true, "a.upper.com" to false, "upper.com" to true,
        "uk" to true, "co.uk" to true, "CO.UK" to true, "example.co.uk" to false, "ac.uk" to false,
        "ck" to true, "any.ck" to true, "www.ck" to false, "a.www.ck" to false, "a.any.ck" to false,
        "kawasaki.jp" to false, "any.kawasaki.jp" to true, "city.kawasaki.jp" to false, "a.city.kawasaki.jp" to false,
        "公司.cn" to true, "xn--55qx5d.cn" to true, "食狮.公司.cn" to false, "公司.hk" to true, "com.cn" to true,
        // Other dots and letters that mean the same.
        "食狮。公司。ｃｎ" to false, "公司。ｃｎ" to true,
        "io" to true, "github.io" to true, "me.github.io" to false,
        "unlisted" to true, "example.unlisted" to false, "localhost" to true,
        // The dot of the root.
        "com." to true, "co.uk." to true, "example.com." to false,
        "127.0.0.1" to false, "::1" to false, "" to false, "." to false, ".com" to false,
        // A label that is too long for an A-label.
        "ä".repeat(64) to true, "a." + "ä".repeat(64) to false,
    )
    for ((host, isSuffix) in rows) {
        test("'$host' is ${if (isSuffix) "a" else "no"} public suffix by the rules of a list") {
            rules(LIST).isPublicSuffix(host) shouldBe isSuffix
        }
    }

    test("the date of a list is that of its VERSION") {
        rules(LIST).date shouldBe LocalDate.of(2026, 8, 19)
        rules("com\n").date.shouldBeNull()
        rules("// VERSION: unknown\ncom\n").date.shouldBeNull()
    }

    test("T42: without a list one label is a public suffix, and nothing else") {
        val none = PublicSuffixes.CONSERVATIVE
        for (host in listOf("com", "localhost", "com.", "公司")) none.isPublicSuffix(host) shouldBe true
        for (host in listOf("co.uk", "example.com", "127.0.0.1", "::1")) none.isPublicSuffix(host) shouldBe false
        none.date.shouldBeNull()
    }

    test("without a provider the rule without a list is installed") {
        PublicSuffixes.installed() shouldBeSameInstanceAs PublicSuffixes.CONSERVATIVE
    }

    test("a file is read; one without a rule, which would be a mistake, is refused") {
        val file = tempfile()
        file.writeText(LIST.replace("\n", "\r\n"))
        PublicSuffixes.of(file.toPath()).isPublicSuffix("co.uk") shouldBe true
        file.writeText("// nothing\n\n")
        shouldThrow<IOException> { PublicSuffixes.of(file.toPath()) }
        shouldThrow<IOException> { rules("com\n" + "x".repeat(5_000)) }
    }

    test("no host and no list makes it throw") {
        val text = Arb.string(0..60, Arb.int(0..0x3000).map(::Codepoint))
        val rules = rules(LIST)
        rules.isPublicSuffix("\u00fc".repeat(70_000))
        checkAll(3_000, text) {
            rules.isPublicSuffix(it)
            rules("com\n$it").isPublicSuffix(it)
        }
    }
})
