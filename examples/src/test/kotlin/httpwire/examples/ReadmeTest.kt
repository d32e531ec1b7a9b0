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
        val coordinates = Regex("(?<=>)[^<>\\s]+(?=<)").findAll(maven.text).map { it.value }.toList()
        coordinates shouldBe listOf(group, "httpwire-coroutines", version)
        gradle.text shouldBe "implementation(\"${coordinates.joinToString(":")}\")"

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

    test("each link to a file leads to one") {
        val links = (listOf(readme) + docs).flatMap { file ->
            Regex("]\\(([^)#:]+)\\)").findAll(file.readText()).map { file.resolveSibling(it.groupValues[1]) }
        }
        links.filterNot(Path::exists).shouldBeEmpty()
    }

    test("the options that the README names are those of the command") {
        val table = readme.readText().substringAfter("## The command").substringBefore("\n## ").lines().filter {
            it.startsWith("|")
        }
        val named = Regex("(?<=[`, ])--?[a-zH][a-z0-9-]*").findAll(table.joinToString("\n"))
        val help = httpwire.examples.command.httpwire("--help").out.utf8()
        named.map {
            it.value
        }.filterNot { Regex("(?<![\\w-])${Regex.escape(it)}(?![\\w-])").containsMatchIn(help) }.toList().shouldBeEmpty()
    }
})
