package httpwire.examples.migration

import httpwire.examples.root
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.ints.shouldBeGreaterThan
import kotlin.io.path.readText

/** All that the published modules show. */
private val surface: Set<String> = listOf("core", "dsl", "coroutines")
    .flatMap { Regex("\\w+").findAll(root.resolve("$it/api/$it.api").readText()).map(MatchResult::value) }.toSet()

private val code = Regex("`([^`]+)`")

/** A name that is called, set or begins a block, or ends what is written. */
private val name = Regex("([A-Za-z]\\w*)(?=\\(| \\{| =|$)")

/** The names in the right column of the page's last table. */
private fun words(page: String): List<String> = root.resolve("docs/$page").readText()
    .substringAfter("## Word by word").substringBefore("\n## ").lines().filter { it.startsWith("| `") }
    .flatMap { row -> code.findAll(row.split(" | ").last()).map { it.groupValues[1] } }
    .flatMap { text -> name.findAll(text).map(MatchResult::value) }

private fun isThere(word: String): Boolean {
    val capital = word.replaceFirstChar(Char::uppercase)
    return word in surface || "get$capital" in surface || "set$capital" in surface
}

class WordByWordTest : FunSpec({
    withTests(nameFn = {
        "$it: each word of httpwire exists"
    }, "from-okhttp.md", "from-jdk-client.md", "from-requests.md") {
        words(it).size shouldBeGreaterThan 10
        words(it).filterNot(::isThere).shouldBeEmpty()
    }
})
