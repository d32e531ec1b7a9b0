package httpwire.client.pool

import httpwire.connection.HttpConnection
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.nulls.shouldNotBeNull
import io.kotest.matchers.shouldBe
import io.kotest.property.Arb
import io.kotest.property.arbitrary.int
import io.kotest.property.arbitrary.list
import io.kotest.property.checkAll
import java.lang.ref.ReferenceQueue

class HeldLeasesTest : FunSpec({
    val pool = Pool(PoolOptions.DEFAULT)
    val state = PoolState<Any, HttpConnection>(1, 1, 0, PoolState.NEVER, PoolState.NEVER)
    val slot = state.acquire("key", this, 0, PoolState.Changes()).shouldNotBeNull().slot().shouldNotBeNull()
    val leases = List(5) { Lease(pool, slot, null, ReferenceQueue()) }

    test("whatever is added and removed, in any order, it has those that are there, the latest first") {
        checkAll(500, Arb.list(Arb.int(0..9), 1..30)) { choices ->
            val held = HeldLeases()
            val expected = ArrayDeque<LeaseWatch>()
            for (choice in choices) {
                val watch = leases[choice % 5].watch()
                when {
                    choice >= 5 -> held.remove(watch) shouldBe expected.remove(watch)
                    watch !in expected -> held.add(watch.also(expected::addFirst))
                }
                held.toList() shouldBe expected
            }
            for (watch in expected) held.remove(watch) shouldBe true
            held.toList() shouldBe listOf()
        }
    }
})
