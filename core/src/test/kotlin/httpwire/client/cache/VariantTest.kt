package httpwire.client.cache

import httpwire.Request
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import okio.ByteString.Companion.encodeUtf8

private fun request(vararg lines: String) = Request.get("http://a.test/").withHeaders(fields(*lines))

private fun variant(vary: String, vararg request: String) = Variant.of(fields("Vary: $vary"), request(*request))

/** Whether the response to a request with [first] is for one with [second]. */
private fun matches(vary: String, first: List<String>, second: List<String>) =
    variant(vary, *first.toTypedArray())!!.matches(request(*second.toTypedArray()))

class VariantTest : FunSpec({
    test("RFC 9111 §4.1: the names that Vary lists, in lower case and in order; none for *") {
        variant("b, \tA ,,a")!!.names shouldBe listOf("a", "b")
        Variant.of(fields("Vary: b", "Vary: A"), request())!!.names shouldBe listOf("a", "b")
        Variant.of(fields(), request())!!.names shouldBe listOf()
        variant("")!!.names shouldBe listOf()
        for (vary in listOf("*", "a, *", " * ,a")) withClue(vary) { variant(vary) shouldBe null }
    }

    test("T48: Authorization is one of the names if the request has it") {
        variant("a", "Authorization: x")!!.names shouldBe listOf("a", "authorization")
        matches("a", listOf("Authorization: x"), listOf("Authorization: x")) shouldBe true
        matches("a", listOf("Authorization: x"), listOf("Authorization: y")) shouldBe false
        matches("a", listOf("Authorization: x"), listOf()) shouldBe false
        matches("a", listOf(), listOf("Authorization: x")) shouldBe false
        matches("Authorization", listOf(), listOf()) shouldBe true
        matches("Authorization", listOf(), listOf("Authorization: x")) shouldBe false
    }

    test("RFC 9111 §4.1: which requests a response is for") {
        val rows = listOf(
            Triple(listOf("A: 1", "C: 1"), listOf("A: 1", "C: 2"), true),
            Triple(listOf("A: 1"), listOf("a: 1"), true),
            Triple(listOf("A: 1"), listOf("A: 2"), false),
            Triple(listOf("A: 1"), listOf("A: 1", "B: 1"), false),
            Triple(listOf("A: 1"), listOf("B: 1"), false),
            Triple(listOf("A:"), listOf(), false),
            Triple(listOf(), listOf(), true),
            Triple(listOf("A: 1", "A: 2"), listOf("A: 1, 2"), true),
            Triple(listOf("A: 1", "B: 2"), listOf("A: 2", "B: 1"), false),
            Triple(listOf("A: x"), listOf("A: X"), false),
            Triple(listOf("A: x, y"), listOf("A: x,y"), false),
        )
        for ((first, second, expected) in rows) {
            withClue(first to second) {
                matches("A, B", first, second) shouldBe expected
                matches("A, B", second, first) shouldBe expected
            }
        }
        Variant.NEVER.matches(request()) shouldBe false
    }

    test("T48: what is kept of the values is a digest") {
        val digest = "name:secret\n".encodeUtf8().sha256().hex()
        variant("Name", "Name: secret") shouldBe Variant(listOf("name"), digest)
    }

    test("RFC 9110 §12.5: fields of preferences are compared by their meaning") {
        val rows = listOf(
            Triple("en, de;q=0.5", "  EN ,\tde ; Q=0.5 ,,", true),
            Triple("en, de;q=0.5", "de;q=0.5, en", true),
            Triple("en, de", "de, en", false),
            Triple("en, de", "en", false),
            Triple("a;q=0.5, b;q=0.25", "b;q=0.250, a;q=0.50", true),
            Triple("a;q=1, b;q=0", "b;q=0., a;q=1.000", true),
            Triple("a;q=1.0, b", "a, b", true),
            Triple("a;q=0.5", "a;q=0.6", false),
            Triple("a;q=0.5", "a;q=0.501", false),
            Triple("a;q=0.001, b;q=0", "b;q=0, a;q=0.001", true),
            Triple("a;q=0.0001", "a;q=0.0002", false),
            Triple("a;q=1.0000", "a", false),
            // Weights that can't be read are all the same, and no other.
            Triple("a;q=x, b;q=2", "b;q=2, a;q=x", false),
            Triple("a;q=1.001, b;q=0", "b;q=0, a;q=1.001", true),
            Triple("a;q=0.0001, b", "b, a;q=0.0001", true),
            Triple("a;q=x", "a;q=y", false),
            // A member that is a weight alone.
            Triple(";q=0.5, b", "b, ;q=0.5", true),
        )
        for (name in listOf("Accept-Encoding", "Accept-Language", "Accept-Charset")) {
            for ((first, second, expected) in rows) {
                withClue("$name: $first / $second") {
                    matches(name, listOf("$name: $first"), listOf("$name: $second")) shouldBe expected
                }
            }
        }
        matches("Accept", listOf("Accept: a, b;q=0.5"), listOf("Accept: b;q=0.5, a")) shouldBe false
    }
})
