package httpwire.parity

import java.io.Closeable

/** Plays cases on both sides and keeps count. */
internal class ParityRun(private val rules: List<Rule>) : Closeable {
    private val python = PythonProcess()
    private val comparison = Comparison(rules, python.version)
    private val uses = mutableMapOf<Rule, Int>()
    private val failures = mutableMapOf<String, Case>()
    private var caseCount = 0
    private var agreementCount = 0
    private var failureCount = 0

    /** How the cases went, in one line. */
    val summary: String
        get() {
            val ruled = uses.entries.sortedByDescending { it.value }
            return "parity with http.client of Python ${python.version}: $caseCount cases, $agreementCount agree, " +
                "${caseCount - agreementCount - failureCount} differ as ruled, $failureCount otherwise; " +
                ruled.joinToString { "${it.key} ${it.value}" }
        }

    /** The rules that no case needed although this Python differs so. */
    val unusedRules: List<Rule> get() = rules.filter { it !in uses && it.isMet(python.version) == true }

    fun play(cases: Sequence<Case>) {
        for (batch in cases.chunked(BATCH)) {
            val lines = batch.map { it.toJson().toString() }
            val theirs = python.play(lines)
            val ours = lines.map { JvmDriver.play(Case.parse(it)) }
            theirs.get().forEachIndexed { i, steps -> count(batch[i], comparison.judge(batch[i], steps, ours[i])) }
        }
    }

    private fun count(case: Case, verdict: Verdict) {
        caseCount++
        verdict.ruled.forEach { uses.merge(it, 1, Int::plus) }
        val kind = verdict.kind
        if (kind != null) {
            failureCount++
            failures.merge(kind, case) { one, other -> if (other.size < one.size) other else one }
        } else if (verdict.ruled.isEmpty()) {
            agreementCount++
        }
    }

    /** Each kind of thing that is wrong: what it is, and the smallest case that shows it, for a replay. */
    fun failures(): List<String> = failures.entries.take(MAX_SHOWN).map { (kind, case) ->
        val smallest = Shrinking { judge(it).kind == kind }.shrink(case)
        "${judge(smallest)}\n    ${smallest.toJson()}"
    }

    private fun judge(case: Case): Verdict {
        val line = case.toJson().toString()
        val steps = python.play(listOf(line)).get().single()
        return comparison.judge(case, steps, JvmDriver.play(case))
    }

    /** The two sides' steps side by side, as JSON. */
    fun replay(line: String): String {
        val theirs = python.play(listOf(line)).get().single()
        val ours = JvmDriver.play(Case.parse(line))
        return theirs.zip(ours).joinToString("\n") { (python, jvm) -> "python3  ${python.json}\nhttpwire ${jvm.json}" }
    }

    override fun close() = python.close()

    private companion object {
        const val BATCH = 500
        const val MAX_SHOWN = 10
    }
}
