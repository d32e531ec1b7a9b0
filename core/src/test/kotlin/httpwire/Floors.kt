package httpwire

/**
 * Top floor first; the packages of one line are siblings, which do not import each other. A line without a number is
 * the lower half of its floor. Floors and packages that are still empty are kept free. The same text is in
 * docs/architecture.md.
 */
internal val FLOORS: String = """
    8  httpwire.coroutines
    7  httpwire.dsl
    6  httpwire.client
    5  httpwire.client.{pool,redirect,hsts,decoding,auth,proxy,retry,cookies,cache}  httpwire.body.{multipart,form,progress}  httpwire.sse  httpwire.download
    4  httpwire.call
    3  httpwire.connection
    2  httpwire.transport
    1  httpwire.internal.wire  httpwire.state  httpwire.trace  httpwire.auth
    0  httpwire
       httpwire.internal.syntax
""".trimIndent()

private val floors: List<List<String>> = FLOORS.lines().map { line ->
    line.dropWhile(Char::isDigit).trim().split(Regex(" +")).flatMap(::spelt)
}

/** `a.{b,c}` is `a.b` and `a.c`. */
private fun spelt(packages: String): List<String> {
    val under = packages.substringAfter('{', "").substringBefore('}')
    return if (under.isEmpty()) listOf(packages) else under.split(',').map { packages.substringBefore('{') + it }
}

/** Counted from the top; -1 for a package that has none. */
private fun floorOf(packageName: String) = floors.indexOfFirst { packageName in it }

private val COMMENT = Regex("""/\*.*?\*/|//[^\n]*""", RegexOption.DOT_MATCHES_ALL)
private val LITERAL = Regex(""""(?:\\.|[^"\\\n])*"""")
private val PACKAGE = Regex("""\bpackage\s+([\w.]+)""")

/** A package of ours in front of a name: in an import, or written out in the code. */
private val NAME = Regex("""\b(httpwire(?:\.[a-z]\w*)*)(\.[A-Z*])?""")

/**
 * A Java or Kotlin source, as far as its imports go.
 *
 * @param own its package
 * @param used the other packages of ours that it names
 */
internal class Source private constructor(val own: String, val used: Set<String>) {
    /** What is wrong with the imports, one sentence each. */
    fun faults(): List<String> {
        val floor = floorOf(own)
        if (floor < 0) return listOf("$own is on no floor")
        return used.mapNotNull { other ->
            when (floorOf(other)) {
                -1 -> "$own uses $other, which is on no floor"
                floor -> "$own uses its sibling $other"
                in 0 until floor -> "$own uses $other above it"
                else -> null
            }
        }
    }

    companion object {
        /** Null without a package statement, as in a module's descriptor. */
        fun of(text: String): Source? {
            val code = text.replace(LITERAL, "\"\"").replace(COMMENT, " ")
            val statement = PACKAGE.find(code) ?: return null
            val own = whole(statement.groupValues[1])
            val names = NAME.findAll(code.removeRange(statement.range))
            return Source(own, names.mapNotNull(::packageIn).map(::whole).toSet() - own)
        }

        /** What comes before a class is a package; so is all but the last word before a Kotlin function. */
        private fun packageIn(name: MatchResult): String? {
            val (words, type) = name.destructured
            return if (type.isNotEmpty()) words else words.substringBeforeLast('.', "").ifEmpty { null }
        }

        /** A package and its own `internal` are one. */
        private fun whole(packageName: String): String =
            packageName.substringBefore(".internal").takeIf { floorOf(packageName) < 0 && floorOf(it) >= 0 }
                ?: packageName
    }
}

/** The packages of a cycle in the order in which they use each other, the first one again at the end; or null. */
internal fun cycleIn(uses: Map<String, Set<String>>): List<String>? {
    val cleared = mutableSetOf<String>()

    fun from(path: List<String>): List<String>? {
        val last = path.last()
        if (last in path.dropLast(1)) return path.drop(path.indexOf(last))
        if (last in cleared) return null
        return uses[last].orEmpty().firstNotNullOfOrNull { from(path + it) }.also { cleared += last }
    }
    return uses.keys.firstNotNullOfOrNull { from(listOf(it)) }
}
