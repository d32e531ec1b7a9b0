package httpwire.parity

/** What the server sent, split without either side's parser: enough for rules to say what is wrong with it. */
internal class ServerMessage(private val text: String) {
    /** One head: its status line and its field lines with their line ends; whole if its empty line came. */
    class Head(val statusLine: String, val fieldLines: List<String>, val isWhole: Boolean) {
        val text: String get() = statusLine + fieldLines.joinToString("")

        /** Status, or null if there is nothing like one. */
        val status: Int? = STATUS.find(statusLine)?.groupValues?.get(1)?.toInt()
        val isInterim: Boolean get() = status in 100..199 && status != 101

        private val fields: List<Pair<String, String>> by lazy {
            val found = mutableListOf<Pair<String, String>>()
            for (line in fieldLines) {
                val last = found.lastOrNull()
                if (line[0] !in " \t") {
                    found += line.substringBefore(':').trimEnd() to line.substringAfter(':', "")
                } else if (last != null) {
                    found[found.lastIndex] = last.first to last.second + line
                }
            }
            found
        }

        /** The values of a field, folds and all, without the white space around them. */
        fun values(name: String): List<String> =
            fields.filter { it.first.equals(name, ignoreCase = true) }.map { it.second.trim(' ', '\t', '\r', '\n') }

        /** The members of a list field, over all its lines. */
        fun members(name: String): List<String> = values(name).flatMap { it.split(',') }.map { it.trim(' ', '\t') }
    }

    /** The interim heads, and the final one at the end. */
    val heads: List<Head>
    val final: Head get() = heads.last()

    /** What follows the final head. */
    val body: String

    /** What is wrong with [body] as chunks. */
    val chunks: Chunks by lazy { Chunks(body) }

    init {
        val found = mutableListOf<Head>()
        var rest = text
        do {
            val lines = LINE.findAll(rest).map { it.value }.toList()
            val blank = lines.drop(1).indexOfFirst { it == "\n" || it == "\r\n" } + 1
            val head = if (blank >
                0
            ) {
                Head(lines[0], lines.subList(1, blank), true)
            } else {
                Head(lines.firstOrNull().orEmpty(), lines.drop(1), false)
            }
            found += head
            rest = if (blank > 0) lines.drop(blank + 1).joinToString("") else ""
        } while (head.isInterim && head.isWhole)
        heads = found
        body = rest
    }

    companion object {
        private val LINE = Regex("[^\n]*\n|[^\n]+\\z")
        private val STATUS = Regex("""^\S+\s+(\d{3})(\s|\z)""")
    }
}
