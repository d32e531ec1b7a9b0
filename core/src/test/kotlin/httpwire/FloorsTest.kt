package httpwire

import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.collections.shouldNotBeEmpty
import io.kotest.matchers.shouldBe
import java.nio.file.Files
import java.nio.file.Path
import kotlin.io.path.extension
import kotlin.io.path.readText

/** Top floor first; the packages of one line are siblings, which never import each other. */
private val FLOORS = """
    httpwire.client
    httpwire.client.{pool,redirect,cookies,encoding,auth,retry,cache} httpwire.sse httpwire.body.{multipart,form,progress}
    httpwire.exchange
    httpwire.connection
    httpwire.transport
    httpwire.internal.wire httpwire.state httpwire.trace
    httpwire
    httpwire.internal.syntax
""".trimIndent().lines().map { line ->
    line.split(' ').flatMap {
        spelt(it)
    }
}

/** `a.{b,c}` is `a.b` and `a.c`. */
private fun spelt(packages: String): List<String> {
    val under = packages.substringAfter('{', "").substringBefore('}')
    return if (under.isEmpty()) listOf(packages) else under.split(',').map { packages.substringBefore('{') + it }
}

private fun floorOf(packageName: String) = FLOORS.indexOfFirst { packageName in it }

private val COMMENT = Regex("""/\*.*?\*/|//[^\n]*""", RegexOption.DOT_MATCHES_ALL)
private val LITERAL = Regex(""""(?:\\.|[^"\\\n])*"""")
private val PACKAGE = Regex("""\bpackage\s+([\w.]+)\s*;""")

/** A package of ours in front of a class: in an import, a static import, or a name written out in the code. */
private val NAME = Regex("""\b(httpwire(?:\.[a-z]\w*)*)\.(?=[A-Z*])""")

/** What is wrong with the imports of one source, one sentence each. */
private fun faultsOf(source: String): List<String> {
    val code = source.replace(LITERAL, "\"\"").replace(COMMENT, " ")
    val own = PACKAGE.find(code)?.groupValues?.get(1) ?: return listOf("no package")
    val floor = floorOf(own)
    if (floor < 0) return listOf("$own is on no floor")
    return NAME.findAll(code).map { it.groupValues[1] }.distinct().filter { it != own }.mapNotNull { other ->
        when (floorOf(other)) {
            -1 -> "$own uses $other, which is on no floor"
            floor -> "$own uses its sibling $other"
            in 0 until floor -> "$own uses $other above it"
            else -> null
        }
    }.toList()
}

private fun sources(): List<Path> {
    val root = Path.of(System.getProperty("basedir") ?: "", "src", "main", "java")
    return Files.walk(root).use { paths -> paths.filter { it.extension == "java" }.toList() }
}

class FloorsTest : FunSpec({
    test("every package of core imports from floors below it, and from those alone") {
        sources().flatMap { path -> faultsOf(path.readText()).map { "$path: $it" } }.shouldBeEmpty()
    }

    test("the sources are found, and their imports seen") {
        val texts = sources().map { it.readText() }
        texts.filter { "package httpwire.internal.wire;" in it }.shouldNotBeEmpty()
        texts.flatMap { NAME.findAll(it).map { found -> found.groupValues[1] } }.toSet()
            .containsAll(listOf("httpwire", "httpwire.internal.syntax")) shouldBe true
    }

    val planted = listOf(
        "package httpwire; import httpwire.internal.syntax.Syntax;" to null,
        "package httpwire.internal.wire; import httpwire.Headers; import static httpwire.Limits.DEFAULT;" to null,
        "package httpwire.client; import httpwire.sse.*; import httpwire.connection.HttpConnection;" to null,
        "package httpwire.state; /* httpwire.client.Http */ // import httpwire.client.Http;" to null,
        "package httpwire.state; class A { String a = \"httpwire.client.Http\"; }" to null,
        "package httpwire; import java.util.List; import okio.Buffer;" to null,
        "package httpwire; import httpwire.transport.Dialer;" to "httpwire uses httpwire.transport above it",
        "package httpwire; import static httpwire.client.Http.get;" to "httpwire uses httpwire.client above it",
        "package httpwire; import httpwire.client.*;" to "httpwire uses httpwire.client above it",
        "package httpwire; class A { httpwire.state.ConnectionState s; }" to "httpwire uses httpwire.state above it",
        "package httpwire.internal.syntax; import httpwire.Headers;" to
            "httpwire.internal.syntax uses httpwire above it",
        "package httpwire.state; import httpwire.internal.wire.Framing;" to
            "httpwire.state uses its sibling httpwire.internal.wire",
        "package httpwire.internal.wire; import static httpwire.state.ConnectionEvent.SEND;" to
            "httpwire.internal.wire uses its sibling httpwire.state",
        "package httpwire.client.pool; import httpwire.client.retry.Retry;" to
            "httpwire.client.pool uses its sibling httpwire.client.retry",
        "package httpwire.client.pool; import httpwire.client.Http;" to
            "httpwire.client.pool uses httpwire.client above it",
        "package httpwire.util; import java.util.List;" to "httpwire.util is on no floor",
        "package httpwire.client; import httpwire.util.Util;" to
            "httpwire.client uses httpwire.util, which is on no floor",
        "class A {}" to "no package",
    )
    for ((source, fault) in planted) {
        test("the check itself: $source") { faultsOf(source) shouldBe listOfNotNull(fault) }
    }
})
