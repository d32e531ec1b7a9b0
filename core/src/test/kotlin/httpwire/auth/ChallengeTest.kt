package httpwire.auth

import httpwire.Headers
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.nulls.shouldBeNull
import io.kotest.matchers.shouldBe
import io.kotest.property.Arb
import io.kotest.property.arbitrary.element
import io.kotest.property.arbitrary.list
import io.kotest.property.checkAll

/** `scheme token68 {name=value}`, each challenge in its own. */
private fun Challenge.spelt() = listOfNotNull(scheme, token68, parameters.takeIf { it.isNotEmpty() }).joinToString(" ")

class ChallengeTest :
    FunSpec({
        withTests(
            nameFn = { (value, spelt) -> "$value: $spelt" },
            listOf(
                """Newauth realm="apps", type=1, title="Login to \"apps\"", Basic realm="simple"""" to
                    listOf("Newauth {realm=apps, type=1, title=Login to \"apps\"}", "Basic {realm=simple}"),
                "Negotiate" to listOf("Negotiate"),
                "Negotiate, Basic realm=x" to listOf("Negotiate", "Basic {realm=x}"),
                "NTLM abc==, Digest a=b,C=\"d,e\" , ,Bearer" to listOf("NTLM abc==", "Digest {a=b, c=d,e}", "Bearer"),
                "Basic realm" to listOf("Basic realm"),
                "Basic a = b" to listOf("Basic {a=b}"),
                ", ,\tBasic  realm=\"\"" to listOf("Basic {realm=}"),
                // What is malformed is left out.
                "" to listOf(),
                "Basic realm=\"x" to listOf(),
                "=,Basic a=b" to listOf("Basic {a=b}"),
                "Basic a=b, a=c, Digest q=r" to listOf("Digest {q=r}"),
                "Digest a=b c=d, Basic realm=1" to listOf("Basic {realm=1}"),
                "Digest a=\"b, Basic realm=1" to listOf(),
            ),
        ) { (value, spelt) ->
            Challenge.parse(value).map { it.spelt() } shouldBe spelt
        }

        test("all fields of the name are read") {
            val headers = Headers.of("WWW-Authenticate", "A a=1, B", "X", "C", "www-authenticate", "D ab=")
            Challenge.parse(headers, "WWW-Authenticate").map { it.spelt() } shouldBe listOf("A {a=1}", "B", "D ab=")
            Challenge.parse(headers, "WWW-Authenticate")[0].isScheme("a") shouldBe true
            Challenge.parse(headers, "WWW-Authenticate")[0].realm().shouldBeNull()
        }

        test("whatever the text, it ends") {
            val pieces = Arb.element("Basic", " ", ",", "=", "\"", "\\", "realm", "a=b", "\t", "abc==", "ü", ";")
            checkAll(Arb.list(pieces, 0..12)) { Challenge.parse(it.joinToString("")) }
        }
    })
