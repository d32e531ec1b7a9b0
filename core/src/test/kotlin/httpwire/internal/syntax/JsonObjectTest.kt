package httpwire.internal.syntax

import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.kotest.property.Arb
import io.kotest.property.arbitrary.arbitrary
import io.kotest.property.arbitrary.string
import io.kotest.property.checkAll

/** By section of RFC 8259: JSON values. */
private val VALUES: Map<String, List<String>> = mapOf(
    "§3" to listOf("true", "false", "null"),
    "§4" to listOf("{}", "{ }", "{\"a\":1}", "{\"\":{}}", "{\"a\":1,\"a\":2}", "{ \"a\" : 1 , \"b\" : [ ] }"),
    "§5" to listOf("[]", "[ ]", "[1]", "[1,\"a\",null,[[]],{}]", "[\n1\t,\r2 ]"),
    "§6" to listOf(
        "0", "-0", "1", "-12", "0.5", "1.50", "1e3", "1E+3", "1e-3", "-0.0e00", "123456789012345678901234567890",
        "1e9999",
    ),
    "§7" to listOf(
        "\"\"", "\"a\"", "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\u00e9\\uD83D\\ude00\"", "\"\\ud83d\"",
        "\"\u007f\u00e9\u20ac\"",
        "\"'\"", "\"\\u0000\"", "\"/\"",
    ),
)

/** What is not a JSON value. */
private val REFUSED: Map<String, List<String>> = mapOf(
    "§3" to listOf("", "True", "nul", "undefined", "NaN", "Infinity", "tru e", "'a'", "a", "/**/1", "//\n1"),
    "§4" to listOf(
        "{", "}", "{a:1}", "{'a':1}", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{,}", "{1:1}",
        "{\"a\":1 \"b\":2}", "{\"a\"=1}",
    ),
    "§5" to listOf("[", "]", "[1,]", "[,1]", "[1 2]", "[1,,2]", "[1}", "[\"a"),
    "§6" to listOf("-", "+1", "01", "-01", "1.", ".5", "1e", "1e+", "0x1", "1_000", "1.e1", "--1", "\u0663"),
    "§7" to listOf(
        "\"", "\"a", "\"\\\"", "\"\\a\"", "\"\\u12\"", "\"\\u12g4\"", "\"\\u123\"", "\"\\u123g\"", "\"\u001f\"",
        "\"\\U0041\"", "\"\t\"", "\"\n\"",
        "\"\u0000\"", "\"\\", "\"\\u",
    ),
)

private const val TELLING = "{}[]\",:\\u0a1-.eE tn\u00e9\n"

private val anything: Arb<String> = arbitrary { source ->
    (0 until source.random.nextInt(40)).map { TELLING[source.random.nextInt(TELLING.length)] }.joinToString("")
}

private fun nested(depth: Int, open: String, close: String) = open.repeat(depth) + "1" + close.repeat(depth)

class JsonObjectTest : FunSpec({
    for ((section, values) in VALUES) {
        test("RFC 8259 $section: the values of members stay as they are") {
            for (value in values) {
                JsonObject.members("{\"a\":$value}") shouldBe mapOf("a" to value)
                JsonObject.members("\n{ \"b\" : $value ,\t\"c\":[$value]}\r ") shouldBe
                    mapOf("b" to value, "c" to "[$value]")
            }
        }
    }

    for ((section, values) in REFUSED) {
        test("RFC 8259 $section: what is not JSON is refused, wherever it is") {
            for (value in values) {
                JsonObject.members("{\"a\":$value}") shouldBe null
                JsonObject.members("{\"b\":[$value,1]}") shouldBe null
                JsonObject.members("{\"b\":{\"a\":$value}}") shouldBe null
            }
        }
    }

    test("RFC 8259 §2: one object, and nothing around it") {
        val others = listOf(
            "", " ", "1", "[]", "\"{}\"", "null", "{}{}", "{},", "{}x", "x{}", "\ufeff{}",
            "\u00a0{}", "{}\u000c",
        )
        for (text in others) JsonObject.members(text) shouldBe null
        JsonObject.members(" {} ") shouldBe mapOf()
    }

    test("RFC 8259 §4: members in their order, the last of equal names") {
        JsonObject.members("{\"b\":1,\"a\":2,\"\\u0062\":3}")!!.toList() shouldBe listOf("b" to "3", "a" to "2")
    }

    test("RFC 8259 §7: the text of a string, and of nothing else") {
        val texts = mapOf(
            "\"\"" to "",
            "\"a\\\"\\\\\\/\\b\\f\\n\\r\\t\"" to "a\"\\/\b\u000c\n\r\t",
            "\"\\u00e9\\uD83D\\ude00\\u0000\"" to "\u00e9\ud83d\ude00\u0000",
            "\"\\\\u0041\"" to "\\u0041",
        )
        for ((json, text) in texts) JsonObject.string(json) shouldBe text
        val values = VALUES.filterKeys { it != "§7" }.values.flatten()
        val others = values + REFUSED.values.flatten() + listOf("\"a\"b\"", "\"a\" ")
        for (json in others) JsonObject.string(json) shouldBe null
    }

    test("RFC 8259 §9: 64 levels, and no more") {
        JsonObject.members("{\"a\":${nested(63, "[", "]")}}")!!.size shouldBe 1
        JsonObject.members("{\"a\":${nested(64, "[", "]")}}") shouldBe null
        JsonObject.members(nested(64, "{\"a\":", "}"))!!.size shouldBe 1
        JsonObject.members(nested(65, "{\"a\":", "}")) shouldBe null
        JsonObject.members("{\"a\":[" + "[],{},".repeat(100) + "1]}")!!.size shouldBe 1
    }

    test("any text is read or refused, cut at any place as well, in one pass") {
        checkAll(Arb.string(0..60)) { JsonObject.members(it) }
        checkAll(2_000, anything) { JsonObject.members("{\"a\":$it}") to JsonObject.string("\"$it") }
        val whole = "{\"a\":[1.5e3,\"\\u00e9\\n\",{\"b\":null}]}"
        for (i in whole.indices) JsonObject.members(whole.take(i)) shouldBe null
        for (part in listOf("[", "{\"a\":", "\"", "\\", "1", " ", "\"a\":1,", "[],")) {
            JsonObject.members("{" + part.repeat(200_000))
            JsonObject.members("{\"a\":[" + part.repeat(200_000))
        }
    }
})
