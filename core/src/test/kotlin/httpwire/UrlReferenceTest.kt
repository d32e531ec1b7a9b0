package httpwire

import io.kotest.assertions.throwables.shouldThrow
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.string.shouldNotContain
import io.kotest.property.Arb
import io.kotest.property.arbitrary.arbitrary
import io.kotest.property.checkAll

/** The base URL of RFC 3986 §5.4. */
private const val BASE = "http://a/b/c/d;p?q"

/** RFC 3986 §5.4.1 and §5.4.2, all but `g:h` and `http:g`. A fragment is not part of an `HttpUrl`. */
private val EXAMPLES = mapOf(
    "g" to "http://a/b/c/g",
    "./g" to "http://a/b/c/g",
    "g/" to "http://a/b/c/g/",
    "/g" to "http://a/g",
    "//g" to "http://g/",
    "?y" to "http://a/b/c/d;p?y",
    "g?y" to "http://a/b/c/g?y",
    "#s" to "http://a/b/c/d;p?q",
    "g#s" to "http://a/b/c/g",
    "g?y#s" to "http://a/b/c/g?y",
    ";x" to "http://a/b/c/;x",
    "g;x" to "http://a/b/c/g;x",
    "g;x?y#s" to "http://a/b/c/g;x?y",
    "" to "http://a/b/c/d;p?q",
    "." to "http://a/b/c/",
    "./" to "http://a/b/c/",
    ".." to "http://a/b/",
    "../" to "http://a/b/",
    "../g" to "http://a/b/g",
    "../.." to "http://a/",
    "../../" to "http://a/",
    "../../g" to "http://a/g",
    "../../../g" to "http://a/g",
    "../../../../g" to "http://a/g",
    "/./g" to "http://a/g",
    "/../g" to "http://a/g",
    "g." to "http://a/b/c/g.",
    ".g" to "http://a/b/c/.g",
    "g.." to "http://a/b/c/g..",
    "..g" to "http://a/b/c/..g",
    "./../g" to "http://a/b/g",
    "./g/." to "http://a/b/c/g/",
    "g/./h" to "http://a/b/c/g/h",
    "g/../h" to "http://a/b/c/h",
    "g;x=1/./y" to "http://a/b/c/g;x=1/y",
    "g;x=1/../y" to "http://a/b/c/y",
    "g?y/./x" to "http://a/b/c/g?y/./x",
    "g?y/../x" to "http://a/b/c/g?y/../x",
    "g#s/./x" to "http://a/b/c/g",
    "g#s/../x" to "http://a/b/c/g",
)

/** A base, a reference and what it means there. */
private val OTHERS = listOf(
    Triple("http://a", "", "http://a/"),
    Triple("http://a", "g", "http://a/g"),
    Triple("http://a", "?y", "http://a/?y"),
    Triple("http://a", "..", "http://a/"),
    Triple("http://a?q", "", "http://a/?q"),
    Triple("http://a?q", "g", "http://a/g"),
    Triple("http://a?q", "?y", "http://a/?y"),
    Triple("http://a/b?c/d", "g", "http://a/g"),
    Triple("http://a/b#c/d", "g", "http://a/g"),
    Triple("http://a/b/", "g", "http://a/b/g"),
    Triple("http://a/b/", "?", "http://a/b/?"),
    Triple("http://a/b/", "#", "http://a/b/"),
    // Without a path in the reference, the base's path stays as it is: only merged paths lose their dots.
    Triple("http://a/b/../c", "", "http://a/b/../c"),
    Triple("http://a/b/../c", "?y", "http://a/b/../c?y"),
    Triple("http://a/b/../c", "g", "http://a/g"),
    Triple("http://a//b", "g", "http://a//g"),
    Triple("http://a/b/c", ".//g", "http://a/b//g"),
    Triple("http://a/b", "//host/x", "http://host/x"),
    Triple("https://a/b", "//host/x", "https://host/x"),
    Triple("https://a:81/b", "//host:82?x", "https://host:82/?x"),
    Triple("https://a/b", "//host/x/../y", "https://host/y"),
    Triple("https://a/b", "//host", "https://host/"),
    Triple("https://a/b", "http://c", "http://c/"),
    Triple("https://a/b", "HTTP://c/./d/../e", "http://c/e"),
    Triple("https://a/b", "http://c?d/../e", "http://c/?d/../e"),
    Triple("https://a/b", "http://c/d?../e#../f", "http://c/d?../e"),
    Triple("https://a:443/b", "g", "https://a/g"),
    Triple("https://a:8443/b", "/g", "https://a:8443/g"),
    Triple("http://[fe80::1%25lo]:81/b", "/g", "http://[fe80::1%25lo]:81/g"),
    Triple("http://a/b/c", "%2e%2e/g", "http://a/b/%2e%2e/g"),
    Triple("http://a/b/c", "./g:h", "http://a/b/g:h"),
    Triple("http://a/b/c", "g/h:i", "http://a/b/g/h:i"),
    Triple("http://a/b/c", "1:2", "http://a/b/1:2"),
    Triple("http://a/b/c", ":2", "http://a/b/:2"),
    Triple("http://a/b/c", "?http://d/", "http://a/b/c?http://d/"),
    Triple("http://a/b/c", "/@d", "http://a/@d"),
    Triple("http://a/b/c", "\\\\d\\e", "http://a/b/\\\\d\\e"),
    Triple("http://a/b/c", "...", "http://a/b/..."),
)

private val REFUSED =
    listOf("g:h", "http:g", "http:", "http:/g", "https:?y", "mailto:secret@b.example", "javascript:alert(1)") +
        listOf("ftp://b/", "file:///g", "//", "///g", "http://", "http:///g", "//:80/g") +
        listOf("//secret@b/g", "//secret:secret@b", "http://secret@b/g", "https://a@b:secret@c/") +
        listOf("a b", " g", "g ", "g\r\nX: y", "\thttp://b/", "g\u0000", "\u00e9", "?\u2028", "//a b/", "//a%2fb/")

private const val ANY = "ab././/?#:;=@%2e"

private val tails: Arb<String> = arbitrary { source ->
    (0 until source.random.nextInt(24)).map { ANY[source.random.nextInt(ANY.length)] }.joinToString("")
}

class UrlReferenceTest :
    FunSpec({
        withTests(nameFn = { (reference, url) -> "'$reference' is $url" }, EXAMPLES.entries.toList()) { (text, url) ->
            HttpUrl.parse(BASE).resolve(text).toString() shouldBe url
        }

        withTests(nameFn = { (base, text, url) -> "'$text' at $base is $url" }, OTHERS) { (base, text, url) ->
            HttpUrl.parse(base).resolve(text).toString() shouldBe url
        }

        withTests(nameFn = { "refused: '${shown(it)}'" }, REFUSED) { reference ->
            val failure = shouldThrow<HttpException.InvalidUrl> { HttpUrl.parse(BASE).resolve(reference) }
            failure.message!! shouldNotContain "secret"
            failure.message!!.all { it in ' '..'~' } shouldBe true
        }

        test("user information in a reference is refused by its name") {
            shouldThrow<HttpException.InvalidUrl> { HttpUrl.parse(BASE).resolve("//user@b/") }.message!! shouldContain
                "can't carry user information"
        }

        test("a whole URL means itself without its dots, whatever the base is") {
            checkAll(20_000, tails) { tail ->
                val path = tail.substringBefore('#').substringBefore('?')
                val query = tail.substringBefore('#').drop(path.length)
                for (reference in listOf("https://host/$tail", "//host/$tail", "/$tail")) {
                    if (reference.startsWith("//") && !reference.startsWith("//host")) continue
                    withClue(reference) {
                        HttpUrl.parse("https://host/x/y?z").resolve(reference) shouldBe
                            HttpUrl.parse("https://host" + removeDotSegments("/$path") + query)
                    }
                }
            }
        }

        test("a relative path means what section 5.2 makes of it") {
            checkAll(20_000, tails, tails) { baseTail, tail ->
                val base = HttpUrl.parse("http://host/$baseTail")
                val path = tail.substringBefore('#').substringBefore('?')
                val query = tail.substringBefore('#').drop(path.length)
                if (path.isNotEmpty() && path[0] != '/' && ':' !in path.substringBefore('/')) {
                    val merged = base.target().substringBefore('?').substringBeforeLast('/') + "/" + path
                    base.resolve(tail).toString() shouldBe "http://host" + removeDotSegments(merged) + query
                }
            }
        }
    })

/** RFC 3986 §5.2.4, step by step as it stands there. */
private fun removeDotSegments(path: String): String {
    var input = path
    var output = ""
    while (input.isNotEmpty()) {
        when {
            input.startsWith("../") -> input = input.drop(3)

            input.startsWith("./") -> input = input.drop(2)

            input.startsWith("/./") -> input = input.drop(2)

            input == "/." -> input = "/"

            input.startsWith("/../") || input == "/.." -> {
                input = "/" + input.drop(4)
                output = output.substringBeforeLast('/', "")
            }

            input == "." || input == ".." -> input = ""

            else -> {
                val end = input.indexOf('/', 1).let { if (it < 0) input.length else it }
                output += input.take(end)
                input = input.drop(end)
            }
        }
    }
    return output
}

private fun shown(text: String) = text.map { if (it in ' '..'~') "$it" else "<%X>".format(it.code) }.joinToString("")
