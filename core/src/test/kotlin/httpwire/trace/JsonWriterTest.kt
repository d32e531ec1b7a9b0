package httpwire.trace

import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.kotest.property.Arb
import io.kotest.property.arbitrary.char
import io.kotest.property.arbitrary.list
import io.kotest.property.checkAll
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.jsonPrimitive
import okio.Buffer

private fun written(write: JsonWriter.() -> Unit) = Buffer().also { JsonWriter(it).write() }.readUtf8()

class JsonWriterTest : FunSpec({
    test("objects, arrays and values, with commas where they belong") {
        written {
            beginObject().name("a").beginArray().value(1).value("b").beginObject().endObject().endArray()
            name("c").beginArray().endArray().name("d").value(true).name("e").value(false).endObject()
        } shouldBe """{"a":[1,"b",{}],"c":[],"d":true,"e":false}"""
    }

    test("any text is read back as it was, surrogates that stand alone included") {
        checkAll(Arb.list(Arb.char('\u0000'..'\u0100', '\u2020'..'\u2030', '\uD7F0'..'\uE010', '\uFFF0'..'\uFFFF'))) {
            val text = it.joinToString("")
            Json.parseToJsonElement(written { value(text) }).jsonPrimitive.content shouldBe text
        }
    }

    test("thousandths") {
        listOf(0L, 1, 999, 1_000, 12_345).map { written { thousandths(it) } } shouldBe
            listOf("0.000", "0.001", "0.999", "1.000", "12.345")
    }
})
