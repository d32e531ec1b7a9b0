package httpwire.torture

import httpwire.invariants.held
import httpwire.invariants.requireNoneLeft
import httpwire.invariants.requireRightOrNamed

/** Each call that an exchange makes to [callee] suffers once, in each of the ways; [run] judges what comes of it. */
internal fun tortureAll(callee: Callee, harms: List<Harm> = Harm.entries, run: (Plan) -> Unit) {
    val undisturbed = Plan(Int.MAX_VALUE, Harm.FAILS, callee)
    run(undisturbed)
    val before = held()
    for (harm in harms.filter { callee == Callee.SOCKET || !it.isOfSockets }) {
        for (place in 1..undisturbed.callCount) {
            try {
                run(Plan(place, harm, callee))
            } catch (e: Throwable) {
                val where = "call $place of ${undisturbed.callCount} ${harm.name.lowercase()}"
                throw AssertionError("$where: ${e.stackTraceToString().take(3000)}", e)
            }
        }
    }
    requireNoneLeft(before)
}

/**
 * I1 and I2, and that nothing fails without a reason.
 *
 * @param isOpenEnded whether the body ends with its connection, whose end nobody can tell from a cut, without TLS
 */
internal fun Plan.requireRight(
    expected: String,
    delivered: String,
    failure: Throwable?,
    isOpenEnded: Boolean,
    isNameable: (Throwable) -> Boolean,
) {
    val isCutUnseen = failure == null && isOpenEnded && harm == Harm.ENDS
    requireRightOrNamed(if (isCutUnseen) expected.take(delivered.length) else expected, delivered, failure) {
        isNameable(it) || isPlanted(it)
    }
    if (failure != null && !isDone) throw AssertionError("nothing was done to it", failure)
    if (failure != null && harm.isHarmless) throw AssertionError("this does not matter", failure)
}
