package httpwire.parity

import java.lang.reflect.Modifier
import java.nio.file.Path
import kotlin.io.path.isDirectory
import kotlin.io.path.listDirectoryEntries
import kotlin.io.path.name
import kotlin.io.path.readText
import kotlin.io.path.walk

private val PACKAGES =
    listOf(
        "httpwire",
        "httpwire.connection",
        "httpwire.trace",
        "httpwire.transport",
        "httpwire.state",
        "httpwire.client",
    )

/** `Type.method(A, B)`. */
private val METHOD = Regex("([A-Z][\\w.]*)\\.([a-z]\\w*)\\(([^)]*)\\)")

/** `value.member`, and whatever follows it. */
private val MEMBER = Regex("([a-z]\\w*)\\.(\\w+)(.*)")

/** A public declaration of Kotlin's in explicit API mode, an extension's receiver skipped. */
private val DECLARATION = Regex("public (?:[a-z]+ )*(?:fun|val|var) (?:<[^>]+> )?(?:[A-Z]\\w*\\.)?(\\w+)")

/** Says which of the names that a page uses are not there. */
internal class ParityTableNames(private val root: Path) {
    private val words: Set<String> =
        sources("dsl", "src/main/kotlin")
            .plus(sources("coroutines", "src/main/kotlin"))
            .flatMap { DECLARATION.findAll(it.readText()).map { found -> found.groupValues[1] } }
            .toSet()

    private val specs: Map<String, List<String>> =
        root
            .listDirectoryEntries()
            .filter { it.resolve("src/test/kotlin").isDirectory() }
            .flatMap { sources(it.name, "src/test/kotlin") }
            .filter { it.name.endsWith("Test.kt") }
            .groupBy({ it.name.removeSuffix(".kt") }, { it.readText() })

    private fun sources(module: String, folder: String): List<Path> =
        root.resolve(module).resolve(folder).walk().filter { it.name.endsWith(".kt") }.toList()

    /** What is wrong with a Java name, or null: `Type`, `Type.CONSTANT`, `Type.method(A, B)`. */
    fun javaFault(name: String): String? {
        val method = METHOD.matchEntire(name)
        if (method == null) {
            val isField = field(name.substringBeforeLast('.'), name.substringAfterLast('.'))
            return if (isField || type(name) != null) null else "no Java type or constant $name"
        }
        val (owner, called, parameters) = method.destructured
        val wanted = parameters.split(", ").filter { it.isNotEmpty() }.map { it.replace("...", "[]") }
        val isThere =
            type(owner)?.methods.orEmpty().any {
                it.name == called &&
                    it.parameterTypes.map { type -> type.simpleName } == wanted
            }
        return if (isThere) null else "no Java method $name"
    }

    /** What is wrong with a Kotlin name, or null: a Java name, `value.member`, a word of the DSL. */
    fun kotlinFault(name: String): String? {
        if (name.first().isUpperCase()) return kotlinJavaFault(name.substringBefore('('))
        val member = MEMBER.matchEntire(name)
        if (member == null) {
            val word = name.takeWhile { it.isLetterOrDigit() }
            return if (word in words) null else "no word $word in the DSL"
        }
        val (value, called, rest) = member.destructured
        val type = valueType(value) ?: return "no type for the value $value"
        return if (hasMember(type, called, rest.startsWith("("))) null else "no Kotlin member $name"
    }

    private fun kotlinJavaFault(name: String): String? {
        if (javaFault(name) == null) return null
        val owner = type(name.substringBeforeLast('.'))
        val isThere = owner?.methods.orEmpty().any { it.name == name.substringAfterLast('.') }
        return if (isThere) null else "no Kotlin name $name"
    }

    /** Kotlin sees `getX()` as `x` and `isX()` as `isX`. */
    private fun hasMember(type: Class<*>, name: String, isCall: Boolean): Boolean {
        val getter = if (name.startsWith("is")) name else "get" + name.replaceFirstChar { it.uppercaseChar() }
        return type.methods.any { if (isCall) it.name == name else it.name == getter && it.parameterCount == 0 }
    }

    private fun valueType(value: String): Class<*>? = when (value) {
        "connection" -> type("HttpConnection")
        "response" -> type("HttpResponse")
        "builder" -> type("HttpConnectionBuilder")
        "headers" -> type("Headers")
        "status" -> type("HttpStatus")
        else -> type("HttpException." + value.replaceFirstChar { it.uppercaseChar() })
    }

    /** What is wrong with `Spec: name of a test`, or null. The name may lack the numbers of the clauses that it shows. */
    fun testFault(name: String): String? {
        val spec = name.substringBefore(": ")
        val texts = specs[spec] ?: return "no spec $spec"
        if (texts.none { "class $spec " in it }) return "no class $spec"
        val literal = Regex("\"(?:(?:[TFRPC]\\d+, )*[TFRPC]\\d+: )?${Regex.escape(name.substringAfter(": "))}\"")
        return if (texts.any(literal::containsMatchIn)) null else "no test of that name: $name"
    }

    private fun type(name: String): Class<*>? =
        PACKAGES.firstNotNullOfOrNull { runCatching { Class.forName("$it.${name.replace('.', '$')}") }.getOrNull() }
            ?.takeIf { Modifier.isPublic(it.modifiers) }

    private fun field(owner: String, name: String): Boolean = type(owner)?.fields.orEmpty().any { it.name == name }
}
