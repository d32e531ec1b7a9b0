package httpwire.internal.syntax

import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.kotest.property.Arb
import io.kotest.property.arbitrary.string
import io.kotest.property.checkAll
import java.net.URLEncoder

class PercentCodingTest :
    FunSpec({
        test("every byte but the unreserved characters is % and two digits") {
            PercentCoding.encode("aZ09-._~") shouldBe "aZ09-._~"
            PercentCoding.encode(" +%/\u0000\u007f") shouldBe "%20%2B%25%2F%00%7F"
            PercentCoding.encode("\u00e9\u20ac\ud83d\ude00") shouldBe "%C3%A9%E2%82%AC%F0%9F%98%80"
            PercentCoding.encode("") shouldBe ""
        }

        test("decoding gives bytes, and nothing for what is not percent-encoding") {
            PercentCoding.decode("a%20%C3%a9+")!!.decodeToString() shouldBe "a \u00e9+"
            PercentCoding.decode("%00%fF")!!.toList() shouldBe listOf<Byte>(0, -1)
            PercentCoding.decode("")!!.size shouldBe 0
            for (text in listOf("%", "%4", "a%", "%zz", "%4z", "%z4", "%%20", "\u00e9", "a\u0100", "% 4", "%+4")) {
                PercentCoding.decode(text) shouldBe null
            }
        }

        test("what was encoded is decoded again") {
            checkAll(1_000, Arb.string(0..20)) { text ->
                PercentCoding.decode(PercentCoding.encode(text))!!.decodeToString() shouldBe
                    text.encodeToByteArray().decodeToString()
            }
        }

        test("what the JDK's form encoder makes, but for the characters that forms treat otherwise") {
            checkAll(2_000, Arb.string(0..20)) { text ->
                val form = URLEncoder.encode(text, Charsets.UTF_8)
                PercentCoding.encode(text) shouldBe form.replace("+", "%20").replace("*", "%2A").replace("%7E", "~")
            }
        }
    })
