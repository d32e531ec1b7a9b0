package httpwire.suffixes

import httpwire.HttpUrl
import httpwire.client.cookies.CookieJar
import httpwire.client.cookies.PublicSuffixes
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.comparables.shouldBeGreaterThanOrEqualTo
import io.kotest.matchers.nulls.shouldNotBeNull
import io.kotest.matchers.shouldBe
import io.kotest.matchers.types.shouldBeInstanceOf
import java.io.File
import java.time.LocalDate

class PublicSuffixListTest : FunSpec({
    val list = PublicSuffixList()

    test("it is installed where it is on the class path") {
        PublicSuffixes.installed().shouldBeInstanceOf<PublicSuffixList>()
    }

    test("the descriptor provides what META-INF names, for the module path and the class path") {
        val services = checkNotNull(javaClass.getResource("/META-INF/services/${PublicSuffixes::class.java.name}"))
        services.readText().trim() shouldBe PublicSuffixList::class.java.name
        val descriptor = File("src/main/java/module-info.java").readText()
        descriptor.substringAfter("with").trim('\n', ' ', ';', '}') shouldBe PublicSuffixList::class.java.name
    }

    test("the list has its date and its licence") {
        list.date.shouldNotBeNull() shouldBeGreaterThanOrEqualTo LocalDate.of(2026, 8, 19)
        val text = checkNotNull(PublicSuffixList::class.java.getResource("public_suffix_list.dat")).readText()
        text.contains("Mozilla Public") shouldBe true
        text.contains("===BEGIN ICANN DOMAINS===") && text.contains("===BEGIN PRIVATE DOMAINS===") shouldBe true
        checkNotNull(
            javaClass.getResource("/META-INF/httpwire-suffixes/NOTICE"),
        ).readText().contains("Mozilla Public") shouldBe
            true
    }

    test("the list has its licence, date and sections, and no other comment") {
        val text = checkNotNull(PublicSuffixList::class.java.getResource("public_suffix_list.dat")).readText()
        val comments = text.lines().filter { it.startsWith("//") }
        comments.map { it.removePrefix("// ").substringBefore(": ") } shouldContainExactly
            listOf(
                "This Source Code Form is subject to the terms of the Mozilla Public",
                "License, v. 2.0. If a copy of the MPL was not distributed with this",
                "file, You can obtain one at https://mozilla.org/MPL/2.0/.",
                "VERSION",
                "COMMIT",
                "===BEGIN ICANN DOMAINS===",
                "===END ICANN DOMAINS===",
                "===BEGIN PRIVATE DOMAINS===",
                "===END PRIVATE DOMAINS===",
            )
    }

    context("the vectors of the list's own tests") {
        for ((name, registrable) in VECTORS) test("$name: $registrable") { list.shouldFind(name, registrable) }
    }

    test("T42, T45: of both sections, with wildcards and exceptions, in A-labels and Unicode") {
        val suffixes =
            listOf("com", "co.uk", "github.io", "any.ck", "b.kawasaki.jp", "公司.cn", "xn--55qx5d.cn", "unlisted")
        val others =
            listOf("example.com", "a.co.uk", "me.github.io", "www.ck", "city.kawasaki.jp", "食狮.公司.cn", "127.0.0.1")
        suffixes.filterNot(list::isPublicSuffix).shouldBeEmpty()
        others.filter(list::isPublicSuffix).shouldBeEmpty()
    }

    test("T42: a jar refuses a cookie for co.uk, and github.io sets cookies for itself only") {
        val jar = CookieJar.inMemory()
        jar.store(HttpUrl.parse("http://a.co.uk/"), listOf("a=b; Domain=co.uk"))
        jar.store(HttpUrl.parse("http://github.io/"), listOf("c=d; Domain=github.io"))
        jar.list().map { it.toString() } shouldContainExactly listOf("cookie 'c' of github.io/")
    }

    test("every rule of the list holds for a name that it is made for") {
        val rules = checkNotNull(PublicSuffixList::class.java.getResource("public_suffix_list.dat")).readText().lines()
            .map { it.substringBefore(' ').trim() }.filter { it.isNotEmpty() && !it.startsWith("//") }
        (rules.size > 9_000) shouldBe true
        rules.filterNot { rule ->
            when {
                rule.startsWith("!") -> !list.isPublicSuffix(rule.drop(1))
                rule.startsWith("*.") -> list.isPublicSuffix("anything" + rule.drop(1))
                else -> list.isPublicSuffix(rule)
            }
        }.shouldBeEmpty()
    }
})

/**
 * The names that https://github.com/publicsuffix/list asks for in its tests, and the domain that can be registered for
 * each: null for what is a public suffix itself, or not a name.
 */
private val VECTORS: List<Pair<String, String?>> = """
    COM -
    example.COM example.com
    WwW.example.COM example.com
    .com -
    .example -
    .example.com -
    .example.example -
    example -
    example.example example.example
    b.example.example example.example
    a.b.example.example example.example
    biz -
    domain.biz domain.biz
    b.domain.biz domain.biz
    a.b.domain.biz domain.biz
    com -
    example.com example.com
    b.example.com example.com
    a.b.example.com example.com
    uk.com -
    example.uk.com example.uk.com
    b.example.uk.com example.uk.com
    a.b.example.uk.com example.uk.com
    test.ac test.ac
    mm -
    c.mm -
    b.c.mm b.c.mm
    a.b.c.mm b.c.mm
    jp -
    test.jp test.jp
    www.test.jp test.jp
    ac.jp -
    test.ac.jp test.ac.jp
    www.test.ac.jp test.ac.jp
    kyoto.jp -
    test.kyoto.jp test.kyoto.jp
    ide.kyoto.jp -
    b.ide.kyoto.jp b.ide.kyoto.jp
    a.b.ide.kyoto.jp b.ide.kyoto.jp
    c.kobe.jp -
    b.c.kobe.jp b.c.kobe.jp
    a.b.c.kobe.jp b.c.kobe.jp
    city.kobe.jp city.kobe.jp
    www.city.kobe.jp city.kobe.jp
    ck -
    test.ck -
    b.test.ck b.test.ck
    a.b.test.ck b.test.ck
    www.ck www.ck
    www.www.ck www.ck
    us -
    test.us test.us
    www.test.us test.us
    ak.us -
    test.ak.us test.ak.us
    www.test.ak.us test.ak.us
    k12.ak.us -
    test.k12.ak.us test.k12.ak.us
    www.test.k12.ak.us test.k12.ak.us
    食狮.com.cn 食狮.com.cn
    食狮.公司.cn 食狮.公司.cn
    www.食狮.公司.cn 食狮.公司.cn
    shishi.公司.cn shishi.公司.cn
    公司.cn -
    食狮.中国 食狮.中国
    www.食狮.中国 食狮.中国
    shishi.中国 shishi.中国
    中国 -
    xn--85x722f.com.cn xn--85x722f.com.cn
    xn--85x722f.xn--55qx5d.cn xn--85x722f.xn--55qx5d.cn
    www.xn--85x722f.xn--55qx5d.cn xn--85x722f.xn--55qx5d.cn
    shishi.xn--55qx5d.cn shishi.xn--55qx5d.cn
    xn--55qx5d.cn -
    xn--85x722f.xn--fiqs8s xn--85x722f.xn--fiqs8s
    www.xn--85x722f.xn--fiqs8s xn--85x722f.xn--fiqs8s
    shishi.xn--fiqs8s shishi.xn--fiqs8s
    xn--fiqs8s -
""".trim().lines().map {
    it.trim().split(' ')
}.map { (name, domain) -> name to domain.takeIf { it != "-" } }

/** What the rule of an exception makes the public suffix of this name alone. */
private val EXCEPTIONS = setOf("city.kobe.jp")

private fun PublicSuffixList.shouldFind(host: String, registrable: String?) {
    val labels = host.lowercase().split('.')
    // No host has an empty label, so nobody asks for one.
    if (labels.any { it.isEmpty() }) {
        registrable shouldBe null
        return
    }
    val names = labels.indices.map { labels.drop(it).joinToString(".") }
    val domain = names.indexOf(registrable)
    isPublicSuffix(host) shouldBe (registrable == null)
    names.take(domain + 1).filter { isPublicSuffix(it) }.shouldBeEmpty()
    if (registrable != null && registrable !in EXCEPTIONS) isPublicSuffix(names[domain + 1]) shouldBe true
}
