package httpwire.examples.docs

import httpwire.examples.root
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainExactlyInAnyOrder
import io.kotest.matchers.ints.shouldBeGreaterThanOrEqual
import io.kotest.matchers.shouldBe
import java.nio.file.Path
import kotlin.io.path.listDirectoryEntries
import kotlin.io.path.name
import kotlin.io.path.readText

/** A question that a class answers. */
private data class Asked(val question: String, val file: String)

private val sources: List<Path> = listOf(
    "kotlin/httpwire/examples/recipes" to "*.kt",
    "java/httpwire/examples" to "Java*.java",
)
    .flatMap { (folder, names) -> root.resolve("examples/src/main/$folder").listDirectoryEntries(names) }

/** The sentence with which a comment begins, if it is a question. */
private fun questions(source: Path): List<Asked> {
    val oneLine = source.readText().replace(Regex("\n\\s*\\* "), " ")
    return Regex("(?m)^\\s*(?:/\\*\\*|//)\\s+((?:How|What|Which|May) [^?\n]*\\?)").findAll(oneLine)
        .map { Asked(it.groupValues[1], source.name) }.toList()
}

/** The page of recipes lists each question that a class of the examples asks, as it asks it. */
class RecipesTest : FunSpec({
    val rows = root.resolve("docs/recipes.md").readText().lines().filter { it.startsWith("| ") && "](" in it }
    val listed = rows.flatMap { row ->
        val (question, classes) = row.removePrefix("| ").split(" | ", limit = 3)
        Regex("/(\\w+\\.(?:kt|java))\\)").findAll(classes).map { Asked(question, it.groupValues[1]) }
    }

    test("each question is listed with the classes that ask it") {
        listed shouldContainExactlyInAnyOrder sources.flatMap(::questions)
    }

    test("there are at least forty") { rows.size shouldBeGreaterThanOrEqual 40 }

    test("the page says how many there are") {
        root.resolve("docs/recipes.md").readText().lines()[2].substringBefore(' ').toInt() shouldBe rows.size
    }
})
