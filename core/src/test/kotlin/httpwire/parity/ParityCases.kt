package httpwire.parity

import kotlin.random.Random

/** The cases of a run. */
internal object ParityCases {
    const val DEFAULT_COUNT = 9_000

    /** From here on the short sequences are one call longer. */
    private const val LARGE_COUNT = 100_000

    /** All tables, all short sequences of calls, and [count] cases at random. */
    fun all(seed: Long, count: Int): Sequence<Case> = sequence {
        val random = Random(seed)
        val longer = if (count < LARGE_COUNT) 0 else 1
        yieldAll(RequestTable.ALL + BodyTable.ALL + HostTable.ALL + TunnelTable.ALL + DebugTable.ALL)
        yieldAll(CallSequences.exhaustive(3 + longer, 5 + longer))
        yieldAll(Readings.exhaustive())
        for (message in MessageTable.ALL) {
            yieldAll(Readings.EACH.map { readCase(message, it) })
            yield(readCase(message.copy(closes = false), Readings.EACH[0]))
            repeat(3) { yield(random.responseCase(message)) }
        }
        repeat(count / 3) {
            yield(CallSequences.random(random))
            yield(random.responseCase(Messages(random).next()))
            yield(random.responseCase(Mutations(random).of(Messages(random).next())))
        }
    }

    private fun readCase(message: Message, way: List<Call>) = Case(
        listOf(call("request", message.method, "/", emptyList<String>(), null), call("getresponse")) + way,
        listOf(Answer.of(message.text, message.closes)),
    )
}
