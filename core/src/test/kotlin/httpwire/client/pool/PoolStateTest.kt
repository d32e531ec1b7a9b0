package httpwire.client.pool

import httpwire.client.pool.PoolState.Changes
import httpwire.client.pool.PoolState.Slot
import httpwire.client.pool.PoolState.Ticket
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
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
    private val openedAt = mutableMapOf<Int, Long>()
    private val idleUntil = mutableMapOf<Int, Long>()
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
        openedAt[connectionCount] = now
        leased += Holder(right.slot, connectionCount)
    }

    private fun release(holder: Holder, until: Long, changes: Changes<String, Int>) {
        val connection = holder.connection!!
        idleUntil[connection] = minOf(until, now + IDLE, openedAt.getValue(connection) + MAX_AGE)
        state.release(holder.slot, connection, now, until, changes)
    }

    /** What the pool wants done: some of those who were served have given up in the meantime. */
    private fun carryOut(changes: Changes<String, Int>) {
        val passed = mutableSetOf<Ticket<String, Int>>()
        for (connection in changes.closed()) withClue("closed twice") { open.remove(connection) shouldBe true }
        for (ticket in changes.completed()) {
            passed += waiting.subList(0, waiting.indexOf(ticket)).filter { it.key() != ticket.key() }
            waiting.subList(0, waiting.indexOf(ticket)).none { it.key() == ticket.key() } shouldBe true
            waiting.remove(ticket) shouldBe true
            if (now % 5 == 0L) {
                val more = Changes<String, Int>()
                state.cancel(ticket, now, more)
                carryOut(more)
            } else {
                take(ticket)
            }
        }
        // Those who came before one that was served could not be served themselves.
        for (ticket in passed.filter { it in waiting }) heldCount(ticket.key()) shouldBe MAX_PER_KEY
    }

    private fun heldCount(key: String) = (connecting + leased).count { it.slot.key() == key }

    private fun take(ticket: Ticket<String, Int>) {
        val holder = Holder(ticket.slot().shouldNotBeNull(), ticket.connection())
        if (holder.connection != null) {
            withClue("given out after its time") { (idleUntil.getValue(holder.connection) > now) shouldBe true }
        }
        if (holder.connection == null) connecting += holder else leased += holder
    }

    private fun check() {
        val held = connecting + leased
        state.heldCount() shouldBe held.size
        state.waitingCount() shouldBe waiting.size
        val idle = state.idleCount()
        (held.size + idle <= MAX_SLOTS) shouldBe true
        for (key in keys) (heldCount(key) <= MAX_PER_KEY) shouldBe true
        open.size shouldBe leased.size + idle
        leased.map { it.connection }.toSet().size shouldBe leased.size
        // Nobody waits who could be served.
        for (ticket in waiting) ticket.slot().shouldBeNull()
        if (waiting.isNotEmpty() && held.size < MAX_SLOTS) {
            for (key in waiting.map { it.key() }.toSet()) heldCount(key) shouldBe MAX_PER_KEY
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
        test("C8: whatever its callers do, limits hold, nothing is lost, and nobody waits who could be served") {
            checkAll(2_000, Arb.list(Arb.int(0..4_000_000), 1..80)) { choices ->
                val play = Play()
                choices.forEach(play::step)
                play.end()
            }
        }

        test("the age of a connection counts from when it was opened, for the first time or again") {
            val state = PoolState<String, Int>(1, 1, 0, PoolState.NEVER, MAX_AGE)
            val slot = state.acquire("a", this, 0, Changes()).shouldNotBeNull().slot().shouldNotBeNull()
            state.opened(slot, 40)
            state.release(slot, 1, 45, PoolState.NEVER, Changes())
            state.acquire("a", this, 89, Changes()).shouldNotBeNull().connection() shouldBe 1
            state.release(slot, 1, 89, PoolState.NEVER, Changes())
            state.acquire("a", this, 90, Changes()).shouldNotBeNull().connection().shouldBeNull()
        }

        test("the connection that was used last is used next, and the one idle for longest makes way") {
            val state = PoolState<String, Int>(3, 3, 0, PoolState.NEVER, PoolState.NEVER)
            val slots = List(3) { checkNotNull(state.acquire("a", this, 0, Changes())?.slot()) }
            slots.forEachIndexed { index, slot -> state.release(slot, index, 0, PoolState.NEVER, Changes()) }
            val last = state.acquire("a", this, 0, Changes()).shouldNotBeNull()
            last.connection() shouldBe 2
            val changes = Changes<String, Int>()
            state.acquire("b", this, 0, changes).shouldNotBeNull().connection().shouldBeNull()
            changes.closed() shouldBe listOf(0)
            state.evictedCount() shouldBe 1
        }

        test("a connection whose time is over when it is released is closed, and whoever waits opens another one") {
            val state = PoolState<String, Int>(1, 1, 1, PoolState.NEVER, PoolState.NEVER)
            for ((until, isKept) in listOf(8L to true, 7L to false)) {
                val slot = state.acquire("a", this, 0, Changes()).shouldNotBeNull().slot().shouldNotBeNull()
                val next = state.acquire("a", this, 0, Changes()).shouldNotBeNull()
                val changes = Changes<String, Int>()
                state.release(slot, 1, 7, until, changes)
                changes.closed() shouldBe if (isKept) listOf() else listOf(1)
                next.connection() shouldBe if (isKept) 1 else null
                state.remove(next.slot().shouldNotBeNull(), 7, Changes())
            }
        }

        context("a slot that was given back is refused, and nothing changes") {
            val calls: Map<String, PoolState<String, Int>.(Slot<String, Int>) -> Unit> = mapOf(
                "opened" to { opened(it, 1) },
                "release" to { release(it, 2, 1, PoolState.NEVER, Changes()) },
                "remove" to { remove(it, 1, Changes()) },
            )
            withTests(nameFn = { it }, calls.keys) { call ->
                val state = PoolState<String, Int>(2, 2, 0, PoolState.NEVER, PoolState.NEVER)
                val slot = state.acquire("a", this, 0, Changes()).shouldNotBeNull().slot().shouldNotBeNull()
                state.release(slot, 1, 0, PoolState.NEVER, Changes())
                shouldThrow<IllegalStateException> { calls.getValue(call)(state, slot) }.message shouldBe
                    "IDLE, not HELD"
                listOf(state.heldCount(), state.idleCount()) shouldBe listOf(0, 1)
                state.expire(PoolState.NEVER, Changes())
                shouldThrow<IllegalStateException> { calls.getValue(call)(state, slot) }.message shouldBe
                    "CLOSED, not HELD"
                listOf(state.heldCount(), state.idleCount()) shouldBe listOf(0, 0)
            }
        }

        test("after those who waited were sent away, the next ones are served in turn") {
            val state = PoolState<String, Int>(2, 1, 2, PoolState.NEVER, PoolState.NEVER)
            val held = listOf("a", "b").map { state.acquire(it, this, 0, Changes()).shouldNotBeNull() }
            state.acquire("a", this, 0, Changes()).shouldNotBeNull()
            state.refuseWaiting(Changes())
            val next = state.acquire("b", this, 0, Changes()).shouldNotBeNull()
            for (ticket in held) state.remove(ticket.slot().shouldNotBeNull(), 0, Changes())
            next.slot().shouldNotBeNull()
            listOf(state.heldCount(), state.waitingCount()) shouldBe listOf(1, 0)
        }
    })
