package httpwire

import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import io.kotest.property.Arb
import io.kotest.property.arbitrary.arbitrary
import io.kotest.property.arbitrary.byte
import io.kotest.property.arbitrary.byteArray
import io.kotest.property.arbitrary.constant
import io.kotest.property.arbitrary.string
import io.kotest.property.checkAll
import okio.Buffer
import okio.ByteString
import okio.ByteString.Companion.encodeUtf8
import okio.ByteString.Companion.toByteString

/** RFC 9530 appendix B.1: `{"hello": "world"}` and a line feed. */
private val HELLO = "{\"hello\": \"world\"}\n".encodeUtf8()
private const val SHA_256 = "sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:"
private const val SHA_512 =
    "sha-512=:YMAam51Jz/jOATT6/zvHrLVgOYTGFy1d6GJiOHTohq4yP+pgk4vf2aCsyRZOtw8MjkM7iw7yZ/WkppmM44T3qg==:"

private fun read(text: String): String =
    DigestField.parse(text)?.digests()?.map { (algorithm, digest) -> "$algorithm=${digest.utf8()}" }?.joinToString()
        ?: "-"

/** By section of RFC 9651: a field value, and what is in it; `-` for a field to ignore, or one without a digest. */
private val TABLE: Map<String, List<Pair<String, String>>> = mapOf(
    "§4.2.2" to listOf(
        "a=:YQ==:" to "a=a",
        "a=:YQ==:,b=:Yg==:" to "a=a, b=b",
        "a=:YQ==: \t , \t b=:Yg==:" to "a=a, b=b",
        "  a=:YQ==:  " to "a=a",
        "a=:YQ==:\t" to "a=a",
        "\ta=:YQ==:" to "-",
        "a=:YQ==:, a=:Yg==:" to "a=b",
        "a=:YQ==:, b=:Yg==:, a=:Yw==:" to "a=c, b=b",
        "a=:YQ==:, a=1" to "-",
        "a=1, a=:YQ==:" to "a=a",
        "a, b=:Yg==:" to "b=b",
        "a=?0, b=:Yg==:, c;d" to "b=b",
        "" to "-",
        "   " to "-",
        "a=:YQ==:," to "-",
        "a=:YQ==:, " to "-",
        ",a=:YQ==:" to "-",
        "a=:YQ==:,,b=:Yg==:" to "-",
        "a=:YQ==: b=:Yg==:" to "-",
        "a=:YQ==:;b=:Yg==:" to "a=a",
        "a= :YQ==:" to "-",
        "a =:YQ==:" to "-",
        "a=" to "-",
        "=:YQ==:" to "-",
        ":YQ==:" to "-",
    ),
    "§4.2.1.2" to listOf(
        "a=(), b=:Yg==:" to "b=b",
        "a=(:YQ==:), b=:Yg==:" to "b=b",
        "a=( 1  \"x\" ;c=1 ?1 ) ;d, b=:Yg==:" to "-",
        "a=( 1  \"x\";c=1 ?1 );d, b=:Yg==:" to "b=b",
        "a=(1\t2), b=:Yg==:" to "-",
        "a=(1,2), b=:Yg==:" to "-",
        "a=(1\"x\"), b=:Yg==:" to "-",
        "a=(1, b=:Yg==:" to "-",
        "a=(1 (2)), b=:Yg==:" to "-",
        "a=(" to "-",
    ),
    "§4.2.3.2" to listOf(
        "a=:YQ==:;q" to "a=a",
        "a=:YQ==:; q=1;  r=\"s\";t=:Yg==:" to "a=a",
        "a=:YQ==:;" to "-",
        "a=:YQ==: ;q" to "-",
        "a=:YQ==:;q =1" to "-",
        "a=:YQ==:;q= 1" to "-",
        "a=:YQ==:;Q=1" to "-",
        "a=:YQ==:;q=(1)" to "-",
        "a=:YQ==:;\tq" to "-",
    ),
    "§4.2.3.3" to listOf(
        "*a-_.*9=:YQ==:" to "*a-_.*9=a",
        "A=:YQ==:" to "-",
        "aB=:YQ==:" to "-",
        "9a=:YQ==:" to "-",
        "-a=:YQ==:" to "-",
        "_a=:YQ==:" to "-",
        ".a=:YQ==:" to "-",
        "a/b=:YQ==:" to "-",
        "\u00e9=:YQ==:" to "-",
    ),
    "§4.2.4" to listOf(
        "a=1, b=:Yg==:" to "b=b",
        "a=-1.5, b=:Yg==:" to "b=b",
        "a=999999999999999, b=:Yg==:" to "b=b",
        "a=999999999999.999, b=:Yg==:" to "b=b",
        "a=1000000000000000, b=:Yg==:" to "-",
        "a=1000000000000.1, b=:Yg==:" to "-",
        "a=1.0000, b=:Yg==:" to "-",
        "a=1., b=:Yg==:" to "-",
        "a=.1, b=:Yg==:" to "-",
        "a=-, b=:Yg==:" to "-",
        "a=--1, b=:Yg==:" to "-",
        "a=+1, b=:Yg==:" to "-",
        "a=1e3, b=:Yg==:" to "-",
    ),
    "§4.2.5" to listOf(
        "a=\"\", b=:Yg==:" to "b=b",
        "a=\"x, b=\\\" \\\\\", b=:Yg==:" to "b=b",
        "a=\"x" to "-",
        "a=\"\\" to "-",
        "a=\"\\x\", b=:Yg==:" to "-",
        "a=\"\u00e9\", b=:Yg==:" to "-",
        "a=\"\t\", b=:Yg==:" to "-",
        "a=\"\u007f\", b=:Yg==:" to "-",
        "a='x', b=:Yg==:" to "-",
    ),
    "§4.2.6" to listOf(
        "a=text/html:x, b=:Yg==:" to "b=b",
        "a=*!#$, b=:Yg==:" to "b=b",
        "a=X, b=:Yg==:" to "b=b",
        "a=x\"y\", b=:Yg==:" to "-",
        "a=!x, b=:Yg==:" to "-",
    ),
    "§4.2.7" to listOf(
        "a=::" to "a=",
        "a=:YWI=:" to "a=ab",
        "a=:YWI:" to "a=ab",
        "a=:YQ:" to "a=a",
        "a=:YWJj:" to "a=abc",
        "a=:YR==:" to "a=a",
        "a=:Y:" to "-",
        "a=:YW I=:" to "-",
        "a=:YWI-:" to "-",
        "a=:YW_I:" to "-",
        "a=:=YWI:" to "-",
        "a=:Y=WI:" to "-",
        "a=:YWI=" to "-",
        "a=:" to "-",
        "a=YWI=:" to "-",
        "a=\"YWI=\"" to "-",
    ),
    "§4.2.8" to listOf(
        "a=?1, b=:Yg==:" to "b=b",
        "a=?0, b=:Yg==:" to "b=b",
        "a=?2, b=:Yg==:" to "-",
        "a=?, b=:Yg==:" to "-",
        "a=?10, b=:Yg==:" to "-",
        "a=true, b=:Yg==:" to "b=b",
    ),
    "§4.2.9" to listOf(
        "a=@1659578233, b=:Yg==:" to "b=b",
        "a=@-1, b=:Yg==:" to "b=b",
        "a=@1.5, b=:Yg==:" to "-",
        "a=@, b=:Yg==:" to "-",
        "a=@x, b=:Yg==:" to "-",
    ),
    "§4.2.10" to listOf(
        "a=%\"f%c3%bc'r\", b=:Yg==:" to "b=b",
        "a=%\"\", b=:Yg==:" to "b=b",
        "a=%\"%C3%BC\", b=:Yg==:" to "-",
        "a=%\"%c3\", b=:Yg==:" to "-",
        "a=%\"%zz\", b=:Yg==:" to "-",
        "a=%\"%c\", b=:Yg==:" to "-",
        "a=%\"x" to "-",
        "a=%x, b=:Yg==:" to "-",
        "a=%" to "-",
    ),
)

private const val TELLING = "a:=;, \t\"\\()?@%1.-*Y\u00e9"

private val anything: Arb<String> = arbitrary { source ->
    (0 until source.random.nextInt(40)).map { TELLING[source.random.nextInt(TELLING.length)] }.joinToString("")
}

private val bytes: Arb<ByteArray> = Arb.byteArray(Arb.constant(70), Arb.byte())

class DigestFieldTest : FunSpec({
    for ((section, rows) in TABLE) {
        context("RFC 9651 $section") {
            rows.forEach { (text, expected) -> test("\"$text\"") { read(text) shouldBe expected } }
        }
    }

    test("RFC 9651 §4.2: the lines of a field are one dictionary, and one bad line spoils all") {
        val headers = Headers.of("Content-Digest", "a=:YQ==:", "content-digest", "b=:Yg==:", "Repr-Digest", "c=:Yw==:")
        headers.contentDigest()!!.digests().keys shouldContainExactly setOf("a", "b")
        headers.reprDigest()!!.digests().keys shouldContainExactly setOf("c")
        DigestField.parse(listOf("a=:YQ==:", "b=")) shouldBe null
        DigestField.parse(listOf("a=\"x", "y\", b=:Yg==:"))!!.digests().keys shouldContainExactly setOf("b")
        Headers.EMPTY.contentDigest() shouldBe null
        Headers.EMPTY.reprDigest() shouldBe null
    }

    val cases = listOf(
        SHA_256 to true,
        SHA_512 to true,
        "$SHA_256, $SHA_512" to true,
        "$SHA_256, sha-512=:YQ==:" to false,
        "sha-256=:YQ==:, $SHA_512" to false,
        "sha-256=::" to false,
        "md5=:YQ==:, $SHA_256, unixsum=:YQ==:" to true,
    )
    for ((field, expected) in cases) {
        test("RFC 9530 appendix B: ${if (expected) "that is it" else "that is another one"}: $field") {
            val digest = DigestField.parse(field)!!
            digest.isVerifiable shouldBe true
            digest.matches(HELLO) shouldBe expected
            digest.matches(Buffer().write(HELLO)) shouldBe expected
            digest.matches(HELLO.substring(1)) shouldBe false
            digest.matches(ByteString.EMPTY) shouldBe false
        }
    }

    test("RFC 9530 §5: of what protects from nobody nothing is said") {
        val digest = DigestField.parse("md5=:${HELLO.md5().base64()}:, sha=:${HELLO.sha1().base64()}:")!!
        digest.isVerifiable shouldBe false
        digest.matches(HELLO) shouldBe false
        digest.matches(Buffer().write(HELLO)) shouldBe false
    }

    test("the rest of a source is read to its end, and the source is not closed") {
        val source = Buffer().writeUtf8("before").write(HELLO)
        source.skip(6)
        DigestField.parse(SHA_256)!!.matches(source) shouldBe true
        source.exhausted() shouldBe true
        val long = Buffer().write(ByteArray(1_000_000))
        DigestField.sha512(long.snapshot()).matches(long) shouldBe true
    }

    test("RFC 9651 §4.1.8: what is written is what is in RFC 9530, and can be read") {
        DigestField.sha256(HELLO).toString() shouldBe SHA_256
        DigestField.sha512(HELLO).toString() shouldBe SHA_512
        val both = linkedMapOf("sha-512" to HELLO.sha512(), "sha-256" to HELLO.sha256())
        DigestField(both).toString() shouldBe "$SHA_512, $SHA_256"
        checkAll(bytes) { content ->
            val field = DigestField(mapOf("a" to content.toByteString(), "*b" to ByteString.EMPTY))
            DigestField.parse(field.toString()) shouldBe field
        }
    }

    test("a field is a value with a copy of its digests") {
        val digests = mutableMapOf("a" to HELLO)
        val field = DigestField(digests)
        digests["b"] = HELLO
        field shouldBe DigestField(mapOf("a" to HELLO))
    }

    test("RFC 9651 §4.1.1.3: what cannot be written is refused") {
        for (key in listOf("", "A", "SHA-256", "1a", "a b", "a=", "a\r\n", "\u00e9")) {
            shouldThrow<IllegalArgumentException> { DigestField(mapOf(key to HELLO)) }
        }
        shouldThrow<IllegalArgumentException> { DigestField(mapOf()) }
    }

    test("any text is read or refused, cut at any place as well") {
        checkAll(Arb.string(0..60)) { DigestField.parse(it) }
        checkAll(1_000, anything) { DigestField.parse("a=$it") }
        for ((text, _) in TABLE.values.flatten()) {
            for (i in text.indices) DigestField.parse(text.take(i))
        }
    }

    test("a hostile field is read in one pass") {
        for (part in listOf("a=:YQ==:,", "a=(", "a=(1 ", ":", ";a", "a=\"", "\\\"", "a=%\"%c3", "1", "((")) {
            DigestField.parse("a=" + part.repeat(200_000))
            DigestField.parse("a=\"" + part.repeat(200_000))
        }
    }
})
