package httpwire.examples

import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.collections.shouldContain
import io.kotest.matchers.shouldBe
import java.nio.file.Path
import kotlin.io.path.exists
import kotlin.io.path.listDirectoryEntries
import kotlin.io.path.readText

private val readme: Path = root.resolve("README.md")
private val docs: List<Path> = root.resolve("docs").takeIf(Path::exists)?.listDirectoryEntries("*.md").orEmpty()

class ReadmeTest : FunSpec({
    val regions = regions()
    val code = setOf("kotlin", "java")
    val shown = (listOf(readme) + docs).flatMap(::fenced).filter { it.language in code }
    val snippets = shown.filter { it.isMarked || it.where.startsWith("README") }

    context("each snippet is compiled and run: it is a region of the examples") {
        withTests(nameFn = { it.where }, snippets) { snippet ->
            regions.values shouldContain snippet.text
        }
    }

    test("each region is shown somewhere") {
        regions.filterValues { text -> shown.none { it.text == text } }.keys.shouldBeEmpty()
    }

    test("the quick start is two blocks: build and run the tour, then ./verify") {
        fenced(readme).filter { it.language == "sh" }.map(Fenced::text) shouldBe listOf(
            "mvn -q -pl examples -am -Dmaven.test.skip=true package\njava -jar examples/target/httpwire.jar",
            "./verify",
        )
    }

    test("each link to a file leads to one") {
        val links = (listOf(readme) + docs).flatMap { file ->
            Regex("]\\(([^)#:]+)\\)").findAll(file.readText()).map { file.resolveSibling(it.groupValues[1]) }
        }
        links.filterNot(Path::exists).shouldBeEmpty()
    }

    test("the options that the README names are those of the command") {
        val table = readme.readText().substringAfter("## The command").substringBefore("## Modules").lines().filter {
            it.startsWith("|")
        }
        val named = Regex("(?<=[`, ])--?[a-zH][a-z0-9-]*").findAll(table.joinToString("\n"))
        val help = httpwire.examples.command.httpwire("--help").out.utf8()
        named.map {
            it.value
        }.filterNot { Regex("(?<![\\w-])${Regex.escape(it)}(?![\\w-])").containsMatchIn(help) }.toList().shouldBeEmpty()
    }
})
