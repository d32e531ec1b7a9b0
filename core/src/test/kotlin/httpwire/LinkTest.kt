package httpwire

import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import io.kotest.property.Arb
import io.kotest.property.arbitrary.arbitrary
import io.kotest.property.arbitrary.string
import io.kotest.property.checkAll

/** A link as one line: `target rel,rel anchor=… name=value,value`. */
private fun Link.line(): String {
    val others = attributes().map { (name, values) -> "$name=${values.joinToString("|")}" }
    return (listOf(target(), rel().joinToString(",")) + listOfNotNull(anchor()?.let { "anchor=$it" }) + others)
        .joinToString(" ")
}

private fun lines(value: String) = Link.parse(value).map(Link::line)

/** By section: a field value, and the lines of its links. */
private val TABLE: Map<String, List<Pair<String, List<String>>>> = mapOf(
    "§3.5" to listOf(
        "<http://example.com/TheBook/chapter2>; rel=\"previous\"; title=\"previous chapter\"" to
            listOf("http://example.com/TheBook/chapter2 previous title=previous chapter"),
        "</>; rel=\"http://example.net/foo\"" to listOf("/ http://example.net/foo"),
        "</terms>; rel=\"copyright\"; anchor=\"#foo\"" to listOf("/terms copyright anchor=#foo"),
        "</TheBook/chapter2>; rel=\"previous\"; title*=UTF-8'de'letztes%20Kapitel, " +
            "</TheBook/chapter4>; rel=\"next\"; title*=UTF-8'de'n%c3%a4chstes%20Kapitel" to
            listOf(
                "/TheBook/chapter2 previous title=letztes Kapitel",
                "/TheBook/chapter4 next title=n\u00e4chstes Kapitel",
            ),
        "<http://example.org/>; rel=\"start http://example.net/relation/other\"" to
            listOf("http://example.org/ start,http://example.net/relation/other"),
        "<https://example.org/>; rel=\"start\", <https://example.org/index>; rel=\"index\"" to
            listOf("https://example.org/ start", "https://example.org/index index"),
    ),
    "§B.2" to listOf(
        "" to emptyList(),
        "   " to emptyList(),
        "a" to emptyList(),
        "\"" to emptyList(),
        "<" to emptyList(),
        "<a" to emptyList(),
        "<a>" to emptyList(),
        "<a>; rel" to emptyList(),
        "<a>; rel=" to emptyList(),
        "<a>; rel=\"\"" to emptyList(),
        "<a>; rel=\" \"" to emptyList(),
        "<a>; title=b" to emptyList(),
        "<>; rel=b" to listOf(" b"),
        "<a b>; rel=c" to listOf("a b c"),
        " \t<a>; rel=b" to listOf("a b"),
        "<a,b;c>; rel=d" to listOf("a,b;c d"),
        "<a>>; rel=b" to emptyList(),
        "<a>;rel=b" to listOf("a b"),
        "<a> ; rel=b" to listOf("a b"),
        "<a>; rel=b," to listOf("a b"),
        "<a>; rel=b,,, <c>; rel=d" to listOf("a b", "c d"),
        ", <a>; rel=b" to listOf("a b"),
        "<a>; rel=b ,\t<c>; rel=d" to listOf("a b", "c d"),
        "<a>; rel=b, c, <d>; rel=e" to listOf("a b"),
        "<a>; rel=b, <c; rel=d" to listOf("a b"),
        "<a>; rel=\"b\" junk, <c>; rel=d" to listOf("a b"),
        "<a> junk; rel=b" to emptyList(),
        "<a> <b>; rel=c" to listOf("b c"),
        "<a>, <b>; rel=c" to listOf("b c"),
        "<a>; rel=Next" to listOf("a next"),
        "<a>; REL=next" to listOf("a next"),
        "<a>; rel=next; rel=prev" to listOf("a next"),
        "<a>; rel=\"next  prev\tlast \"" to listOf("a next,prev,last"),
        "<a>; rel=next prev" to listOf("a next,prev"),
        "<a>; rel=b; anchor=\"c\"; anchor=d" to listOf("a b anchor=c"),
        "<a>; rel=b; anchor" to listOf("a b anchor="),
        "<a>; rel=b; title=c; title=d" to listOf("a b title=c"),
        "<a>; rel=b; type=c; type=d; media=e; media=f" to listOf("a b type=c media=e"),
        "<a>; rel=b; hreflang=c; hreflang=d" to listOf("a b hreflang=c|d"),
        "<a>; rel=b; as=c; crossorigin; x=\"\"" to listOf("a b as=c crossorigin= x="),
        "<a>; rel=b; title=c; title*=UTF-8''d" to listOf("a b title=d"),
        "<a>; rel=b; title*=UTF-8''d; title=c" to listOf("a b title=d"),
        "<a>; rel=b; title*=UTF-8''d; title*=UTF-8''e" to listOf("a b title=d"),
        "<a>; rel=b; title=c; title*=UTF-8''%zz" to listOf("a b title=c"),
        "<a>; rel=b; title=c; title*=d" to listOf("a b title=c"),
        "<a>; rel=b; rel*=UTF-8''c; anchor*=UTF-8''d" to listOf("a b"),
        "<a>; rel*=UTF-8''b" to emptyList(),
        "<a>; rel=b; x*=UTF-8''%e2%82%ac" to listOf("a b x=\u20ac"),
    ),
    "§B.3" to listOf(
        "<a>; rel=b;" to listOf("a b ="),
        "<a>;; rel=b" to listOf("a b ="),
        "<a>; =c; rel=b" to listOf("a b =c"),
        "<a>; rel = b" to listOf("a b"),
        "<a>; rel\t=\t\"b\"" to listOf("a b"),
        "<a>; rel=b; c d; e=f" to listOf("a b c="),
        "<a>; rel=b; c d=e; f=g" to listOf("a b c="),
        "<a>; rel=b; c=d e ; f=g" to listOf("a b c=d e f=g"),
        "<a>; rel=b; c=d=e" to listOf("a b c=d=e"),
        "<a>; rel=b; c=d\"e,f\"" to listOf("a b c=d\"e"),
        "<a>; rel='b'" to listOf("a 'b'"),
        "<a>; rel=b; c=<d>; e=f" to listOf("a b c=<d> e=f"),
    ),
    "§B.4" to listOf(
        "<a>; rel=b; title=\"c, d; e=f\"; g=h, <i>; rel=j" to listOf("a b title=c, d; e=f g=h", "i j"),
        "<a>; rel=b; title=\"c\\\"d\\\\e\\f\"" to listOf("a b title=c\"d\\ef"),
        "<a>; rel=b; title=\"c" to listOf("a b title=c"),
        "<a>; rel=b; title=\"c\\" to listOf("a b title=c"),
        "<a>; rel=b; title=\"c\\\"" to listOf("a b title=c\""),
        "<a>; rel=b; title=\"\"" to listOf("a b title="),
        "<a>; rel=b; title=\"<c>\", <d>; rel=e" to listOf("a b title=<c>", "d e"),
    ),
)

private const val TELLING = "<>;,=\"\\* \trel'a%\u00e9"

private val anything: Arb<String> = arbitrary { source ->
    (0 until source.random.nextInt(60)).map { TELLING[source.random.nextInt(TELLING.length)] }.joinToString("")
}

class LinkTest : FunSpec({
    for ((section, rows) in TABLE) {
        context("RFC 8288 $section") {
            rows.forEach { (value, expected) -> test("[$value]") { lines(value) shouldContainExactly expected } }
        }
    }

    test("RFC 8288 §B.1: several fields, each read by itself") {
        val headers = Headers.of("Link", "<a>; rel=b, junk", "X", "<x>; rel=x", "link", "<c>; rel=d", "Link", "<e")
        headers.links().map(Link::line) shouldContainExactly listOf("a b", "c d")
        Headers.EMPTY.links().shouldBeEmpty()
    }

    test("RFC 8288 §3.4: what a link says of its target") {
        val value = "<a>; rel=\"b c\"; title=d; type=\"text/html\"; media=\"print, (color)\"; x=y; " +
            "hreflang=de; hreflang=en"
        val link = Link.parse(value).single()
        listOf(link.title(), link.type(), link.media(), link.attribute("x")) shouldBe
            listOf("d", "text/html", "print, (color)", "y")
        link.hreflang() shouldContainExactly listOf("de", "en")
        link.attribute("hreflang") shouldBe "de"
        listOf("b", "C", "d").map(link::hasRel) shouldContainExactly listOf(true, true, false)
        val bare = Link.parse("<a>; rel=b").single()
        listOf(bare.title(), bare.type(), bare.media(), bare.attribute("x"), bare.anchor()) shouldBe List(5) { null }
        bare.hreflang().shouldBeEmpty()
    }

    test("RFC 8288 §3.2: the link of a relation type is one from the resource itself, and the first") {
        fun next(vararg values: String): String? =
            Headers.of(*values.flatMap { listOf("Link", it) }.toTypedArray()).link("Next")?.target()
        next("<a>; rel=prev, <b>; rel=\"last next\", <c>; rel=next") shouldBe "b"
        next("<a>; rel=prev", "<b>; rel=next") shouldBe "b"
        next("<a>; rel=next; anchor=\"/other\", <b>; rel=next") shouldBe "b"
        next("<a>; rel=nextt") shouldBe null
        next() shouldBe null
    }

    val targets = """
        https://b.example/p?q    | https://b.example/p?q
        ?page=2                  | https://a.example/items/all?page=2
        other                    | https://a.example/items/other
        ../x/./y                 | https://a.example/x/y
        //b.example              | https://b.example/
        /a#part                  | https://a.example/a
                                 | https://a.example/items/all?page=1
        HTTP://b.example/        | http://b.example/
        mailto:a@b.example       | -
        ftp://b.example/         | -
        http:g                   | -
        https://u:p@b.example/   | -
        /a b                     | -
        /ä                       | -
        https:///x               | -
    """.trimIndent().lines()
    for (row in targets) {
        val (target, expected) = row.split('|').map(String::trim)
        test("RFC 3986 §5: the target $target") {
            val base = HttpUrl.parse("https://a.example/items/all?page=1")
            val link = Link.parse("<$target>; rel=next").single()
            (link.resolve(base)?.toString() ?: "-") shouldBe expected
            (link.resolve(base.toString())?.toString() ?: "-") shouldBe expected
        }
    }

    test("without a base a whole URL can be resolved, and nothing else") {
        Link.parse("<https://b.example/>; rel=next").single().resolve("") shouldBe HttpUrl.parse("https://b.example/")
        Link.parse("</b>; rel=next").single().resolve("") shouldBe null
    }

    test("a link is a value, with copies of its parts") {
        val rel = mutableListOf("a")
        val attributes = mutableMapOf("x" to mutableListOf("y"))
        val link = Link("t", rel, null, attributes)
        rel += "b"
        attributes.getValue("x") += "z"
        attributes["v"] = mutableListOf("w")
        link shouldBe Link("t", listOf("a"), null, mapOf("x" to listOf("y")))
        link.attributes()["v"] shouldBe null
        Link("t", listOf("a"), null, mapOf("x" to listOf())).attribute("x") shouldBe null
    }

    test("any text makes some links, and cut at any place no more of them") {
        checkAll(Arb.string(0..60)) { Link.parse(it) }
        checkAll(1_000, anything) { text ->
            for (link in Link.parse("<a>; rel=b; $text")) link.resolve("http://a/")
        }
        val whole = TABLE.getValue("§3.5")[3].first
        for (i in whole.indices) (Link.parse(whole.take(i)).size <= 2) shouldBe true
    }

    test("a hostile field is read in one pass") {
        val parts = listOf(
            "<a>; rel=b,",
            "<",
            "<a>;",
            "\"",
            ";a=\"",
            "<a>; rel=\"b c\"; d*=UTF-8''%41,",
            ",",
            "; rel=b",
        )
        for (part in parts) Link.parse("<a>" + part.repeat(200_000))
    }
})
