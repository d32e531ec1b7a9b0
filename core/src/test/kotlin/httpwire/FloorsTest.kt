package httpwire

import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.collections.shouldContainAll
import io.kotest.matchers.shouldBe
import java.nio.file.Path
import kotlin.io.path.extension
import kotlin.io.path.readText
import kotlin.io.path.walk

/** By file: the main sources of the modules that have floors. */
private fun sources(): Map<Path, Source> {
    val core = Path.of("").toAbsolutePath()
    return listOf("core", "dsl", "coroutines").flatMap { core.resolveSibling(it).resolve("src/main").walk() }
        .filter { it.extension == "java" || it.extension == "kt" }
        .mapNotNull { path -> Source.of(path.readText())?.let { path to it } }
        .toMap()
}

private fun usesOf(sources: Collection<Source>): Map<String, Set<String>> =
    sources.groupBy { it.own }.mapValues { (_, own) -> own.flatMap { it.used }.toSet() }

class FloorsTest : FunSpec({
    test("every package imports from floors below it, and from those alone") {
        sources().flatMap { (path, source) -> source.faults().map { "$path: $it" } }.shouldBeEmpty()
    }

    test("no packages use each other in a circle") { cycleIn(usesOf(sources().values)) shouldBe null }

    test("the sources are found, and their imports seen") {
        val uses = usesOf(sources().values)
        uses.keys shouldContainAll listOf("httpwire", "httpwire.internal.wire", "httpwire.dsl", "httpwire.coroutines")
        uses.getValue("httpwire.internal.wire") shouldContainAll listOf("httpwire", "httpwire.internal.syntax")
        uses.getValue("httpwire.coroutines") shouldContainAll listOf("httpwire.dsl", "httpwire.connection")
    }

    val planted = listOf(
        "package httpwire; import httpwire.internal.syntax.Syntax;" to null,
        "package httpwire.internal.wire; import httpwire.Headers; import static httpwire.Limits.DEFAULT;" to null,
        "package httpwire.client; import httpwire.sse.*; import httpwire.connection.HttpConnection;" to null,
        "package httpwire.state; /* httpwire.client.Http */ // import httpwire.client.Http;" to null,
        "package httpwire.state; class A { String a = \"httpwire.client.Http\"; }" to null,
        "package httpwire; import java.util.List; import okio.Buffer;" to null,
        "package httpwire.coroutines\nimport httpwire.dsl.http\nimport httpwire.dsl.internal.HttpSession" to null,
        "package httpwire.dsl\nimport httpwire.dsl.internal.percentEncoded" to null,
        "package httpwire.dsl.internal\nimport httpwire.dsl.HttpScope" to null,
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
        "package httpwire.dsl\nimport httpwire.coroutines.http" to "httpwire.dsl uses httpwire.coroutines above it",
        "package httpwire.dsl.internal\nimport httpwire.coroutines.internal.events" to
            "httpwire.dsl uses httpwire.coroutines above it",
        "package httpwire.dsl\nfun f() = httpwire.coroutines.get(\"\")" to
            "httpwire.dsl uses httpwire.coroutines above it",
        "package httpwire.util; import java.util.List;" to "httpwire.util is on no floor",
        "package httpwire.client; import httpwire.util.Util;" to
            "httpwire.client uses httpwire.util, which is on no floor",
    )
    for ((source, fault) in planted) {
        test("the check itself: $source") { Source.of(source)?.faults() shouldBe listOfNotNull(fault) }
    }

    val graphs = listOf(
        mapOf("a" to setOf("b", "c"), "b" to setOf("c")) to null,
        mapOf("a" to setOf("b"), "b" to setOf("a")) to listOf("a", "b", "a"),
        mapOf("a" to setOf("b"), "b" to setOf("c"), "c" to setOf("d", "b")) to listOf("b", "c", "b"),
    )
    for ((uses, cycle) in graphs) {
        test("the check itself: $uses") { cycleIn(uses) shouldBe cycle }
    }
})
