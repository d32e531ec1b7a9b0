package httpwire.body.form

import httpwire.HttpException.LimitExceeded
import httpwire.internal.wire.EndlessSource
import httpwire.internal.wire.arrivals
import httpwire.internal.wire.arriving
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.comparables.shouldBeLessThan
import io.kotest.matchers.shouldBe
import io.kotest.matchers.shouldNotBe
import io.kotest.property.Arb
import io.kotest.property.arbitrary.byte
import io.kotest.property.arbitrary.byteArray
import io.kotest.property.arbitrary.element
import io.kotest.property.arbitrary.int
import io.kotest.property.arbitrary.list
import io.kotest.property.arbitrary.pair
import io.kotest.property.arbitrary.string
import io.kotest.property.checkAll
import okio.Buffer
import okio.ByteString.Companion.encodeUtf8
import okio.ByteString.Companion.toByteString
import okio.buffer
import java.net.URLDecoder
import java.net.URLEncoder

private fun FormBody.pairs() = toList().map { it.key to it.value }

private fun form(vararg fields: Pair<String, String>) =
    FormBody.builder().apply { fields.forEach { (name, value) -> add(name, value) } }.build()

/** What the serializer makes of fields, and the parser of that. */
private val WRITTEN =
    mapOf(
        listOf<Pair<String, String>>() to "",
        listOf("a" to "b") to "a=b",
        listOf("a" to "") to "a=",
        listOf("" to "") to "=",
        listOf("" to "a") to "=a",
        listOf("" to "", "" to "") to "=&=",
        listOf("a" to "1", "b" to "2", "a" to "3") to "a=1&b=2&a=3",
        listOf("a b" to " c ") to "a+b=+c+",
        listOf("a+b" to "c&d=e%20") to "a%2Bb=c%26d%3De%2520",
        listOf("azAZ09" to "*-._") to "azAZ09=*-._",
        listOf("x" to "~!@#$'()/:;,?[]^`{|}\"\\<>") to
            "x=%7E%21%40%23%24%27%28%29%2F%3A%3B%2C%3F%5B%5D%5E%60%7B%7C%7D%22%5C%3C%3E",
        listOf("n" to "a\r\nb\nc\u0000\u007F") to "n=a%0D%0Ab%0Ac%00%7F",
        listOf("ü€😀" to "é") to "%C3%BC%E2%82%AC%F0%9F%98%80=%C3%A9",
        listOf("bom" to "\uFEFFx") to "bom=%EF%BB%BFx",
    )

/** What the parser makes of text that the serializer does not write. */
private val PARSED =
    mapOf(
        "&" to listOf(),
        "&&&a=b&&" to listOf("a" to "b"),
        "a" to listOf("a" to ""),
        "a&b=" to listOf("a" to "", "b" to ""),
        "a=b=c" to listOf("a" to "b=c"),
        "=b" to listOf("" to "b"),
        "==" to listOf("" to "="),
        "a;b=c" to listOf("a;b" to "c"),
        "?a=b" to listOf("?a" to "b"),
        "a=%" to listOf("a" to "%"),
        "a=%4" to listOf("a" to "%4"),
        "a=%4&1=x" to listOf("a" to "%4", "1" to "x"),
        "a=%zz%4g%g4" to listOf("a" to "%zz%4g%g4"),
        "a=%%41" to listOf("a" to "%A"),
        "%61=%4a%4A" to listOf("a" to "JJ"),
        "a%3Db=c%26d" to listOf("a=b" to "c&d"),
        "a=%2B+" to listOf("a" to "+ "),
        "a=ü" to listOf("a" to "ü"),
        "a=%FF" to listOf("a" to "\uFFFD"),
        "a=%C3" to listOf("a" to "\uFFFD"),
        "a=%E2%82" to listOf("a" to "\uFFFD"),
        "a=%E2%82x" to listOf("a" to "\uFFFDx"),
        "a=%C0%80" to listOf("a" to "\uFFFD\uFFFD"),
        "a=%ED%A0%80" to listOf("a" to "\uFFFD\uFFFD\uFFFD"),
        "a=%F4%90%80%80" to listOf("a" to "\uFFFD\uFFFD\uFFFD\uFFFD"),
        "%EF%BB%BFa=b" to listOf("\uFEFFa" to "b"),
        "\uFEFFa=b" to listOf("\uFEFFa" to "b"),
        "a=\u0000\r\n" to listOf("a" to "\u0000\r\n"),
    )

class FormBodyTest :
    FunSpec({
        withTests(nameFn = { "URL §5.2 (serializing): ${it.value.ifEmpty { "nothing" }}" }, WRITTEN.entries) {
            val form = form(*it.key.toTypedArray())
            form.encoded() shouldBe it.value
            form.pairs() shouldBe it.key
            FormBody.parse(it.value) shouldBe form
            val sent = Buffer().also(form::writeTo)
            sent.size shouldBe form.length()
            sent.readUtf8() shouldBe it.value
        }

        withTests(
            nameFn = { (text) -> "URL §5.1 (parsing): ${text.replace("\u0000", "\\0").replace("\uFEFF", "\\uFEFF")}" },
            PARSED.toList(),
        ) { (text, fields) ->
            FormBody.parse(text).pairs() shouldBe fields
            for (pieces in arrivals(text.encodeUtf8())) {
                FormBody.read(pieces.arriving(), 1000, 10).pairs() shouldBe fields
            }
        }

        test("URL §5: any fields come back, and any bytes are a form") {
            checkAll(Arb.list(Arb.pair(Arb.string(0..12), Arb.string(0..12)), 0..6)) { fields ->
                val whole = fields.filter { (a, b) -> isWhole(a) && isWhole(b) }
                FormBody.parse(form(*whole.toTypedArray()).encoded()).pairs() shouldBe whole
            }
            val hostile = Arb.list(Arb.element("%", "%4", "&", "=", "+", "a", "%C3", "%BC", "\u0000"), 0..30)
            checkAll(hostile) { FormBody.parse(FormBody.parse(it.joinToString("")).encoded()) }
            checkAll(Arb.byteArray(Arb.int(0..60), Arb.byte())) {
                val form = FormBody.parse(it.toByteString())
                FormBody.parse(form.encoded()) shouldBe form
            }
        }

        test("Encoding §8.1.1: bytes are decoded as the standard's decoder does it, unit by unit") {
            val odd = listOf(0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xEC, 0xED) +
                listOf(0xEE, 0xEF, 0xF0, 0xF1, 0xF4, 0xF5, 0xFF)
            checkAll(2000, Arb.list(Arb.element(odd), 0..12)) { bytes ->
                val percent = bytes.joinToString("") { "%%%02x".format(it) }
                FormBody.parse("a=$percent").get("a") shouldBe referenceUtf8(bytes)
            }
        }

        test("the JDK's own coders agree, whose only difference is no difference") {
            checkAll(Arb.string(0..20)) { text ->
                if (!isWhole(text)) return@checkAll
                FormBody.of("", text).encoded() shouldBe "=" + URLEncoder.encode(text, Charsets.UTF_8)
                URLDecoder.decode(FormBody.of("", text).encoded(), Charsets.UTF_8) shouldBe "=$text"
            }
        }

        test("half a surrogate pair and an odd count are refused") {
            for (bad in listOf("\uD83D", "a\uDE00b")) {
                shouldThrow<IllegalArgumentException> { FormBody.of(bad, "x") }
                shouldThrow<IllegalArgumentException> { FormBody.of("x", bad) }
            }
            shouldThrow<IllegalArgumentException> { FormBody.of("\uD83D", "secret") }.message shouldBe
                "the name of a form's field can't be encoded: half a surrogate pair at 0"
            shouldThrow<IllegalArgumentException> { FormBody.of("a") }
        }

        test("a form from a peer has bounds on its bytes and its fields") {
            fun read(text: String, bytes: Long, fields: Int) = FormBody.read(Buffer().writeUtf8(text), bytes, fields)
            read("a=b", 3, 1).pairs() shouldBe listOf("a" to "b")
            shouldThrow<LimitExceeded> { read("a=bc", 3, 1) }.message shouldBe "the form is longer than 3 bytes"
            read("&&a&b&", Long.MAX_VALUE, 2).pairs() shouldBe listOf("a" to "", "b" to "")
            shouldThrow<LimitExceeded> { read("&&a&b&c", 100, 2) }.message shouldBe "the form has more than 2 fields"
            shouldThrow<IllegalArgumentException> { read("", 0, 1) }
            shouldThrow<IllegalArgumentException> { read("", 1, 0) }
            val endless = EndlessSource("a", "&")
            shouldThrow<LimitExceeded> { FormBody.read(endless.buffer(), 1L shl 16, 10) }
            endless.takenByteCount shouldBeLessThan (1L shl 16) + 16_384
        }

        test("as a body it is repeatable, typed, and shows nothing of itself") {
            val form = FormBody.of("user", "me", "password", "secret", "user", "you")
            form.isRepeatable shouldBe true
            form.contentType() shouldBe "application/x-www-form-urlencoded"
            form.toString() shouldBe "FormBody(3 fields)"
            form.get("user") shouldBe "me"
            form.get("User") shouldBe null
            form.getAll("user") shouldBe listOf("me", "you")
            form.getAll("x") shouldBe listOf()
            form shouldBe FormBody.of("user", "me", "password", "secret", "user", "you")
            form.hashCode() shouldBe FormBody.of("user", "me", "password", "secret", "user", "you").hashCode()
            form shouldNotBe FormBody.of("user", "you", "password", "secret", "user", "me")
        }

        test("a builder goes on after build, and what it built stays as it was") {
            val builder = FormBody.builder().add("a", "b")
            val first = builder.build()
            builder.add("c", "d").build().encoded() shouldBe "a=b&c=d"
            first.encoded() shouldBe "a=b"
            shouldThrow<UnsupportedOperationException> { first.toList().removeAt(0) }
        }
    })

private fun isWhole(text: String) = Charsets.UTF_8.newEncoder().canEncode(text)

/** The UTF-8 decoder of the WHATWG Encoding standard, §8.1.1, step by step. */
private fun referenceUtf8(bytes: List<Int>): String = buildString {
    var codePoint = 0
    var needed = 0
    var seen = 0
    var lower = 0x80
    var upper = 0xBF
    var i = 0
    while (i < bytes.size) {
        val byte = bytes[i++]
        if (needed == 0) {
            when (byte) {
                in 0x00..0x7F -> appendCodePoint(byte)

                in 0xC2..0xDF -> {
                    needed = 1
                    codePoint = byte and 0x1F
                }

                in 0xE0..0xEF -> {
                    if (byte == 0xE0) lower = 0xA0
                    if (byte == 0xED) upper = 0x9F
                    needed = 2
                    codePoint = byte and 0xF
                }

                in 0xF0..0xF4 -> {
                    if (byte == 0xF0) lower = 0x90
                    if (byte == 0xF4) upper = 0x8F
                    needed = 3
                    codePoint = byte and 0x7
                }

                else -> append('\uFFFD')
            }
        } else if (byte !in lower..upper) {
            needed = 0
            seen = 0
            lower = 0x80
            upper = 0xBF
            i--
            append('\uFFFD')
        } else {
            lower = 0x80
            upper = 0xBF
            codePoint = codePoint shl 6 or (byte and 0x3F)
            if (++seen == needed) {
                appendCodePoint(codePoint)
                needed = 0
                seen = 0
            }
        }
    }
    if (needed != 0) append('\uFFFD')
}
