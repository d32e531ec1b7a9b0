package httpwire.torture

import httpwire.HttpException
import httpwire.Timeouts
import httpwire.client.HttpClient
import httpwire.invariants.held
import httpwire.invariants.requireInTime
import httpwire.invariants.requireNoPlaceTaken
import httpwire.invariants.requireNoneLeft
import httpwire.invariants.requireRightOrNamed
import httpwire.testing.AnsweringPeer
import httpwire.transport.Identities
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.shouldBe
import java.io.IOException
import java.time.Duration

private fun peer(kind: Kind, server: Server): AnsweringPeer = if (kind.isSecure) {
    AnsweringPeer.start(Identities.good).apply { otherwise(server::answer) }
} else {
    AnsweringPeer.start(server::answer)
}

/** Runs an exchange whose call number [Plan.place] suffers, and holds what comes of it against the promises. */
private fun torture(kind: Kind, plan: Plan) {
    val peer = peer(kind, Server())
    val dialer = TorturedDialer(plan)
    try {
        val builder = HttpClient.builder().dialer(dialer).timeouts(Timeouts.of(BOUND)).baseUrl(peer.url("/"))
        builder.apply(kind.configure).build().use { client ->
            val scene = Scene(client, dialer, peer.port(), if (kind.isSecure) "https" else "http")
            plan.cancel = client::cancelAll
            val begin = System.nanoTime()
            val failure = runCatching { kind.run(scene) }.exceptionOrNull()
            plan.isOver = true
            Thread.interrupted()
            requireInTime(Duration.ofNanos(System.nanoTime() - begin), BOUND)
            requireRight(kind, plan, scene.delivered.toString(), failure)
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

private fun requireRight(kind: Kind, plan: Plan, delivered: String, failure: Throwable?) {
    // Nobody can tell the end of such a body from a cut, without TLS.
    val isCutUnseen = failure == null && kind.isOpenEnded && plan.harm == Harm.ENDS
    val expected = if (isCutUnseen) kind.expected.take(delivered.length) else kind.expected
    requireRightOrNamed(expected, delivered, failure) {
        val isForeign = plan.harm.isForeign && it === plan.planted
        isForeign || it is HttpException || (kind.isHandedOver && it is IOException)
    }
    if (failure != null) {
        plan.isDone shouldBe true
        plan.harm.isHarmless shouldBe false
    }
}

private fun placeCount(kind: Kind): Int {
    val plan = Plan(Int.MAX_VALUE, Harm.FAILS)
    torture(kind, plan)
    return plan.callCount
}

/** Each call that a connection makes to its socket fails once, in each way. */
class TortureTest : FunSpec({
    context("F61, T30: each call to the socket fails, one at a time") {
        withTests(nameFn = { it }, KINDS.keys) { name ->
            val kind = KINDS.getValue(name)
            val placeCount = placeCount(kind)
            val before = held()
            for (harm in Harm.entries) {
                for (place in 1..placeCount) {
                    try {
                        torture(kind, Plan(place, harm))
                    } catch (e: Throwable) {
                        throw AssertionError(
                            "call $place of $placeCount ${harm.name.lowercase()}: ${e.stackTraceToString().take(3000)}",
                            e,
                        )
                    }
                }
            }
            requireNoneLeft(before)
        }
    }
})
