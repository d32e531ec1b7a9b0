package httpwire.internal.wire

import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe

private val MEMBERS = listOf(
    emptyList<String>() to emptyList(),
    listOf("") to listOf(""),
    listOf("a") to listOf("a"),
    listOf("a,b") to listOf("a", "b"),
    listOf(" a ,\tb c\t") to listOf("a", "b c"),
    listOf("a,", ",b", ",") to listOf("a", "", "", "b", "", ""),
    listOf("a", "b,c") to listOf("a", "b", "c"),
    listOf("\u000ba\u00a0") to listOf("\u000ba\u00a0"),
)

class ListFieldTest : FunSpec({
    for ((lines, members) in MEMBERS) test("members of $lines") { ListField.members(lines) shouldBe members }

    test("a member is found without case, and only whole") {
        ListField.contains(listOf("x, Close"), "close") shouldBe true
        ListField.contains(listOf("x", "cLOSE"), "close") shouldBe true
        ListField.contains(listOf("closed, xclose, clo se"), "close") shouldBe false
        ListField.contains(emptyList(), "close") shouldBe false
    }

    test("many members are found in one pass") {
        ListField.members(listOf(",".repeat(60_000))).size shouldBe 60_001
    }
})
