package httpwire

import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.ints.shouldBeLessThanOrEqual
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldMatch
import io.kotest.property.Arb
import io.kotest.property.arbitrary.Codepoint
import io.kotest.property.arbitrary.arbitrary
import io.kotest.property.arbitrary.ascii
import io.kotest.property.arbitrary.string
import io.kotest.property.checkAll

/** A field as one line: `type filename`; `-` for a part that is not there. */
private fun line(value: String): String =
    ContentDisposition.parse(value)?.let { "${it.type()} ${it.filename() ?: "-"}" } ?: "-"

/** By section of RFC 6266: a field value, its type and its file name. */
private val TABLE: Map<String, List<Pair<String, String>>> = mapOf(
    "§4.1" to listOf(
        "attachment; filename=\"foo.html\"" to "attachment foo.html",
        "attachment; filename=foo.html" to "attachment foo.html",
        "attachment;filename=foo.html" to "attachment foo.html",
        "attachment ; filename = \"foo.html\"" to "attachment foo.html",
        "attachment; FILENAME=\"foo.html\"" to "attachment foo.html",
        "attachment; filename=\"0000000000111111111122222\"" to "attachment 0000000000111111111122222",
        "attachment; filename=\"f\\oo.html\"" to "attachment foo.html",
        "attachment; filename=\"\\\"quoting\\\" tested.html\"" to "attachment \"quoting\" tested.html",
        "attachment; filename=\"Here's a semicolon;.html\"" to "attachment Here's a semicolon;.html",
        "attachment; filename=foo.html ;" to "attachment foo.html",
        "attachment; filename=\"foo.html\" \t;\t a=b" to "attachment foo.html",
        "attachment; filename=\"foo\\\\bar.html\"" to "attachment foo\\bar.html",
        "attachment; example=\"filename=example.txt\"" to "attachment -",
        "attachment; xfilename=foo.html" to "attachment -",
        "attachment; foo=\"bar\"; filename=\"foo.html\"" to "attachment foo.html",
        "attachment; foo=\"\\\"\\\\\"; filename=\"foo.html\"" to "attachment foo.html",
        "attachment; filename='foo.bar'" to "attachment 'foo.bar'",
        "attachment; filename=\"foo-%41.html\"" to "attachment foo-%41.html",
        "attachment; filename=\"50%.html\"" to "attachment 50%.html",
        "attachment; name=\"foo-%41.html\"" to "attachment -",
        "attachment; filename=\"foo-\u00e4.html\"" to "attachment foo-\u00e4.html",
        "attachment; filename=\"/foo.html\"" to "attachment /foo.html",
        "attachment; filename=\"\"" to "attachment ",
        "attachment; filename=\"foo.html\"; filename=\"bar.html\"" to "attachment foo.html",
    ),
    "§4.1, broken" to listOf(
        "" to "-",
        " " to "-",
        ";" to "-",
        "\"inline\"" to "-",
        "\"attachment\"" to "-",
        "=attachment" to "-",
        ": inline; attachment; filename=foo.html" to "-",
        "inline, attachment; filename=foo" to "-",
        "\"foo; filename=bar;baz\"; filename=qux" to "-",
        "attachment; attachment; filename=foo.html" to "attachment foo.html",
        "attachment;; filename=foo.html" to "attachment foo.html",
        "attachment; =foo; filename=bar" to "attachment bar",
        "filename=foo.html" to "-",
        "filename=\"foo\"; attachment" to "-",
        "attachment filename=bar" to "-",
        ";filename=bar" to "-",
        "att\u00e4chment; filename=bar" to "-",
        "attachment; filename" to "attachment ",
        "attachment; filename=" to "attachment ",
        "attachment; filename=foo bar.html" to "attachment foo bar.html",
        "attachment; filename=foo[1](2).html" to "attachment foo[1](2).html",
        "attachment; filename=foo-\u00e4.html" to "attachment foo-\u00e4.html",
        "attachment; filename=\"foo.html" to "attachment foo.html",
        "attachment; filename=\"foo.html\".txt" to "attachment foo.html",
        "attachment; filename=foo, bar.html" to "attachment foo, bar.html",
        "attachment; filename==?ISO-8859-1?Q?foo-=E4.html?=" to "attachment =?ISO-8859-1?Q?foo-=E4.html?=",
    ),
    "§4.2" to listOf(
        "inline" to "inline -",
        "INLINE" to "inline -",
        "inline; filename=\"foo.html\"" to "inline foo.html",
        "attachment" to "attachment -",
        "ATTACHMENT" to "attachment -",
        "foobar" to "foobar -",
        "form-data; name=\"a\"; filename=\"b\"" to "form-data b",
    ),
    "§4.3" to listOf(
        "attachment; filename*=UTF-8''foo-%c3%a4-%e2%82%ac.html" to "attachment foo-\u00e4-\u20ac.html",
        "attachment; filename*=utf-8'en'foo.html" to "attachment foo.html",
        "attachment; filename*=iso-8859-1''foo-%E4.html" to "attachment foo-\u00e4.html",
        "attachment; filename*=UTF-8''A-%2541.html" to "attachment A-%41.html",
        "attachment; filename*=UTF-8''%5cfoo.html" to "attachment \\foo.html",
        "attachment; filename*= UTF-8''foo.html" to "attachment foo.html",
        "attachment; filename* =UTF-8''foo.html" to "attachment foo.html",
        "attachment; filename *=UTF-8''foo.html" to "attachment -",
        "attachment; filename=\"foo-ae.html\"; filename*=UTF-8''foo-%c3%a4.html" to "attachment foo-\u00e4.html",
        "attachment; filename*=UTF-8''foo-%c3%a4.html; filename=\"foo-ae.html\"" to "attachment foo-\u00e4.html",
        "attachment; filename=\"foo.html\"; filename*=UTF-8''foo%" to "attachment foo.html",
        "attachment; filename=\"foo.html\"; filename*=UTF-8''foo-%E4.html" to "attachment foo.html",
        "attachment; filename=\"foo.html\"; filename*=UTF-8'foo" to "attachment foo.html",
        "attachment; filename=\"foo.html\"; filename*=foo" to "attachment foo.html",
        "attachment; filename=\"foo.html\"; filename*=none''foo" to "attachment foo.html",
        "attachment; filename*=iso-8859-1''foo-%c3%a4.html" to "attachment foo-\u00c3\u00a4.html",
        "attachment; filename*=UTF-8''f%oo.html" to "attachment -",
    ),
)

/** What a server names, and the name of a file; `-` for none. */
private val SAFE = """
    foo.html                    | foo.html
    /etc/passwd                 | passwd
    ../../.ssh/id_rsa           | id_rsa
    C:\Users\me\a.txt           | a.txt
    \\server\share\a.txt        | a.txt
    a/b\c                       | c
    a\b/c                       | c
    foo/                        | -
    foo\                        | -
    .                           | -
    ..                          | -
    ...                         | -
    /                           | -
    .bashrc                     | bashrc
    ...a                        | a
    . .a                        | a
    a.                          | a
    a. .                        | a
    a b.txt                     | a b.txt
    a<b>c:d"e?f*g.txt           | a_b_c_d_e_f_g.txt
    a.txt:stream                | a.txt_stream
    x.tar.gz                    | x.tar.gz
    CON                         | -
    con.txt                     | -
    Nul .txt                    | -
    aux.tar.gz                  | -
    prn                         | -
    COM1                        | -
    com9.log                    | -
    LPT¹                        | -
    lpt².a                      | -
    COM³                        | -
    com0                        | -
    clock$                      | -
    conout$.txt                 | -
    conin$                      | -
    .con                        | -
    con~                        | con~
    com10                       | com10
    COM                         | COM
    console.txt                 | console.txt
    ä€😀.txt                    | ä€😀.txt
    -rf                         | -rf
    ?                           | _
""".trimIndent().lines()

private val UNPRINTABLE = mapOf(
    "a\u0000b" to "ab",
    "a\r\nb\t\u007f\u0085.txt" to "ab.txt",
    "\u202egpj.exe" to "gpj.exe",
    "a\u200bb\ufeff" to "ab",
    "a\u2028b\u2029c" to "abc",
    "a\u0378b" to "ab",
    "\ud83d\ude00\ud83d" to "\ud83d\ude00",
    "\udc00a" to "a",
    "\u00a0a\u3000" to "a",
    ".\u200b./a\u0000" to "a",
    "c\u0000on" to null,
    ".\u0000." to null,
    "\u0000" to null,
    "" to null,
)

private fun safe(name: String): String? = ContentDisposition("attachment", mapOf("filename" to name)).safeFilename()

private const val TELLING = "/\\.: \"*?\u0000\u202eacon1\u00e4\ud83d\ude00~"

private val anything: Arb<String> = arbitrary { source ->
    (0 until source.random.nextInt(40)).map { TELLING[source.random.nextInt(TELLING.length)] }.joinToString("")
}

class ContentDispositionTest : FunSpec({
    for ((section, rows) in TABLE) {
        context("RFC 6266 $section") {
            rows.forEach { (value, expected) -> test("[$value]") { line(value) shouldBe expected } }
        }
    }

    test("RFC 6266 §4.2: what is not inline is an attachment") {
        val attached = listOf("inline", "Inline; filename=a", "attachment", "other").map {
            ContentDisposition.parse(it)!!.isAttachment
        }
        attached shouldBe listOf(false, false, true, true)
    }

    test("a field of fields") {
        Headers.of("content-disposition", "inline; a=b").contentDisposition() shouldBe
            ContentDisposition("inline", mapOf("a" to "b"))
        Headers.of("Content-Disposition", "").contentDisposition() shouldBe null
        Headers.EMPTY.contentDisposition() shouldBe null
    }

    for (row in SAFE) {
        val (name, expected) = row.split('|').map(String::trim)
        test("RFC 6266 §4.3: the file of $name") { (safe(name) ?: "-") shouldBe expected }
    }

    test("RFC 6266 §4.3: no file name has what nobody sees") {
        for ((name, expected) in UNPRINTABLE) safe(name) shouldBe expected
        ContentDisposition.parse("attachment; filename*=UTF-8''..%2f%00.a%0d%0a")!!.safeFilename() shouldBe "a"
        ContentDisposition.parse("attachment")!!.safeFilename() shouldBe null
    }

    test("a file name has at most 255 bytes, and keeps a short extension") {
        safe("a".repeat(255)) shouldBe "a".repeat(255)
        safe("a".repeat(256)) shouldBe "a".repeat(255)
        safe("a".repeat(300) + ".tar.gz") shouldBe "a".repeat(252) + ".gz"
        safe("a".repeat(300) + "." + "b".repeat(15)) shouldBe "a".repeat(239) + "." + "b".repeat(15)
        safe("a".repeat(300) + "." + "b".repeat(16)) shouldBe "a".repeat(255)
        safe("\ud83d\ude00".repeat(100)) shouldBe "\ud83d\ude00".repeat(63)
        safe("a".repeat(250) + " ".repeat(50) + ".txt") shouldBe "a".repeat(250) + ".txt"
    }

    test("any name becomes one that is safe, and stays as it is then") {
        checkAll(2_000, anything) { name ->
            safe(name)?.let { file ->
                file shouldMatch "[^/\\\\.\\x00-\\x20:\"*?]([^/\\\\\\x00-\\x1f:\"*?]*[^/\\\\.\\x00-\\x20:\"*?])?"
                safe(file) shouldBe file
            }
        }
        checkAll(Arb.string(250..400)) { name ->
            safe(name)?.let { file ->
                file.toByteArray().size shouldBeLessThanOrEqual 255
                safe(file) shouldBe file
            }
        }
    }

    val written = mapOf(
        "foo.html" to "attachment; filename=\"foo.html\"",
        "" to "attachment; filename=\"\"",
        "a b; c.txt" to "attachment; filename=\"a b; c.txt\"",
        "\"a\\b\"" to "attachment; filename=\"\\\"a\\\\b\\\"\"",
        "50%.html" to "attachment; filename=\"50%.html\"",
        "\u20ac rates" to "attachment; filename=\"_ rates\"; filename*=UTF-8''%E2%82%AC%20rates",
        "na\u00efve" to "attachment; filename=\"na_ve\"; filename*=UTF-8''na%C3%AFve",
        "a\r\nB: c" to "attachment; filename=\"a__B: c\"; filename*=UTF-8''a%0D%0AB%3A%20c",
        "\ud83d\ude00" to "attachment; filename=\"__\"; filename*=UTF-8''%F0%9F%98%80",
    )
    for ((name, expected) in written) {
        test("RFC 6266 appendix D: $expected") {
            ContentDisposition.of("Attachment", name).toString() shouldBe expected
            Headers.of("Content-Disposition", expected).contentDisposition()!!.filename() shouldBe name
        }
    }

    test("what is written can be read, whatever the name is") {
        checkAll(Arb.string(0..40, Codepoint.ascii())) { name -> name shouldBe again(name) }
        checkAll(Arb.string(0..40)) { name -> if (name.none(Char::isSurrogate)) again(name) shouldBe name }
    }

    test("other parameters are written too, but not one that could not be decoded") {
        val value = "form-data; name=\"a\"; b*=UTF-8''%zz; filename*=UTF-8''%c3%a4"
        ContentDisposition.parse(value).toString() shouldBe
            "form-data; name=\"a\"; filename=\"_\"; filename*=UTF-8''%C3%A4"
        ContentDisposition("a", mapOf("b c" to "d", "" to "e", "f" to "\ud83d")).toString() shouldBe
            "a; f=\"_\"; f*=UTF-8''%3F"
    }

    test("a field is a value with a copy of its parameters") {
        val parameters = mutableMapOf("filename" to "a")
        val field = ContentDisposition("attachment", parameters)
        parameters["filename"] = "b"
        field shouldBe ContentDisposition("attachment", mapOf("filename" to "a"))
    }

    test("what cannot be sent is refused") {
        for (type in listOf("", "a b", "a;b", "\u00e4", "a\r\n")) {
            shouldThrow<IllegalArgumentException> { ContentDisposition.of(type, "a") }
        }
        shouldThrow<IllegalArgumentException> { ContentDisposition.of("attachment", "\ud83d") }
    }

    test("any text is read or refused, cut at any place as well") {
        checkAll(Arb.string(0..60)) { text -> ContentDisposition.parse("a; $text")?.let { it.safeFilename() to "$it" } }
        for ((text, _) in TABLE.values.flatten()) {
            for (i in text.indices) ContentDisposition.parse(text.take(i))?.safeFilename()
        }
        ContentDisposition.parse("a; filename=\"" + "../\u0000.\\".repeat(200_000))!!.safeFilename() shouldBe null
    }
})

private fun again(name: String): String? {
    val value = ContentDisposition.of("attachment", name).toString()
    return Headers.of("Content-Disposition", value).contentDisposition()!!.filename()
}
