package httpwire

import httpwire.state.ConnectionEvent
import httpwire.state.ConnectionState
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import java.nio.file.Path
import kotlin.io.path.listDirectoryEntries
import kotlin.io.path.name
import kotlin.io.path.readText
import kotlin.io.path.walk

/** What `docs/architecture.md` says against the code. */
class ArchitectureTest :
    FunSpec({
        val module = Path.of("").toAbsolutePath()
        val page = module.resolveSibling("docs").resolve("architecture.md").readText()

        test("the page's state table is the table") {
            val rows = ConnectionState.MOVES.map { "| ${it.from} | ${words(it.event)} | ${it.to} |" }
            section(page, "states").lines().filter { it.startsWith("| ") }.drop(1) shouldBe rows
        }

        test("the page's floors are those that the packages are held to") {
            section(page, "floors").substringAfter("```\n").substringBefore("\n```") shouldBe FLOORS
        }

        test("every file that the page names is there") {
            val named = Regex("`([A-Z][A-Za-z]+)`").findAll(page).map { it.groupValues[1] }.toSet()
            val sources =
                module.parent
                    .listDirectoryEntries()
                    .filter { it.resolve("src").toFile().isDirectory }
                    .flatMap { it.resolve("src").walk().map { file -> file.name.substringBeforeLast('.') }.toList() }
                    .toSet()
            (named - sources - setOf("SocketChannel", "BufferedSource", "Flow", "Cancelled")) shouldBe setOf()
        }
    })

private fun words(event: ConnectionEvent) = when (event) {
    ConnectionEvent.RESPONSE_KEPT -> "readResponse, kept"
    ConnectionEvent.RESPONSE_DETACHED -> "readResponse, detached"
    ConnectionEvent.RESPONSE_FINISHED -> "the body's end"
    else -> event.toString()
}

private fun section(page: String, name: String) = page.substringAfter("<!-- $name -->").substringBefore("\n## ")
