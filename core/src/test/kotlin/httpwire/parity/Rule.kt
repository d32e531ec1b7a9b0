package httpwire.parity

/**
 * An intended difference.
 *
 * @property reason the clause, the advisory or the decision it rests on
 * @property aspects what may differ
 * @property stops whether the sides are in different situations from here on, so that the case ends
 * @property isMet whether this Python differs so; if it does, a run in which it never does is a failure
 */
internal class Rule(
    val name: String,
    val reason: String,
    private val aspects: Set<Aspect>,
    val stops: Boolean,
    val isMet: (PythonVersion) -> Boolean,
    private val predicate: Difference.() -> Boolean,
) {
    fun covers(difference: Difference): Boolean =
        difference.aspect in aspects && isMet(difference.version) && difference.predicate()

    override fun toString(): String = name
}

/** A rule behind which the case goes on. */
internal fun rule(
    name: String,
    reason: String,
    vararg aspects: Aspect,
    isMet: (PythonVersion) -> Boolean = { true },
    predicate: Difference.() -> Boolean,
) = Rule(name, reason, aspects.toSet(), stops = false, isMet, predicate)

/** A rule that ends the case. */
internal fun stop(
    name: String,
    reason: String,
    vararg aspects: Aspect,
    isMet: (PythonVersion) -> Boolean = { true },
    predicate: Difference.() -> Boolean,
) = Rule(name, reason, aspects.toSet(), stops = true, isMet, predicate)
