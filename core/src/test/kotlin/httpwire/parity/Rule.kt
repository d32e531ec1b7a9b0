package httpwire.parity

/**
 * An intended difference between the two sides.
 *
 * @property reason why our side differs: the clause of a standard, the advisory, or the decision in plain words
 * @property aspects what may differ
 * @property stops whether the case ends here, because from here on the sides are in different situations
 * @property isMet whether this version of Python differs so; null if that is not known. If it does and no case shows it,
 *     the run fails
 * @property forbids what our side must not do even if Python does the same
 */
internal class Rule(
    val name: String,
    val reason: String,
    private val aspects: Set<Aspect>,
    val stops: Boolean,
    val isMet: (PythonVersion) -> Boolean?,
    private val forbids: Difference.() -> Boolean,
    private val predicate: Difference.() -> Boolean,
) {
    /** Whether the rule explains the difference. A predicate that throws was asked about another situation: it does not. */
    fun covers(difference: Difference): Boolean = difference.aspect in aspects && isMet(difference.version) != false &&
        runCatching { difference.predicate() }.getOrDefault(false)

    /** Whether our side does in this step what the rule forbids. */
    fun isBroken(step: Difference): Boolean = step.aspect in aspects && step.forbids()

    override fun toString(): String = name
}

/** A rule after which the case goes on. */
internal fun rule(
    name: String,
    reason: String,
    vararg aspects: Aspect,
    isMet: (PythonVersion) -> Boolean? = { true },
    predicate: Difference.() -> Boolean,
) = Rule(name, reason, aspects.toSet(), stops = false, isMet, forbids = { false }, predicate)

/** A rule after which the case ends. */
internal fun stop(
    name: String,
    reason: String,
    vararg aspects: Aspect,
    isMet: (PythonVersion) -> Boolean? = { true },
    forbids: Difference.() -> Boolean = { false },
    predicate: Difference.() -> Boolean,
) = Rule(name, reason, aspects.toSet(), stops = true, isMet, forbids, predicate)
