package httpwire.examples

import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.collections.shouldContainAll
import io.kotest.matchers.shouldBe
import java.nio.file.Path
import kotlin.io.path.listDirectoryEntries
import kotlin.io.path.name
import kotlin.io.path.readText

private const val PACKAGE = "httpwire.examples.samples.dsl."

/** A public declaration with its comment, in explicit API mode: nothing is public that does not say so. */
private class Declaration(val where: String, val text: String, val comment: String?, val annotations: String) {
    val isType = Regex("\\b(class|interface|object)\\b").containsMatchIn(text)

    /** There only to be refused by the compiler, and so without a sample. */
    val isRefused = "DeprecationLevel.ERROR" in annotations

    fun fault(samples: Set<String>): String? {
        val sample = Regex("@sample (\\S+)").find(comment ?: return "no comment")?.groupValues?.get(1)
        return when {
            isType || isRefused -> null
            sample == null -> "no sample"
            sample.removePrefix(PACKAGE) !in samples -> "no such sample: $sample"
            else -> null
        }
    }
}

private fun declarations(file: Path): List<Declaration> {
    val comment = "(/\\*\\*(?:(?!\\*/).)*\\*/\\s*)?"
    val annotations = "((?:@[\\w:]+(?:\\([^\\n]*\\))?\\s*)*)"
    val text = "(?<=[ \\n])(public (?!override)[^\\n]+)"
    return Regex("$comment$annotations$text", RegexOption.DOT_MATCHES_ALL).findAll(file.readText()).map {
        val (said, marks, declared) = it.destructured
        Declaration("${file.name}: $declared", declared, said.ifEmpty { null }, marks)
    }.toList()
}

private val samples: Set<String> =
    root.resolve("examples/src/main/kotlin/httpwire/examples/samples/dsl").listDirectoryEntries("*.kt")
        .flatMap { Regex("(?m)^internal fun (\\w+)").findAll(it.readText()) }.map { it.groupValues[1] }.toSet()

/** Each public word of the DSL has its comment, with a sample that is compiled and, by `SamplesTest`, run. */
class DocumentationTest : FunSpec({
    val files = root.resolve("dsl/src/main/kotlin/httpwire/dsl").listDirectoryEntries("*.kt")
    val declarations = files.flatMap(::declarations)

    withTests(nameFn = { it.where }, declarations) { it.fault(samples) shouldBe null }

    test("all that is public is looked at") {
        val lines = files.flatMap { it.readText().lines() }.map(String::trim).filter { it.startsWith("public ") }
        declarations.map { it.text } shouldBe lines
        lines.map { it.substringBefore('(').substringBefore(':') } shouldContainAll
            listOf("public inline fun <R> http", "public fun HttpScope.get", "public fun query", "public var timeout")
    }

    test("the check itself") {
        fun fault(comment: String?) = Declaration("", "public fun a()", comment, "").fault(setOf("there"))
        fault(null) shouldBe "no comment"
        fault("/** A. */") shouldBe "no sample"
        fault("/** @sample ${PACKAGE}gone */") shouldBe "no such sample: ${PACKAGE}gone"
        fault("/** @sample ${PACKAGE}there */") shouldBe null
    }
})
