package httpwire.internal.wire

import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe

private val MEMBERS = listOf(
    "" to listOf(""),
    "a" to listOf("a"),
    "a,b" to listOf("a", "b"),
    " a ,\tb c\t" to listOf("a", "b c"),
    "a,, ,b, , ," to listOf("a", "", "", "b", "", "", ""),
    "\u000ba\u00a0" to listOf("\u000ba\u00a0"),
)

class ListFieldTest : FunSpec({
    for ((list, members) in MEMBERS) test("members of '$list'") { ListField.members(list) shouldBe members }

    test("a member is found without case, and only whole") {
        ListField.contains("x, Close", "close") shouldBe true
        ListField.contains("x, cLOSE", "close") shouldBe true
        ListField.contains("Close", "close") shouldBe true
        ListField.contains("closed, xclose, clo se", "close") shouldBe false
        ListField.contains("lose", "close") shouldBe false
        ListField.contains("", "close") shouldBe false
    }

    test("many members are found in one pass") {
        ListField.members(",".repeat(60_000)).size shouldBe 60_001
    }
})
