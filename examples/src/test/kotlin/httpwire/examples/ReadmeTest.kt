package httpwire.examples

import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.collections.shouldContain
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import java.nio.file.Path
import kotlin.io.path.exists
import kotlin.io.path.listDirectoryEntries
import kotlin.io.path.name
import kotlin.io.path.readText

private val readme: Path = root.resolve("README.md")
private val docs: List<Path> = listOf("docs", "docs/decisions").flatMap {
    root.resolve(it).listDirectoryEntries("*.md")
}

private val pages: List<Path> = root.listDirectoryEntries("*.md") + docs

private fun prose(page: Path): String = page.readText().replace(Regex("```.*?```", RegexOption.DOT_MATCHES_ALL), "")

/** Those that stay in the repository. */
private fun links(page: Path): List<String> = Regex("]\\(([^)\\s]+)\\)").findAll(prose(page)).map {
    it.groupValues[1]
}.filterNot { Regex("^[a-z]+:") in it }.toList()

private fun leadsSomewhere(page: Path, link: String): Boolean {
    val target = link.substringBefore('#').let { if (it.isEmpty()) page else page.resolveSibling(it) }
    val anchor = link.substringAfter('#', "")
    return target.exists() && (anchor.isEmpty() || anchor in anchors(target))
}

/** As the usual readers of Markdown make them of headings. */
private fun anchors(page: Path): List<String> = Regex("(?m)^#+ (.*)$").findAll(prose(page)).map {
    it.groupValues[1].lowercase().replace(Regex("[^\\w\\- ]"), "").replace(' ', '-')
}.toList()

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

    test("code comes first, and the build after it") {
        val languages = fenced(readme).map(Fenced::language)
        code shouldContain languages.first()
        (languages.indexOf("sh") > maxOf(languages.indexOf("xml"), languages.indexOf("groovy"))) shouldBe true
    }

    test("the coordinates are those of the build, the module names those of the descriptors") {
        val pom = root.resolve("pom.xml").readText()
        val (group, version) = listOf("groupId", "version").map { Regex("<$it>(.*?)</$it>").find(pom)!!.groupValues[1] }
        val (maven, gradle) = listOf("xml", "groovy").map { language ->
            fenced(readme).single { it.language == language }
        }
        Regex("(?<=>)[^<>\\s]+(?=<)").findAll(maven.text).map { it.value }.toList() shouldBe
            listOf(group, "httpwire-bom", version, "pom", "import", group, "httpwire-coroutines")
        gradle.text shouldBe "implementation(platform(\"$group:httpwire-bom:$version\"))\n" +
            "implementation(\"$group:httpwire-coroutines\")"

        val published = root.listDirectoryEntries().filter { it.resolve("src/main/java/module-info.java").exists() }
        val expected = published.map {
            val artifact = Regex(
                "<artifactId>(httpwire-\\w+)</artifactId>\n  <name>",
            ).find(it.resolve("pom.xml").readText())
            val module = Regex("(?m)^module (\\S+)").find(it.resolve("src/main/java/module-info.java").readText())
            "| `${artifact?.groupValues?.get(1)}` | `${module?.groupValues?.get(1)}` |"
        }
        readme.readText().lines().filter { row -> expected.any(row::startsWith) }.size shouldBe 5
        expected.size shouldBe 5
    }

    test("the least Kotlin is one version before the compiler's, which is as far as compilers read ahead") {
        val facade = Class.forName("httpwire.dsl.HttpKt")
        val (major, minor) = facade.getAnnotation(Metadata::class.java).metadataVersion.toList()
        readme.readText() shouldContain "Kotlin $major.${minor - 1} or later, with JVM target 17 or later"
        // Bytes 6 and 7 of a class file are its version: 61 is Java 17's.
        facade.getResourceAsStream("HttpKt.class")!!.use { it.readNBytes(8)[7].toInt() } shouldBe 61
    }

    test("each link leads to a file, and to a heading of it") {
        pages.flatMap { page -> links(page).filterNot { leadsSomewhere(page, it) }.map { "${page.name}: $it" } }
            .shouldBeEmpty()
    }

    test("the BOM has the version of the build, and each artifact that is published") {
        val pom = root.resolve("pom.xml").readText()
        val version = Regex("<version>(.*?)</version>").find(pom)!!.groupValues[1]
        val bom = root.resolve("bom/pom.xml").readText()
        val artifacts = Regex("<artifactId>(.*?)</artifactId>\\s*<version>(.*?)</version>").findAll(bom)
            .map { it.destructured.toList() }.toList()
        artifacts shouldBe listOf("bom", "core", "coroutines", "dsl", "suffixes", "testing").map {
            listOf("httpwire-$it", if (it == "bom") version else "\${project.version}")
        }
    }

    test("the options that the page of the command names are those of the command") {
        val table = root.resolve("docs/command.md").readText().lines().filter { it.startsWith("|") }
        val named = Regex("(?<=[`, ])--?[a-zH][a-z0-9-]*").findAll(table.joinToString("\n"))
        val help = httpwire.examples.command.httpwire("--help").out.utf8()
        named.map {
            it.value
        }.filterNot { Regex("(?<![\\w-])${Regex.escape(it)}(?![\\w-])").containsMatchIn(help) }.toList().shouldBeEmpty()
    }
})
