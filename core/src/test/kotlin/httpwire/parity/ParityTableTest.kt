package httpwire.parity

import httpwire.HttpException
import httpwire.HttpStatus
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.shouldBe
import java.nio.file.Path
import kotlin.io.path.isExecutable
import kotlin.io.path.readText

private val root: Path = Path.of("").toAbsolutePath().parent
private val page: String = root.resolve("docs/parity.md").readText()

/** One line of one of the page's tables. */
private class Row(cells: List<String>) {
    val there = cells[0]
    val java = names(cells[1])
    val kotlin = names(cells[2])
    val tests = names(cells[3])
    val differs = cells[4].trim()

    fun faults(known: ParityTableNames): List<String> = java.mapNotNull(known::javaFault) +
        kotlin.mapNotNull(known::kotlinFault) +
        tests.mapNotNull(known::testFault) +
        listOfNotNull(
            "no test".takeIf { tests.isEmpty() },
            "nothing here, and no reason why".takeIf { java.isEmpty() && differs.isEmpty() },
            "a Java name, and no Kotlin one".takeIf { java.isNotEmpty() && kotlin.isEmpty() },
        )
}

private fun names(cell: String): List<String> = Regex("`([^`]+)`").findAll(cell).map { it.groupValues[1] }.toList()

private fun rows(text: String): List<Row> = text
    .lines()
    .filter { it.startsWith("| ") && !it.startsWith("| there |") }
    .map { line -> Row(line.removePrefix("|").removeSuffix("|").split("|").also { check(it.size == 5) { line } }) }

private fun row(java: String, kotlin: String, test: String, differs: String = "") =
    rows("| `x` | $java | $kotlin | $test | $differs |").single()

private const val TEST = "`ParityTableTest: the check itself`"

private val WRONG =
    mapOf(
        "no test" to row("`HttpStatus`", "`HttpStatus`", "–"),
        "no spec NoSuchTest" to row("`HttpStatus`", "`HttpStatus`", "`NoSuchTest: x`"),
        "no test of that name: ParityTableTest: none" to row("`HttpStatus`", "`HttpStatus`", "`ParityTableTest: none`"),
        "no Java method HttpConnection.request(String, int)" to
            row("`HttpConnection.request(String, int)`", "`request`", TEST),
        "no Java method HttpConnection.fetch()" to row("`HttpConnection.fetch()`", "`request`", TEST),
        "no Java type or constant HttpStatus.FINE" to row("`HttpStatus.FINE`", "`HttpStatus`", TEST),
        "no Java type or constant httpwire.Nothing" to row("`httpwire.Nothing`", "`HttpStatus`", TEST),
        "no Kotlin member connection.sock" to row("`HttpConnection`", "`connection.sock`", TEST),
        "no Kotlin member response.status()" to row("`HttpResponse`", "`response.status()`", TEST),
        "no type for the value thing" to row("`HttpResponse`", "`thing.status`", TEST),
        "no word fetch in the DSL" to row("`HttpConnection`", "`fetch(target)`", TEST),
        "no Kotlin name HttpStatus.fine" to row("`HttpStatus`", "`HttpStatus.fine`", TEST),
        "nothing here, and no reason why" to row("–", "–", TEST),
        "a Java name, and no Kotlin one" to row("`HttpStatus`", "–", TEST),
    )

/** Prints each public name of http.client: of the module, its classes, their methods' parameters, the statuses. */
private val PYTHON =
    """
    import email.message, http, http.client as c, inspect
    def public(names): return [n for n in names if not n.startswith('_')]
    names = c.__all__ + ['HTTP_PORT', 'HTTPS_PORT', 'HTTPMessage', 'parse_headers'] + list(http.HTTPStatus.__members__)
    for k in (c.HTTPConnection, c.HTTPSConnection, c.HTTPMessage, email.message.Message): names += public(vars(k))
    names += public(dir(c.HTTPResponse)) + public(vars(c.HTTPConnection('a'))) + ['partial', 'expected', 'version', 'line']
    for f in (c.HTTPConnection, c.HTTPSConnection, c.HTTPResponse): names += inspect.signature(f).parameters
    for k in (c.HTTPConnection, c.HTTPResponse):
        for n in public(vars(k)):
            f = getattr(k, n)
            if inspect.isfunction(f): names += [p for p in inspect.signature(f).parameters if p != 'self']
    print('\n'.join(sorted(set(names))))
    """.trimIndent()

private fun hasPython() = System.getenv("PATH").orEmpty().split(':').any { Path.of(it, "python3").isExecutable() }

/** `docs/parity.md`: each name it gives exists, each test it names is there, and nothing of http.client is missing. */
class ParityTableTest :
    FunSpec({
        val known = ParityTableNames(root)
        val rows = rows(page)

        context("each row's names and tests exist") {
            withTests(nameFn = { (index, row) ->
                "${index + 1}: ${row.there}"
            }, rows.withIndex().toList()) { (_, row) ->
                row.faults(known).shouldBeEmpty()
            }
        }

        context("the check itself") {
            withTests(nameFn = { it }, WRONG.keys) { fault ->
                WRONG.getValue(fault).faults(known) shouldBe listOf(fault)
            }
        }

        test("no row stands twice") {
            rows.groupBy { it.there }.filterValues { it.size > 1 }.keys.shouldBeEmpty()
        }

        test("each exception of ours and each status is in the Java column") {
            val java = rows.flatMap { it.java }.joinToString("\n")
            val exceptions =
                HttpException::class.java.declaredClasses
                    .filter { HttpException::class.java.isAssignableFrom(it) }
                    .map { "HttpException.${it.simpleName}" }
            val statuses = HttpStatus.entries.map { "HttpStatus.${it.name}" }
            (exceptions + statuses).filterNot { Regex("${Regex.escape(it)}\\b").containsMatchIn(java) }.shouldBeEmpty()
        }

        test("each public name of the python3 at hand is in the first column").config(enabled = hasPython()) {
            val python = ProcessBuilder("python3", "-I", "-c", PYTHON).redirectErrorStream(true).start()
            val names = python.inputStream.bufferedReader().readLines()
            python.waitFor() shouldBe 0
            val there = rows.joinToString("\n") { it.there }
            names.filterNot { Regex("\\b$it\\b").containsMatchIn(there) }.shouldBeEmpty()
        }
    })
