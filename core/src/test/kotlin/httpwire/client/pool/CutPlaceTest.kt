package httpwire.client.pool

import httpwire.Origin
import httpwire.client.await
import httpwire.connection.HttpConnection
import httpwire.testing.Answer
import httpwire.testing.AnsweringPeer
import httpwire.transport.Dialer
import httpwire.transport.NameResolver
import httpwire.transport.TcpDialer
import httpwire.transport.Transport
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.nulls.shouldBeNull
import io.kotest.matchers.nulls.shouldNotBeNull
import io.kotest.matchers.shouldBe
import java.util.concurrent.CompletableFuture
import java.util.concurrent.CountDownLatch
import java.util.concurrent.TimeUnit
import kotlin.concurrent.thread

private fun Pool.keep(connection: HttpConnection) {
    connection.connect()
    acquire("key").shouldNotBeNull().lease().shouldNotBeNull().run {
        use(connection, "a request")
        opened()
        release(Long.MAX_VALUE)
    }
}

/** Dials by TCP; cutting what it dialed takes until [mayCut]. */
private class SlowToCut : Dialer {
    private val tcp = TcpDialer(NameResolver.SYSTEM, null)
    val isCutting = CountDownLatch(1)
    val mayCut = CountDownLatch(1)

    override fun dial(peer: Origin): Transport {
        val dialed = tcp.dial(peer)
        return object : Transport by dialed {
            override fun cancel() {
                isCutting.countDown()
                mayCut.await(20, TimeUnit.SECONDS)
                dialed.cancel()
            }
        }
    }
}

class CutPlaceTest : FunSpec({
    test("F56: a connection that was cut for a caller who had not taken it yet goes to nobody") {
        AnsweringPeer.start { Answer.ok("") }.use { peer ->
            val pool = Pool(PoolOptions.DEFAULT.withMaxPerOrigin(1))
            val connection = HttpConnection.http(peer.address())
            pool.keep(connection)
            val place = pool.acquire("key").shouldNotBeNull()
            pool.cancelAll()
            val next = pool.acquire("key").shouldNotBeNull()
            place.cancel()
            next.isReady shouldBe true
            next.lease().shouldNotBeNull().connection().shouldBeNull()
            connection.transport.shouldBeNull()
            next.cancel()
            pool.statistics().run { listOf(leased, idle, waiting) } shouldBe listOf(0, 0, 0)
        }
    }

    test("F56: a transport that is slow to cut holds nobody up, not even who gives its place back") {
        val slow = SlowToCut()
        AnsweringPeer.start { Answer.ok("") }.use { peer ->
            val pool = Pool(PoolOptions.DEFAULT)
            pool.keep(HttpConnection.builder(peer.address()).dialer(slow).build())
            val place = pool.acquire("key").shouldNotBeNull()
            val cutting = thread(isDaemon = true) { pool.cancelAll() }
            slow.isCutting.await(20, TimeUnit.SECONDS) shouldBe true
            thread(isDaemon = true) { place.cancel() }
            try {
                await { CompletableFuture.supplyAsync { pool.statistics().leased }.get(5, TimeUnit.SECONDS) == 0 }
            } finally {
                slow.mayCut.countDown()
                cutting.join()
            }
        }
    }
})
