package httpwire

import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.shouldBe
import io.kotest.property.Arb
import io.kotest.property.arbitrary.arbitrary
import io.kotest.property.checkAll

private fun file(name: String) = mapOf("filename" to name)

/** Parameters that are read as CPython's email package reads them. */
private val AS_CPYTHON: Map<String, Map<String, String>> = mapOf(
    "filename*=UTF-8''na%C3%AFve.txt" to file("na\u00efve.txt"),
    "FileName*=utf-8'en'%e2%82%ac%20rates" to file("\u20ac rates"),
    "filename*=iso-8859-1'en'%A3%20rates" to file("\u00a3 rates"),
    "filename*=us-ascii''a%20b" to file("a b"),
    "filename*=''foo%20bar" to file("foo bar"),
    "filename*=UTF-8''" to file(""),
    "filename*=UTF-8''a'b'c" to file("a'b'c"),
    "filename*=UTF-8''foo bar" to file("foo bar"),
    "filename*=\"UTF-8''na%C3%AFve.txt\"" to file("na\u00efve.txt"),
    "filename*0=foo; filename*1=bar" to file("foobar"),
    "filename*1=bar; filename*0=foo" to file("foobar"),
    "filename*0=\"foo \"; filename*1=\"bar.txt\"" to file("foo bar.txt"),
    "filename*0*=UTF-8''na%C3%AF; filename*1=ve; filename*2*=%2Etxt" to file("na\u00efve.txt"),
    "filename*0*=UTF-8''%C3; filename*1*=%A9" to file("\u00e9"),
    "filename*0=a; filename*1=%20b" to file("a%20b"),
    "filename*0=" + (1..10).joinToString("") { "$it; filename*$it=" } to file((1..10).joinToString("")),
    // RFC 2231 section 4.1.
    "title*0*=us-ascii'en'This%20is%20even%20more%20; title*1*=%2A%2A%2Afun%2A%2A%2A%20; title*2=\"isn't it!\"" to
        mapOf("title" to "This is even more ***fun*** isn't it!"),
    "filename*foo=bar" to mapOf("filename*foo" to "bar"),
    "*=UTF-8''x; *0=y" to mapOf("*" to "UTF-8''x", "*0" to "y"),
)

/** Where CPython takes whatever it finds: a plain name first, replacement characters, gaps. */
private val DIFFERENT: Map<String, Map<String, String>> = mapOf(
    "filename=plain.txt; filename*=UTF-8''na%C3%AFve.txt" to file("na\u00efve.txt"),
    "filename*=UTF-8''na%C3%AFve.txt; filename=plain.txt" to file("na\u00efve.txt"),
    "filename=x; filename*0=foo; filename*1=bar" to file("foobar"),
    "filename*0=foo; filename*=UTF-8''e" to file("e"),
    "filename*=UTF-8''%zz; filename*0=foo; filename=x" to file("foo"),
    "a*=UTF-8''1; b*=UTF-8''2; a=3; c=4" to mapOf("a" to "1", "b" to "2", "c" to "4"),
    "a*=UTF-8''1; A*=UTF-8''2" to mapOf("a" to "1"),
    // What cannot be read stays, and so does the plain one.
    "filename*=UTF-8''%FF; filename=x" to mapOf("filename*" to "UTF-8''%FF", "filename" to "x"),
    "filename*=UTF-8''%C0%AF" to mapOf("filename*" to "UTF-8''%C0%AF"),
    "filename*=us-ascii''%E9" to mapOf("filename*" to "us-ascii''%E9"),
    "filename*=UTF-8''foo%zz" to mapOf("filename*" to "UTF-8''foo%zz"),
    "filename*=UTF-8''foo%4" to mapOf("filename*" to "UTF-8''foo%4"),
    "filename*=UTF-8''\u00e9" to mapOf("filename*" to "UTF-8''\u00e9"),
    "filename*=UTF-16''%00a" to mapOf("filename*" to "UTF-16''%00a"),
    "filename*=x-none''foo" to mapOf("filename*" to "x-none''foo"),
    "filename*=foo" to mapOf("filename*" to "foo"),
    "filename*=UTF-8'foo" to mapOf("filename*" to "UTF-8'foo"),
    "filename*" to mapOf("filename*" to ""),
    "filename*0=foo; filename*2=bar" to mapOf("filename*0" to "foo", "filename*2" to "bar"),
    "filename*1=foo; filename*2=bar" to mapOf("filename*1" to "foo", "filename*2" to "bar"),
    "filename*0=a; filename*0*=UTF-8''b" to mapOf("filename*0" to "a", "filename*0*" to "UTF-8''b"),
    "filename*0=foo; filename*1*=%20bar" to mapOf("filename*0" to "foo", "filename*1*" to "%20bar"),
    "filename*0*=foo; filename*1=bar" to mapOf("filename*0*" to "foo", "filename*1" to "bar"),
    "filename*0*=UTF-8''a; filename*1*=%zz" to mapOf("filename*0*" to "UTF-8''a", "filename*1*" to "%zz"),
    "filename*0*=UTF-8''%C3; filename*1=%A9" to mapOf("filename*0*" to "UTF-8''%C3", "filename*1" to "%A9"),
    "filename*00=foo; filename*01=bar" to mapOf("filename*00" to "foo", "filename*01" to "bar"),
    "filename*0=a; filename*01=b" to mapOf("filename*0" to "a", "filename*01" to "b"),
    "filename*0=a; filename*=UTF-8''%zz" to file("a"),
    "filename*=UTF-8''a; filename**=b" to mapOf("filename" to "a", "filename**" to "b"),
    "filename**=UTF-8''a; filename*0**=b" to mapOf("filename**" to "UTF-8''a", "filename*0**" to "b"),
)

private const val TELLING = "a*01='%C3%A9;\" UTF-8''"

private val anything: Arb<String> = arbitrary { source ->
    (0 until source.random.nextInt(40)).map { TELLING[source.random.nextInt(TELLING.length)] }.joinToString("")
}

private fun params(parameters: String) = Headers.of("Content-Disposition", "attachment; $parameters")
    .params("Content-Disposition")

class ExtendedParametersTest :
    FunSpec({
        context("read as CPython reads it") {
            withTests(nameFn = { it }, AS_CPYTHON.keys) { params(it) shouldBe AS_CPYTHON.getValue(it) }
        }

        context("read more strictly") {
            withTests(nameFn = { it }, DIFFERENT.keys) {
                params(it) shouldBe DIFFERENT.getValue(it)
                params(it).keys.toList() shouldBe DIFFERENT.getValue(it).keys.toList()
            }
        }

        test("a charset in the extended form is a charset") {
            Headers.of("Content-Type", "a/b; charset*=us-ascii''utf-8").charset() shouldBe Charsets.UTF_8
        }

        test("nothing makes it fail") {
            checkAll(5_000, anything) { text -> params(text).keys.none { it.isEmpty() } shouldBe true }
        }

        test("ten thousand sections cost no more than reading them") {
            val many = (0 until 10_000).joinToString("; ") { "a$it*0=x" }
            val started = System.nanoTime()
            params(many).size shouldBe 10_000
            params((0 until 10_000).joinToString("; ") { "a*$it=x" }).size shouldBe 1
            // Looking through all for each would need minutes.
            ((System.nanoTime() - started) / 1_000_000 < 10_000) shouldBe true
        }
    })
