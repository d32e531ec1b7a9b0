package httpwire.torture

import httpwire.HttpException
import httpwire.Timeouts
import httpwire.client.HttpClient
import httpwire.invariants.requireInTime
import httpwire.invariants.requireNoPlaceTaken
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

/** Runs an exchange of which one call suffers, as [plan] has it, and holds what comes of it against the promises. */
private fun torture(kind: Kind, fabric: Fabric, plan: Plan) {
    val peer = peer(kind, Server())
    val dialer = TorturedDialer(plan, fabric)
    try {
        val builder = HttpClient.builder().dialer(dialer).timeouts(Timeouts.of(BOUND)).baseUrl(peer.url("/"))
        kind.configure(builder, plan)
        builder.listener(plan.listener()).build().use { client ->
            val scene = Scene(client, dialer, peer.port(), if (kind.isSecure) "https" else "http", plan)
            plan.cancel = client::cancelAll
            val begin = System.nanoTime()
            val failure = runCatching { kind.run(scene) }.exceptionOrNull()
            plan.isOver = true
            val isFlagUp = Thread.interrupted()
            // Nobody but the caller takes the flag down.
            if (plan.interrupted === Thread.currentThread() && failure != null) isFlagUp shouldBe true
            requireInTime(Duration.ofNanos(System.nanoTime() - begin), BOUND)
            plan.requireRight(kind.expected, scene.delivered.toString(), failure, kind.isOpenEnded) {
                it is HttpException || (kind.isHandedOver && it is IOException)
            }
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

/** The kinds whose names have that in them; all if it is not set. */
private val wanted = System.getProperty("httpwire.torture", "")

private val DIRECT_AND_PROXIED = (KINDS + PROXIED_KINDS).filterKeys { wanted in it }

class TortureTest : FunSpec({
    for (fabric in Fabric.entries) {
        context("F61, T30: each call to a ${fabric.name.lowercase()} fails, one at a time") {
            withTests(nameFn = { it }, DIRECT_AND_PROXIED.keys) { name ->
                tortureAll(Callee.SOCKET) { torture(DIRECT_AND_PROXIED.getValue(name), fabric, it) }
            }
        }
    }
    context("F59, F61: each callback fails, one at a time") {
        val all = DIRECT_AND_PROXIED + CALLBACK_KINDS.filterKeys { wanted in it }
        withTests(nameFn = { it }, all.keys) { name ->
            tortureAll(Callee.CALLBACK) { torture(all.getValue(name), Fabric.CHANNEL, it) }
        }
    }
})
