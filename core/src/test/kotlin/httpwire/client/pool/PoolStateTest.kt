package httpwire.client.pool

import httpwire.client.pool.PoolState.Changes
import httpwire.client.pool.PoolState.Slot
import httpwire.client.pool.PoolState.Ticket
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.nulls.shouldBeNull
import io.kotest.matchers.nulls.shouldNotBeNull
import io.kotest.matchers.shouldBe
import io.kotest.property.Arb
import io.kotest.property.arbitrary.int
import io.kotest.property.arbitrary.list
import io.kotest.property.checkAll

private const val MAX_SLOTS = 3
private const val MAX_PER_KEY = 2
private const val MAX_WAITING = 4
private const val IDLE = 10L
private const val MAX_AGE = 50L

/** Somebody who was served: with an open connection, or the right to open one. */
private class Holder(val slot: Slot<String, Int>, val connection: Int?)

/** A pool with callers that do whatever they may do, and a model of what must be true of it. */
private class Play {
    private val state = PoolState<String, Int>(MAX_SLOTS, MAX_PER_KEY, MAX_WAITING, IDLE, MAX_AGE)
    private val keys = listOf("a", "b", "c")
    private val waiting = mutableListOf<Ticket<String, Int>>()
    private val connecting = mutableListOf<Holder>()
    private val leased = mutableListOf<Holder>()

    /** Those that are open, and not closed by the pool or a caller. */
    private val open = mutableSetOf<Int>()
    private var connectionCount = 0
    private var now = 0L

    fun step(choice: Int) {
        now += choice / 1000 % 4
        val which = choice / 8 % 125
        val changes = Changes<String, Int>()
        when (choice % 8) {
            0, 1, 2 -> acquire(keys[which % keys.size], changes)

            3 -> connecting.pick(which) { open(it) }

            4 -> connecting.pick(which) { state.remove(it.slot, now, changes) }

            5 -> leased.pick(which) { release(it, if (which % 3 == 0) now + 2 else PoolState.NEVER, changes) }

            6 -> leased.pick(which) {
                open -= it.connection!!
                state.remove(it.slot, now, changes)
            }

            7 -> waiting.pick(which) { state.cancel(it, now, changes) }
        }
        carryOut(changes)
        check()
    }

    private fun acquire(key: String, changes: Changes<String, Int>) {
        val ticket = state.acquire(key, this, now, changes)
        when {
            ticket == null -> waiting.size shouldBe MAX_WAITING
            ticket.slot() == null -> waiting += ticket
            else -> take(ticket)
        }
    }

    private fun open(right: Holder) {
        state.opened(right.slot, now)
        open += ++connectionCount
        leased += Holder(right.slot, connectionCount)
    }

    private fun release(holder: Holder, until: Long, changes: Changes<String, Int>) =
        state.release(holder.slot, holder.connection!!, now, until, changes)

    /** What the pool wants done: some of those who were served have given up in the meantime. */
    private fun carryOut(changes: Changes<String, Int>) {
        for (connection in changes.closed()) withClue("closed twice") { open.remove(connection) shouldBe true }
        for (ticket in changes.completed()) {
            waiting.remove(ticket) shouldBe true
            if (now % 5 == 0L) {
                val more = Changes<String, Int>()
                state.cancel(ticket, now, more)
                carryOut(more)
            } else {
                take(ticket)
            }
        }
    }

    private fun take(ticket: Ticket<String, Int>) {
        val holder = Holder(ticket.slot().shouldNotBeNull(), ticket.connection())
        if (holder.connection == null) connecting += holder else leased += holder
    }

    private fun check() {
        val held = connecting + leased
        state.heldCount() shouldBe held.size
        state.waitingCount() shouldBe waiting.size
        val idle = state.idleCount()
        (held.size + idle <= MAX_SLOTS) shouldBe true
        for (key in keys) (held.count { it.slot.key() == key } <= MAX_PER_KEY) shouldBe true
        open.size shouldBe leased.size + idle
        leased.map { it.connection }.toSet().size shouldBe leased.size
        // Nobody waits who could be served.
        for (ticket in waiting) ticket.slot().shouldBeNull()
        if (waiting.isNotEmpty() && held.size < MAX_SLOTS) {
            for (key in waiting.map { it.key() }.toSet()) held.count { it.slot.key() == key } shouldBe MAX_PER_KEY
        }
        state.keys().isEmpty() shouldBe (held.isEmpty() && idle == 0 && waiting.isEmpty())
    }

    fun end() {
        val changes = Changes<String, Int>()
        state.close(changes)
        changes.completed().toSet() shouldBe waiting.toSet()
        changes.completed().forEach { it.slot().shouldBeNull() }
        changes.closed().forEach { open.remove(it) shouldBe true }
        state.acquire("a", this, now, Changes()).shouldBeNull()
        for (holder in leased) {
            val last = Changes<String, Int>()
            release(holder, PoolState.NEVER, last)
            last.closed().forEach { open.remove(it) shouldBe true }
        }
        for (holder in connecting) state.remove(holder.slot, now, Changes())
        open.shouldBeEmpty()
        state.keys().shouldBeEmpty()
    }
}

private fun <T> MutableList<T>.pick(which: Int, block: (T) -> Unit) {
    if (isNotEmpty()) block(removeAt(which % size))
}

class PoolStateTest :
    FunSpec({
        test("whatever its callers do, limits hold, nothing is lost, and nobody waits who could be served") {
            checkAll(2_000, Arb.list(Arb.int(0..4_000_000), 1..80)) { choices ->
                val play = Play()
                choices.forEach(play::step)
                play.end()
            }
        }
    })
