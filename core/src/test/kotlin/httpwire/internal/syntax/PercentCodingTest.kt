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

        test("what the JDK's form encoder makes, but for the characters that forms treat otherwise") {
            checkAll(2_000, Arb.string(0..20)) { text ->
                val form = URLEncoder.encode(text, Charsets.UTF_8)
                PercentCoding.encode(text) shouldBe form.replace("+", "%20").replace("*", "%2A").replace("%7E", "~")
            }
        }
    })
