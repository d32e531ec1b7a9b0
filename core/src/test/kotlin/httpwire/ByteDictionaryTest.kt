package httpwire

import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.shouldBe
import io.kotest.property.Arb
import io.kotest.property.arbitrary.string
import io.kotest.property.checkAll
import okio.ByteString
import okio.ByteString.Companion.encodeUtf8

private val A = "a".encodeUtf8()
private val NOTHING = ByteString.EMPTY

private fun parsed(text: String): Map<String, ByteString> = ByteDictionary.parse(text).orEmpty()

class ByteDictionaryTest : FunSpec({
    context("RFC 9651 §4.2.2: a dictionary, of which byte sequences are taken") {
        withTests(
            nameFn = { it.first },
            "a" to mapOf(),
            "sha-256=:YQ==:" to mapOf("sha-256" to A),
            " sha-256=:YQ==: " to mapOf("sha-256" to A),
            "a=::" to mapOf("a" to NOTHING),
            "a=:YQ:" to mapOf("a" to A),
            "a=:YQ==:,b=:YQ==:" to mapOf("a" to A, "b" to A),
            "a=:YQ==: \t,\t b=:YQ==:" to mapOf("a" to A, "b" to A),
            "a=:YQ==:;q=1;r;s=\"x\",b=:YQ==:" to mapOf("a" to A, "b" to A),
            "a=1, b=:YQ==:" to mapOf("b" to A),
            "a=-1.5, a2=\"x,\\\"\\\\=\", a3=tok/en:1, a4=?1, a5=@-9, a6=%\"f%c3%bc\", a7, b=:YQ==:" to mapOf("b" to A),
            "a=(1 \"x\";q=2 :YQ==: ), b=:YQ==:" to mapOf("b" to A),
            "a=(), b=:YQ==:" to mapOf("b" to A),
            "*k_-.*9=:YQ==:" to mapOf("*k_-.*9" to A),
            "a=:YQ==:, a=::" to mapOf("a" to NOTHING),
            "a=:YQ==:, a=1" to mapOf(),
        ) { (text, members) -> parsed(text) shouldBe members }
    }

    context("RFC 9651 §4.2: anything else says nothing, as a whole") {
        withTests(
            "a=:YQ==", "a=:Y Q==:", "a=:Y-_=:", "a=:YQ==:,", "a=:YQ==:,,b=1", ",a=:YQ==:", "a=:YQ==: b=1", "A=:YQ==:",
            "1=:YQ==:", "=:YQ==:", "a=", "a= :YQ==:", "a =:YQ==:", "a=:YQ==:;", "a=:YQ==:;Q", "a=\"x", "a=\"\\x\"",
            "a=\"\u0001\"", "a=?2", "a=-", "a=1.", "a=1.2345", "a=1234567890123456", "a=1234567890123.1", "a=(1",
            "a=(1,2)",
            "a=(1\"x\")", "a=@x", "a=%x", "a=%\"x", "sha-256=:YQ==:, b=\u00e9", "\ta=:YQ==:", "a=:YQ==:\u0000",
        ) {
            val before = if (it[0] == ',' || it[0] == '\t') "" else "b=:YQ==:, "
            parsed(before + it) shouldBe mapOf()
        }
    }

    test("any text is read without a failure, and truncated anywhere") {
        for (blank in listOf("", "   ")) parsed(blank) shouldBe mapOf()
        checkAll(Arb.string(0..60)) { parsed(it) }
        checkAll(Arb.string(0..30)) { parsed("a=$it") }
        val whole = "a=-1.5, a2=\"x,\\\"\\\\=\", a3=tok/en:1, a4=?1, a5=@-9, a6=%\"f%c3%bc\", a7=(1 2);q, b=:YQ==:"
        for (end in whole.indices) parsed(whole.take(end)).keys.contains("b") shouldBe false
        parsed("a=" + "(".repeat(100_000)) shouldBe mapOf()
    }
})
