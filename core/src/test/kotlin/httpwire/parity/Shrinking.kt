package httpwire.parity

/** Makes a case smaller as long as [stillFails] says that it shows the same. */
internal class Shrinking(private val stillFails: (Case) -> Boolean) {
    private var attempts = 0

    fun shrink(case: Case): Case {
        var smallest = case
        do {
            val smaller = candidates(smallest).firstOrNull { attempts++ < MAX_ATTEMPTS && stillFails(it) }
            smallest = smaller ?: smallest
        } while (smaller != null)
        return smallest
    }

    /** Bigger steps come first. */
    private fun candidates(case: Case): Sequence<Case> = sequence {
        yieldAll(case.calls.indices.reversed().map { case.copy(calls = case.calls.without(it)) })
        yieldAll(case.answers.indices.reversed().map { case.copy(answers = case.answers.without(it)) })
        if (case.tunnelAnswers.isNotEmpty()) yield(case.copy(tunnelAnswers = emptyList()))
        case.answers.forEachIndexed { index, answer ->
            yieldAll(
                shorter(answer).map {
                    case.copy(answers = case.answers.toMutableList().apply { set(index, it) })
                },
            )
        }
        yieldAll(plainer(case).filter { it != case })
    }

    private fun shorter(answer: Answer): Sequence<Answer> = sequence {
        if (answer.pieces.size > 1) yield(Answer.of(answer.text, answer.closes))
        val text = answer.text
        var length = text.length / 2
        while (length > 0 && answer.pieces.size == 1) {
            for (from in 0..text.length - length step length) {
                yield(Answer.of(text.removeRange(from, from + length), answer.closes))
            }
            length /= 2
        }
    }

    private fun plainer(case: Case): List<Case> = listOf(
        case.copy(host = "a", port = null),
        case.copy(blockSize = 8192),
        case.copy(autoOpen = true),
        case.copy(version = 11),
        case.copy(room = null),
    )

    private fun <T> List<T>.without(index: Int): List<T> = filterIndexed { i, _ -> i != index }

    private companion object {
        const val MAX_ATTEMPTS = 2_000
    }
}
