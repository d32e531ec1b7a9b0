package httpwire.examples

import java.nio.file.Files
import java.nio.file.Path
import kotlin.io.path.exists
import kotlin.io.path.extension
import kotlin.io.path.readText

/** A piece of code in a text, between fences; [where] is its file and line. */
internal class Fenced(val language: String, val text: String, val where: String, val isMarked: Boolean)

/** Above a snippet in `docs`: it is held to the examples, as all snippets of the README are. */
private const val MARK = "<!-- from examples -->"

internal val root: Path = generateSequence(Path.of("").toAbsolutePath(), Path::getParent).first {
    it.resolve("README.md").exists()
}

/** All of a file, in order. */
internal fun fenced(file: Path): List<Fenced> {
    val found = mutableListOf<Fenced>()
    val lines = file.readText().lines()
    var i = 0
    while (i < lines.size) {
        if (lines[i].startsWith("```")) {
            val end = (i + 1..lines.lastIndex).first { lines[it] == "```" }
            val text = lines.subList(i + 1, end).joinToString("\n")
            found += Fenced(lines[i].drop(3), text, "${root.relativize(file)}:${i + 1}", lines.getOrNull(i - 1) == MARK)
            i = end
        }
        i++
    }
    return found
}

/** Regions of the compiled sources: `// region name` to `// endregion`, by name. */
internal fun regions(): Map<String, String> {
    val sources = Files.walk(root.resolve("examples/src/main")).use { all ->
        all.filter { it.extension == "kt" || it.extension == "java" }.toList()
    }
    val region = Regex("// region (\\S+)\n(.*?)\n\\s*// endregion", RegexOption.DOT_MATCHES_ALL)
    return sources.flatMap { region.findAll(it.readText()) }
        .associate { it.groupValues[1] to it.groupValues[2].trimIndent().trim() }
}
