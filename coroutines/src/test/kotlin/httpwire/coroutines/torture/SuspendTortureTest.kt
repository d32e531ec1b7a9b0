package httpwire.coroutines.torture

import httpwire.HttpException
import httpwire.Timeouts
import httpwire.client.HttpClient
import httpwire.coroutines.suspending
import httpwire.invariants.requireInTime
import httpwire.invariants.requireNoPlaceTaken
import httpwire.testing.AnsweringPeer
import httpwire.torture.BODY
import httpwire.torture.BOUND
import httpwire.torture.Callee
import httpwire.torture.Fabric
import httpwire.torture.Harm
import httpwire.torture.Plan
import httpwire.torture.Server
import httpwire.torture.TorturedDialer
import httpwire.torture.requireRight
import httpwire.torture.tortureAll
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.shouldBe
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import java.time.Duration

/** What [kind] throws in a coroutine of its own, which a harm may cancel; null if it throws nothing. */
private fun failureOf(kind: SuspendKind, scene: SuspendScene, plan: Plan): Throwable? {
    var failure: Throwable? = null
    runBlocking {
        val call = launch(Dispatchers.Default, CoroutineStart.LAZY) {
            failure = runCatching { kind.run(scene) }.exceptionOrNull()
        }
        plan.cancel = { call.cancel() }
        call.join()
    }
    return failure
}

private fun torture(kind: SuspendKind, fabric: Fabric, plan: Plan) {
    val peer = AnsweringPeer.start(Server()::answer)
    val dialer = TorturedDialer(plan, fabric)
    try {
        val builder = HttpClient.builder().dialer(dialer).timeouts(Timeouts.of(BOUND)).baseUrl(peer.url("/"))
        builder.apply(kind.configure).build().use { client ->
            val scene = SuspendScene(client.suspending(), dialer, peer.port())
            val begin = System.nanoTime()
            val failure = failureOf(kind, scene, plan)
            plan.isOver = true
            requireInTime(Duration.ofNanos(System.nanoTime() - begin), BOUND)
            plan.requireRight(kind.expected, scene.delivered.toString(), failure, kind.isOpenEnded) {
                it is HttpException || (plan.harm == Harm.CANCELS && it is CancellationException)
            }
            // Who is cancelled does not wait for the thread that was in the call.
            val until = begin + BOUND.toNanos()
            while (client.statistics().leased > 0 && System.nanoTime() < until) Thread.yield()
            client.statistics().run { requireNoPlaceTaken(leased, waiting, leaked) }
            // I4: nothing stands in the way of the next call.
            client.get(peer.url("/length")).text() shouldBe BODY
        }
    } finally {
        // It need not like what it saw.
        peer.abandon()
        peer.close()
    }
}

/** Nobody interrupts the threads of a dispatcher: a coroutine is cancelled. */
private val HARMS = Harm.entries - Harm.INTERRUPTS

/** The kinds whose names have that in them; all if it is not set. */
private val wanted = System.getProperty("httpwire.torture", "")

class SuspendTortureTest : FunSpec({
    for (fabric in Fabric.entries) {
        context("F61, T30, F49: each call to a ${fabric.name.lowercase()} fails, one at a time") {
            withTests(nameFn = { it }, SUSPEND_KINDS.keys.filter { wanted in it }) { name ->
                tortureAll(Callee.SOCKET, HARMS) { torture(SUSPEND_KINDS.getValue(name), fabric, it) }
            }
        }
    }
})
