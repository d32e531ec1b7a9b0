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

    test("T42: of both sections, with wildcards and exceptions, in A-labels and Unicode") {
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
