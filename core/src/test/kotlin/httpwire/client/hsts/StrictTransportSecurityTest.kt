package httpwire.client.hsts

import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.nulls.shouldBeNull
import io.kotest.matchers.shouldBe
import io.kotest.property.Arb
import io.kotest.property.arbitrary.Codepoint
import io.kotest.property.arbitrary.int
import io.kotest.property.arbitrary.map
import io.kotest.property.arbitrary.of
import io.kotest.property.arbitrary.string
import io.kotest.property.checkAll

class StrictTransportSecurityTest : FunSpec({
    val valid = listOf(
        "max-age=31536000" to (31_536_000L to false),
        "max-age=15768000 ; includeSubDomains" to (15_768_000L to true),
        "max-age=\"31536000\"" to (31_536_000L to false),
        "max-age=0" to (0L to false),
        "max-age=0; includeSubDomains" to (0L to true),
        "MAX-AGE=1;INCLUDESUBDOMAINS" to (1L to true),
        "includesubdomains; max-age=1" to (1L to true),
        "; max-age=1" to (1L to false),
        ";;max-age=1;;;" to (1L to false),
        " \t max-age \t = \t 1 \t ; \t includeSubDomains \t " to (1L to true),
        "max-age=1; preload" to (1L to false),
        "max-age=1; unknown=token" to (1L to false),
        "max-age=1; unknown=\"quoted; max-age=2; \\\" x\" ; includeSubDomains" to (1L to true),
        "max-age=1; unknown=\"\" ;" to (1L to false),
        "max-age=\"\\1\\2\"" to (12L to false),
        "max-age=0000000000000000000005" to (5L to false),
        "max-age=99999999999999999999999" to (StrictTransportSecurity.MAX_SECONDS to false),
    )
    for ((value, expected) in valid) {
        test("RFC 6797 §6.1: $value") {
            StrictTransportSecurity.parse(value)?.let { it.maxAgeSeconds to it.includesSubdomains } shouldBe expected
        }
    }

    val invalid = listOf(
        "", ";", "includeSubDomains", "preload",
        // Each directive once.
        "max-age=1; max-age=1", "max-age=1; MAX-AGE=2", "max-age=1; includeSubDomains; includeSubDomains",
        "max-age=1; x; x", "max-age=1; x=1; X=\"2\"",
        // The values of those that are known.
        "max-age", "max-age=", "max-age=\"\"", "max-age=-1", "max-age=+1", "max-age=1.5", "max-age=x", "max-age=1x",
        "max-age=\" 1\"", "max-age=1; includeSubDomains=", "max-age=1; includeSubDomains=true",
        "max-age=1; includeSubDomains=\"\"",
        // What is not of this form.
        "max-age=1 includeSubDomains", "max-age=1, includeSubDomains", "max-age=1, max-age=2", "max-age=1; =x",
        "max-age=1; x=", "max-age=1; x y", "max-age=1; x=\"y", "max-age=1; x=\"y\\", "max-age=1; x=\"y\"z", "max-age:1",
        "max-age=1; x=a\"b\"", "max-age=1; \u00e4=1", "max-age=1; x=\u00e4", "max-age=1; x=\"\u0001\"", "\"max-age=1\"",
    )
    for (value in invalid) {
        test("RFC 6797 §6.1: ignored as a whole: '$value'") { StrictTransportSecurity.parse(value).shouldBeNull() }
    }

    test("RFC 6797 §6.1: no text makes it throw") {
        val letters = Arb.of("max-age=;includeSubDomains\"\\ \t019\u0000\u00ff".map { Codepoint(it.code) })
        checkAll(5_000, Arb.string(0..40, letters)) { StrictTransportSecurity.parse(it) }
        checkAll(2_000, Arb.string(0..40, Arb.int(0..255).map(::Codepoint))) { StrictTransportSecurity.parse(it) }
        val whole = "max-age=31536000; includeSubDomains; x=\"a\\\"b\""
        for (length in whole.indices) StrictTransportSecurity.parse(whole.take(length))
    }
})
