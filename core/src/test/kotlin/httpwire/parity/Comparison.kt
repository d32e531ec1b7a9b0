package httpwire.parity

/** One aspect of one step in which the two sides differ, with all that rules may ask about. */
internal class Difference(
    val case: Case,
    private val steps: List<Pair<Step, Step>>,
    private val index: Int,
    val aspect: Aspect,
    val version: PythonVersion,
) {
    val python: Step get() = steps[index].first
    val jvm: Step get() = steps[index].second

    /** The step before this one, Python's first. */
    val before: Pair<Step, Step>? get() = steps.getOrNull(index - 1)

    /** The call; null for making the connection. */
    val call: Call? get() = case.calls.getOrNull(index - 1)

    /** The answer that is read: the latest response's, or the one that is to become it. */
    val message: ServerMessage? by lazy {
        val reading = if (call?.name == "getresponse") jvm else response
        reading?.answerIndex?.let { ServerMessage(case.answers[it].text) }
    }

    /** The latest response that was handed out, up to now. */
    val response: Step? get() = responseIndex?.let { steps[it].second }

    /** Python's look at the same response. */
    val pythonResponse: Step? get() = responseIndex?.let { steps[it].first }?.takeIf { it.isResponse }

    /** The latest request, up to and with this call. */
    val request: RequestView by lazy { RequestView(accepted(index)) }

    /** The request that the latest response answers. */
    val requestOfResponse: RequestView by lazy { RequestView(accepted((responseIndex ?: 1) - 1)) }

    /** The calls up to the one of a step without those before it that were out of turn and so did nothing. */
    private fun accepted(until: Int): List<Call> =
        (1..until).filter { it == index || steps[it].second.error !in OUT_OF_TURN }.map { case.calls[it - 1] }

    /** The calls up to and with this one. */
    val callsSoFar: List<Call> get() = case.calls.take(index)

    /** The steps up to and with this one, Python's first. */
    fun stepsSoFar(): List<Pair<Step, Step>> = steps.take(index + 1)

    private val responseIndex: Int? get() = (index downTo 1).firstOrNull { steps[it].second.isResponse }

    /** Aspect, call and outcomes. */
    val kind: String get() = "$aspect of ${call?.name}: ${python.error ?: "a value"}, ${jvm.error ?: "a value"}"

    override fun toString(): String =
        "$aspect of ${call?.toJson() ?: "the connection"}: python3 ${python.of(aspect)}, httpwire ${jvm.of(aspect)}"

    private companion object {
        val OUT_OF_TURN = setOf("CannotSendRequest", "CannotSendHeader")
    }
}

/** What became of a case: the rules it needed, and a difference without one, or a step that a rule forbids. */
internal class Verdict(val ruled: Set<Rule>, private val wrong: Difference?, private val broken: Rule?) {
    /** Cases of the same kind are taken for examples of one thing; null if nothing is wrong. */
    val kind: String? get() = wrong?.let { "$broken, ${it.kind}" }

    override fun toString(): String = if (broken == null) "$wrong" else "against the rule $broken, $wrong"
}

/** Holds the two sides' steps against each other; every difference needs a rule. */
internal class Comparison(private val rules: List<Rule>, private val version: PythonVersion) {
    fun judge(case: Case, python: List<Step>, jvm: List<Step>): Verdict {
        val steps = python.zip(jvm)
        val ruled = mutableSetOf<Rule>()
        for (index in steps.indices) {
            val step = Difference(case, steps, index, Aspect.OUTCOME, version)
            rules.firstOrNull { it.isBroken(step) }?.let { return Verdict(ruled, step, it) }
            for (aspect in differing(steps[index])) {
                val difference = Difference(case, steps, index, aspect, version)
                val rule = rules.firstOrNull { it.covers(difference) } ?: return Verdict(ruled, difference, null)
                ruled += rule
                if (rule.stops) return Verdict(ruled, null, null)
            }
        }
        check(python.size == jvm.size) { "one side played on: $case" }
        return Verdict(ruled, null, null)
    }

    /** What an exception says is only compared with the same exception. */
    private fun differing(step: Pair<Step, Step>): List<Aspect> {
        val differing = Aspect.entries.filter { step.first.of(it) != step.second.of(it) }
        return if (Aspect.OUTCOME in differing) differing - INSIDE else differing
    }

    private companion object {
        val INSIDE = setOf(Aspect.DETAIL, Aspect.HEAD, Aspect.FIELDS, Aspect.WILL_CLOSE)
    }
}
