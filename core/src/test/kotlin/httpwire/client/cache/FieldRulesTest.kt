package httpwire.client.cache

import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe

private val OF_THE_HOP = listOf(
    "Connection",
    "Keep-Alive",
    "Proxy-Connection",
    "TE",
    "Trailer",
    "Transfer-Encoding",
    "Upgrade",
    "Proxy-Authenticate",
    "Proxy-Authentication-Info",
    "Proxy-Authorization",
)

class FieldRulesTest : FunSpec({
    test("RFC 9111 §3.1: fields of the hop are not stored, nor are those that Connection names") {
        for (name in OF_THE_HOP) {
            withClue(name) { FieldRules.stored(fields("A: 1", "$name: x", "B: 2")) shouldBe fields("A: 1", "B: 2") }
        }
        val received = fields("Connection: a, \tB ,,close", "Connection: C", "A: 1", "b: 2", "c: 3", "D: 4", "D: 5")
        FieldRules.stored(received) shouldBe fields("D: 4", "D: 5")
    }

    test("T48: what says for whom and for how long a response may be used is stored, whoever names it") {
        for (name in listOf("Age", "Cache-Control", "Date", "Expires", "Set-Cookie", "Vary")) {
            withClue(name) { FieldRules.stored(fields("Connection: $name", "$name: x")) shouldBe fields("$name: x") }
        }
    }

    test("RFC 9110 §6.6.1: a Date is added if there is none") {
        FieldRules.dated(fields("A: 1"), START) shouldBe fields("A: 1", "Date: @0")
        FieldRules.dated(fields("date: x", "A: 1"), START) shouldBe fields("date: x", "A: 1")
    }

    test("RFC 9111 §3.2: the fields of a response without a body take the place of those that are stored") {
        fun updated(stored: List<String>, vararg received: String) =
            FieldRules.updated(fields(*stored.toTypedArray()), fields(*received))
        updated(listOf("A: 1", "B: 1", "B: 2"), "b: 3", "b: 4", "C: 5") shouldBe
            fields("A: 1", "b: 3", "b: 4", "C: 5")
        for (name in listOf("Age", "Date")) {
            withClue(name) {
                updated(listOf("$name: 1", "A: 1")) shouldBe fields("A: 1")
                updated(listOf("$name: 1", "A: 1"), "$name: 2") shouldBe fields("A: 1", "$name: 2")
            }
        }
        for (name in listOf("Content-Length", "Content-Encoding", "Content-Range")) {
            withClue(name) {
                updated(listOf("$name: 1"), "$name: 2", "A: 1") shouldBe fields("$name: 1", "A: 1")
                updated(listOf("A: 1"), "$name: 2") shouldBe fields("A: 1")
            }
        }
        updated(listOf("A: 1", "B: 1"), "Connection: a", "A: 2", "Upgrade: x") shouldBe fields("A: 1", "B: 1")
    }

    test("RFC 9110 §15.4.5: the fields of 304 in place of a stored response") {
        val kept = arrayOf(
            "Age: 1",
            "Cache-Control: x",
            "CONTENT-LOCATION: x",
            "Date: x",
            "ETag: x",
            "Expires: x",
            "Last-Modified: x",
            "vary: x",
        )
        FieldRules.ofNotModified(fields("A: 1", *kept, "Content-Length: 1", "Content-Type: x")) shouldBe fields(*kept)
    }
})
