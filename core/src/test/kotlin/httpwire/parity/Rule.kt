package httpwire.parity

/**
 * An intended difference.
 *
 * @property reason the clause, the advisory or the decision it rests on
 * @property aspects what may differ
 * @property stops whether the sides are in different situations from here on, so that the case ends
 * @property isMet whether this Python differs so, null if that is not known; if it does, and no case shows it, the run
 *     fails
 * @property forbids what our side must not do even where Python does the same
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
    /** A predicate takes its own situation for granted; where it stumbles, it is another one. */
    fun covers(difference: Difference): Boolean = difference.aspect in aspects && isMet(difference.version) != false &&
        runCatching { difference.predicate() }.getOrDefault(false)

    /** Whether our side does in this step what the rule forbids. */
    fun isBroken(step: Difference): Boolean = step.aspect in aspects && step.forbids()

    override fun toString(): String = name
}

/** A rule behind which the case goes on. */
internal fun rule(
    name: String,
    reason: String,
    vararg aspects: Aspect,
    isMet: (PythonVersion) -> Boolean? = { true },
    predicate: Difference.() -> Boolean,
) = Rule(name, reason, aspects.toSet(), stops = false, isMet, forbids = { false }, predicate)

/** A rule that ends the case. */
internal fun stop(
    name: String,
    reason: String,
    vararg aspects: Aspect,
    isMet: (PythonVersion) -> Boolean? = { true },
    forbids: Difference.() -> Boolean = { false },
    predicate: Difference.() -> Boolean,
) = Rule(name, reason, aspects.toSet(), stops = true, isMet, forbids, predicate)
